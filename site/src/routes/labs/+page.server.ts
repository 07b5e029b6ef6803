import { findPapers, type PaperId } from '@offprint/catalogue'
import { siteContext } from '#lib/server/context.ts'
import { labViews } from '#lib/server/labs.ts'
import { galleryView } from '#lib/view/gallery.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ url }) => {
  const labs = [...(await labViews()).values()]
  const { database } = await siteContext()
  const papers = await findPapers(database.db, labs.map((lab) => lab.paper as PaperId))
  return { gallery: galleryView(labs, new Map(papers.map((paper) => [paper.id as string, paper.categories[0]])), url.searchParams.get('by')) }
}
