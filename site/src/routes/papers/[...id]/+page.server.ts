import { cardsOf } from '#lib/server/cards.ts'
import { citationsOf } from '#lib/server/citations.ts'
import { paperAt } from '#lib/server/find-paper.ts'
import { refuse } from '#lib/server/list-page.ts'
import { paperView } from '#lib/view/paper.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ params, url, locals }) => {
  try {
    const paper = await paperAt(params.id, url.pathname)
    const [[card], citations] = await Promise.all([cardsOf([paper]), citationsOf(paper)])
    return { paper: paperView(paper, card, citations, locals.today), origin: locals.origin }
  } catch (failure) {
    refuse(failure)
  }
}
