import { labNotes, labReference, loadLab } from '@offprint/labs'
import { cardsOf } from '#lib/server/cards.ts'
import { explorersOf } from '#lib/server/lab-explorers.ts'
import { paperAt } from '#lib/server/find-paper.ts'
import { refuse } from '#lib/server/list-page.ts'
import { labPageView } from '#lib/view/lab-page.ts'
import { paperView } from '#lib/view/paper.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ params, url, locals }) => {
  try {
    const paper = await paperAt(params.id, url.pathname, '/lab')
    const [card] = await cardsOf([paper])
    const view = paperView(paper, card, [], locals.today)
    if (!card.lab?.ready) return { paper: view, lab: undefined, explorers: [] }
    const { slug } = card.lab
    const [lab, reference, notes] = await Promise.all([loadLab(slug), labReference(slug), labNotes(slug)])
    return { paper: view, lab: labPageView(lab, reference, notes, url.searchParams), explorers: await explorersOf(lab, reference, url.searchParams) }
  } catch (failure) {
    refuse(failure)
  }
}
