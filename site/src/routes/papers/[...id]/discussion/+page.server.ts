import { cardsOf } from '#lib/server/cards.ts'
import { paperAt } from '#lib/server/find-paper.ts'
import { refuse } from '#lib/server/list-page.ts'
import { paperView } from '#lib/view/paper.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ params, url, locals }) => {
  try {
    const paper = await paperAt(params.id, url.pathname, '/discussion')
    const [card] = await cardsOf([paper])
    return { paper: paperView(paper, card, [], locals.today) }
  } catch (failure) {
    refuse(failure)
  }
}
