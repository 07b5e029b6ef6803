/**
 * One ranking from two: full text and vectors. Each list's scores become evidence between 0 (its last) and 1 (its
 * first), and a weight per query says how much the vectors may add: score = lexical + weight · vector. This is FINCH's
 * log-linear sum (arXiv 2602.03817) with both logarithms bounded: weight 0 is the full-text order exactly, and no
 * document gains more than the weight.
 *
 * Scores, not ranks: reciprocal rank fusion with equal weights throws exact-word hits away (rare known items from MRR
 * .97 to .65 on the development sets), since it cannot see that the first hit is far above the second.
 */
export interface Ranking {
  /** Best first, each row once. */
  rows: readonly number[]
  /** Of each row; any scale on which more is better. */
  scores: readonly number[]
}

export interface Fused {
  row: number
  /** lexical + vector. */
  score: number
  /** Part from full text, 0 to 1. */
  lexical: number
  /** Part from the vectors, 0 to the weight. */
  vector: number
}

/**
 * How many of each list are fused. Scores are scaled by the list's range, so it belongs to the weights: they were fitted
 * at this depth. Further down, full text and vectors have nothing in common to weigh.
 */
export const FUSION_DEPTH = 200

/**
 * @param weight of the vectors, ≥ 0. Only the first `FUSION_DEPTH` of each ranking count.
 * @returns every row of either, best first; equal scores keep full-text order, then vector order.
 */
export function fuse(lexical: Ranking, vectors: Ranking, weight: number): Fused[] {
  const fused = new Map<number, Fused>()
  for (const [row, part] of evidence(lexical)) fused.set(row, { row, score: part, lexical: part, vector: 0 })
  if (weight > 0) {
    for (const [row, part] of evidence(vectors)) {
      const known = fused.get(row) ?? { row, score: 0, lexical: 0, vector: 0 }
      known.vector = weight * part
      known.score = known.lexical + known.vector
      fused.set(row, known)
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score)
}

/** Each row's place between the last score (0) and the first (1); 1 for all where they are equal. */
function evidence({ rows, scores }: Ranking): [number, number][] {
  const count = Math.min(rows.length, FUSION_DEPTH)
  const most = scores[0]
  const range = most - scores[count - 1]
  return Array.from({ length: count }, (_, i) => [rows[i], range > 0 ? 1 - (most - scores[i]) / range : 1])
}
