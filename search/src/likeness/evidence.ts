/** How much of what papers are about stands in others: BM25 with the telling terms as the query. Pure. */
import type { WeightedTerm } from './telling.ts'

/** As everywhere (`evaluation/bm25.ts`). */
const [K1, B] = [1.2, 0.75]
/** A term that a paper repeats counts as often, up to this. */
const MOST_REPEATS = 8

/**
 * One score a text, 0 and more; their lengths are compared among themselves.
 * @param texts terms of each, in any order
 * @param papers in the index
 */
export function evidenceOf(telling: readonly WeightedTerm[], texts: readonly (readonly string[])[], papers: number): Float64Array {
  const value = new Map(telling.map(({ term, count, papers: withTerm }) => [term, Math.min(count, MOST_REPEATS) * Math.log(1 + (papers - withTerm + 0.5) / (withTerm + 0.5))]))
  const average = texts.reduce((sum, one) => sum + one.length, 0) / Math.max(1, texts.length) || 1
  return Float64Array.from(texts, (all) => {
    const counts = new Map<string, number>()
    for (const term of all) if (value.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1)
    const slack = K1 * (1 - B + (B * all.length) / average)
    let score = 0
    for (const [term, tf] of counts) score += (value.get(term)! * tf * (K1 + 1)) / (tf + slack)
    return score
  })
}
