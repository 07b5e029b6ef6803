import { labViews } from '#lib/server/labs.ts'
import { texToHtml } from '#lib/tex/render.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async () => {
  const labs = [...(await labViews()).values()].map((lab) => ({ ...lab, titleHtml: texToHtml(lab.title, { links: false }) }))
  return { labs, ready: labs.filter((lab) => lab.ready).length }
}
