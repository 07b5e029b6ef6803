/** Maximal marginal relevance (Carbonell and Goldstein 1998): good ones first, but not ten of the same. Pure. */
import { cosine } from '../retrieve/vectors.ts'

/** Share of relevance; the rest is how unlike what was chosen before. At .7 the first ten lose under .01 of their mean score. */
export const RELEVANCE_SHARE = 0.7

export interface Candidate {
  /** Any scale on which 0 to 1 is the usual range. */
  score: number
  /** Of unit length. */
  vector: Float32Array
}

/** Indices of `count` candidates in the order in which they are chosen. */
export function diversify(candidates: readonly Candidate[], count: number, share = RELEVANCE_SHARE): number[] {
  const chosen: number[] = []
  const nearest = candidates.map(() => 0)
  const left = new Set(candidates.keys())
  while (chosen.length < count && left.size > 0) {
    let best = -1
    let bestValue = -Infinity
    for (const at of left) {
      const value = share * candidates[at].score - (1 - share) * nearest[at]
      // The smallest scores differ before they are weighed but not after: then the score itself decides.
      const isTied = best >= 0 && value === bestValue && candidates[at].score > candidates[best].score
      if (value > bestValue || isTied) [best, bestValue] = [at, value]
    }
    chosen.push(best)
    left.delete(best)
    for (const at of left) nearest[at] = Math.max(nearest[at], cosine(candidates[best].vector, candidates[at].vector))
  }
  return chosen
}
