import { pauseJob, runJobSoon, sourcesOverview } from '@offprint/intake'
import { siteContext } from '#lib/server/context.ts'
import { requireOwner } from '#lib/server/owner.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  await requireOwner(event)
  const { database, config } = await siteContext()
  return { overview: await sourcesOverview(database), sources: config.sources, jobsHere: config.jobs }
}

export const actions: Actions = {
  pause: async (event) => {
    await requireOwner(event)
    const form = await event.request.formData()
    await pauseJob((await siteContext()).database, String(form.get('job')), form.get('paused') === 'true')
  },
  soon: async (event) => {
    await requireOwner(event)
    const form = await event.request.formData()
    await runJobSoon((await siteContext()).database, String(form.get('job')))
  },
}
