/** Where in the space of vectors papers like some others lie. Pure. */

/** What one unwanted paper takes away, compared with what a wanted one adds. */
const UNLIKE_WEIGHT = 0.5
/**
 * The nearest papers have a say in what the subject is: their mean is added with this weight (pseudo-relevance feedback,
 * Rocchio 1971). On 600 fresh seeds of the set "similar": recall@100 .419 without, .427 with 5 papers at .5; the same
 * within .006 for 5 to 20 papers at .5 to 1.
 */
export const NEIGHBOURS = 5
const NEIGHBOUR_WEIGHT = 0.5

/** Mean of the wanted less a share of the mean of the unwanted, to unit length. @throws nothing; of no vectors the zero vector */
export function direction(wanted: readonly Float32Array[], unwanted: readonly Float32Array[]): Float32Array {
  const sum = mean(wanted)
  mean(unwanted).forEach((value, at) => (sum[at] -= UNLIKE_WEIGHT * value))
  return unit(sum)
}

/** The direction drawn towards the papers that lie nearest to it. */
export function towards(from: Float32Array, neighbours: readonly Float32Array[]): Float32Array {
  if (neighbours.length === 0) return from
  const middle = unit(mean(neighbours))
  return unit(from.map((value, at) => value + NEIGHBOUR_WEIGHT * middle[at]))
}

function mean(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let at = 0; at < sum.length; at++) sum[at] += vector[at] / vectors.length
  return sum
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length > 0 ? vector.map((value) => value / length) : vector
}
