/**
 * Retrieval measures as used on the sets of ../shared/data/eval/README.md. Each takes one query's ranking (ids, best
 * first) and its judgements (id → grade; a document without a line counts as 0) and returns a number in [0, 1].
 */
export type Judgements = ReadonlyMap<string, number>

/** Normalised discounted cumulative gain with linear gains; the ideal order is taken from all judgements. */
export function ndcg(ranking: readonly string[], judgements: Judgements, depth = 10): number {
  const ideal = [...judgements.values()].sort((a, b) => b - a).slice(0, depth)
  const best = discounted(ideal)
  return best === 0 ? 0 : discounted(ranking.slice(0, depth).map(id => judgements.get(id) ?? 0)) / best
}

const discounted = (gains: readonly number[]): number => gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0)

/** Share of the relevant documents (grade ≥ 1) among the first `depth`. */
export function recall(ranking: readonly string[], judgements: Judgements, depth = 100): number {
  let relevant = 0
  for (const grade of judgements.values()) if (grade >= 1) relevant++
  if (relevant === 0) return 0
  return ranking.slice(0, depth).filter(id => (judgements.get(id) ?? 0) >= 1).length / relevant
}

/** 1 / rank of the first relevant document (grade ≥ 1) among the first `depth`; 0 when there is none. */
export function reciprocalRank(ranking: readonly string[], judgements: Judgements, depth = 100): number {
  const first = ranking.slice(0, depth).findIndex(id => (judgements.get(id) ?? 0) >= 1)
  return first < 0 ? 0 : 1 / (first + 1)
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Enough for the second digit of a 95 % interval. */
const RESAMPLES = 2000

/**
 * Percentile bootstrap of a mean over queries: [low, high] at 95 %. The same values and seed give the same interval.
 */
export function bootstrapInterval(values: readonly number[], seed: number, resamples = RESAMPLES): [number, number] {
  if (values.length === 0) return [0, 0]
  const next = mulberry(seed)
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(next() * values.length)]
    return sum / values.length
  }).sort()
  return [means[Math.floor(0.025 * (resamples - 1))], means[Math.ceil(0.975 * (resamples - 1))]]
}

/** mulberry32: enough for resampling. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
