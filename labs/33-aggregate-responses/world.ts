/** One world of the lab: Gaussian features, a unit-free linear truth, responses known by bag. */
import { addScaled, matrix, matvec, squaredDistance } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { bagMeans, bagMoments, consecutiveBags, heldOutBagLoss, RHO_GRID, solveBagMoments } from '@offprint/methods/aggregate-responses'
import type { Bags } from '@offprint/methods/aggregate-responses'
import type { Random } from '@offprint/methods/random'

export interface World {
  x: Matrix
  responses: Float64Array
  truth: Float64Array
}

export interface WorldSize {
  n: number
  d: number
  noise: number
  signal: number
}

/** x ~ N(0, I), θ* uniform on the sphere of the given squared radius, y = x·θ* + noise. */
export function drawWorld({ n, d, noise, signal }: WorldSize, random: Random): World {
  const direction = random.stream('truth').normals(d)
  const scale = Math.sqrt(signal) / Math.hypot(...direction)
  const truth = direction.map((value) => value * scale)
  const x = matrix(n, d, random.stream('features').normals(n * d))
  const errors = random.stream('noise')
  return { x, truth, responses: matvec(x, truth).map((value) => value + errors.normal(0, noise)) }
}

/** The world's rows in bags of k consecutive rows; rows that fill no bag are left out. */
export function inBags({ x, responses }: World, k: number): { x: Matrix; bags: Bags; means: Float64Array; responses: Float64Array } {
  const bags = consecutiveBags(x.rows, k)
  const rows = bags.bagId.length
  const kept = responses.subarray(0, rows)
  return { x: matrix(rows, x.cols, x.data.subarray(0, rows * x.cols)), bags, means: bagMeans(kept, bags), responses: kept }
}

/** |θ_ρ - θ*|² for every ρ of the grid, on the same data. */
export function riskOverRho(x: Matrix, bags: Bags, means: ArrayLike<number>, truth: Float64Array): Float64Array {
  const moments = bagMoments(x, bags, means)
  return Float64Array.from(RHO_GRID, (rho) => squaredDistance(solveBagMoments(moments, rho), truth))
}

export const FOLDS = 5

/** Held-out bag loss for every ρ of the grid, as `crossValidateRho`, with a pause after each fold. */
export async function crossValidated(x: Matrix, bags: Bags, means: ArrayLike<number>, order: ArrayLike<number>, pace: () => Promise<void>): Promise<Float64Array> {
  const place = new Int32Array(bags.sizes.length)
  for (let a = 0; a < place.length; a++) place[order[a]] = a
  const loss = new Float64Array(RHO_GRID.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    await pace()
    addScaled(loss, 1 / FOLDS, heldOutBagLoss(x, bags, means, RHO_GRID, (bag) => place[bag] % FOLDS === fold))
  }
  return loss
}
