import { cardsOf } from '#lib/server/cards.ts'
import { citationsOf } from '#lib/server/citations.ts'
import { siteContext } from '#lib/server/context.ts'
import { paperAt } from '#lib/server/find-paper.ts'
import { refuse } from '#lib/server/list-page.ts'
import { paperView } from '#lib/view/paper.ts'
import { similarView } from '#lib/view/similar.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ params, url, locals }) => {
  try {
    const paper = await paperAt(params.id, url.pathname)
    const { search } = await siteContext()
    const [[card], citations, similar] = await Promise.all([cardsOf([paper]), citationsOf(paper), search.similar(paper.id)])
    // A paper that the index does not know yet has no neighbours now, but will have some in a moment.
    locals.provisional = similar.length === 0
    return { paper: paperView(paper, card, citations, locals.today), similar: similarView(similar), origin: locals.origin }
  } catch (failure) {
    refuse(failure)
  }
}
