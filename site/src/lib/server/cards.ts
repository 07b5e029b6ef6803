/** Cards of papers, kept while the paper does not change: rendering formulas again for every reader would be waste. */
import type { Paper } from '@offprint/catalogue'
import { cardView, type CardView } from '../view/card.ts'
import { labViews } from './labs.ts'
import { LruMap } from './lru.ts'

/** About 4 KB each; enough for every list that is read often. */
const KEPT_CARDS = 4000

const kept = new LruMap<string, { change: number; card: CardView }>(KEPT_CARDS)

export async function cardsOf(papers: readonly Paper[]): Promise<CardView[]> {
  const labs = await labViews()
  return papers.map((paper) => {
    const known = kept.get(paper.id)
    if (known?.change === paper.change) return known.card
    const card = cardView(paper, labs.get(paper.id))
    kept.set(paper.id, { change: paper.change, card })
    return card
  })
}
