/** Bags of rows whose responses are known by their mean only, plain or released under label differential privacy. */
import { ShapeMismatch } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'

/** A bag without a row: its mean prediction does not exist. */
export class EmptyBag extends RangeError {
  override readonly name = 'EmptyBag'
}

export interface Bags {
  /** The bag of each row, in 0 … count - 1, [n]. */
  bagId: Int32Array
  /** Rows in each bag, all at least 1, [count]. Sizes may differ; every loss then weights a bag by its size. */
  sizes: Int32Array
}

/** Bags from row labels. @param count number of bags; by default the largest label plus one */
export function bagsFromIds(bagId: ArrayLike<number>, count = Array.from(bagId).reduce((most, a) => Math.max(most, a + 1), 0)): Bags {
  const sizes = new Int32Array(count)
  for (let i = 0; i < bagId.length; i++) {
    const bag = bagId[i]
    if (!Number.isInteger(bag) || bag < 0 || bag >= count) throw new RangeError(`Row ${i}: a bag is a whole number from 0 to ${count - 1}, not ${bag}.`)
    sizes[bag]++
  }
  const empty = sizes.indexOf(0)
  if (empty >= 0) throw new EmptyBag(`Bag ${empty} of ${count} has no row.`)
  return { bagId: Int32Array.from(bagId), sizes }
}

/**
 * Bags of k consecutive rows each. Rows must be in random order: sorted rows keep the identity of the losses true and
 * make the risk formula false. Covers the first k · ⌊n/k⌋ rows; drop the rest from the data.
 */
export function consecutiveBags(n: number, k: number): Bags {
  if (!Number.isInteger(k) || k < 1 || k > n) throw new RangeError(`A bag holds from 1 to ${n} rows, not ${k}.`)
  const count = Math.floor(n / k)
  return { bagId: Int32Array.from({ length: count * k }, (_, i) => Math.floor(i / k)), sizes: new Int32Array(count).fill(k) }
}

/** Mean of `values` in each bag, [n] → [count]. */
export function bagMeans(values: ArrayLike<number>, { bagId, sizes }: Bags): Float64Array {
  if (values.length !== bagId.length) throw new ShapeMismatch(`${bagId.length} rows in bags need as many values, not ${values.length}.`)
  const means = new Float64Array(sizes.length)
  for (let i = 0; i < values.length; i++) means[bagId[i]] += values[i]
  return means.map((sum, a) => sum / sizes[a])
}

export interface PrivacyOptions {
  /** Responses are cut to [-clip, clip] first. */
  clip: number
  /** ε > 0 of label differential privacy; smaller is more private. */
  eps: number
  random: Random
}

/**
 * Bag means under ε-label differential privacy by the Laplace mechanism: changing one response moves a mean of k
 * clipped ones by at most 2 · clip/k, so noise of scale 2 · clip/(k · ε) hides it.
 * @see Dwork, McSherry, Nissim and Smith, "Calibrating noise to sensitivity in private data analysis" (2006)
 */
export function privateBagMeans(responses: ArrayLike<number>, bags: Bags, { clip, eps, random }: PrivacyOptions): Float64Array {
  if (!(clip > 0 && eps > 0)) throw new RangeError(`Clip and ε lie above zero, not at ${clip} and ${eps}.`)
  const clipped = Float64Array.from(responses, (y) => Math.min(clip, Math.max(-clip, y)))
  return bagMeans(clipped, bags).map((mean, a) => mean + laplace(random, (2 * clip) / (bags.sizes[a] * eps)))
}

/** The difference of two exponentials of one scale is Laplace distributed. */
function laplace(random: Random, scale: number): number {
  return scale * (random.exponential() - random.exponential())
}

/** Noise variance of a single response that is as harmful as σ² and the mechanism's noise together: σ² + 8 C²/(k ε²). */
export function privateNoiseVariance(noiseVar: number, clip: number, eps: number, k: number): number {
  return noiseVar + (8 * clip * clip) / (k * eps * eps)
}
