/** What the explorers of a lab read of its recorded run; a page fetches it when somebody first turns a knob. */
import { labReference, labSlugs } from '@offprint/labs'
import { recordedSource } from '@offprint/labs/kit'
import { error, json } from '@sveltejs/kit'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params }) => {
  const reference = labSlugs.includes(params.slug) ? await labReference(params.slug) : undefined
  if (!reference) error(404, 'There is no recorded run of that name.')
  return json(recordedSource(reference), { headers: { 'cache-control': 'public, max-age=3600' } })
}
