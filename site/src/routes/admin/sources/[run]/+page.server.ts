import { findRun, rejectedOf, retryRejected } from '@offprint/intake'
import { error } from '@sveltejs/kit'
import { siteContext } from '#lib/server/context.ts'
import { requireOwner } from '#lib/server/owner.ts'
import type { Actions, PageServerLoad } from './$types'

/** More than anybody reads; the command line shows all. */
const SHOWN = 200

const runId = (text: string): number => (/^\d{1,12}$/.test(text) ? Number(text) : error(404, `There is no run "${text}".`))

export const load: PageServerLoad = async (event) => {
  await requireOwner(event)
  const { database } = await siteContext()
  const run = await findRun(database.db, runId(event.params.run))
  if (!run) error(404, `There is no run ${event.params.run}.`)
  return { run: { id: run.id, source: run.source, input: run.input, rejected: run.rejected }, records: await rejectedOf(database.db, run.id, SHOWN) }
}

export const actions: Actions = {
  default: async (event) => {
    await requireOwner(event)
    const form = await event.request.formData()
    const line = form.get('line')
    const corrections = typeof line === 'string' && /^\d+$/.test(line) ? { [Number(line)]: String(form.get('raw') ?? '') } : {}
    const retried = await retryRejected((await siteContext()).database, runId(event.params.run), corrections)
    return { accepted: retried.accepted, left: retried.stillRejected.length }
  },
}
