/** Linear predictors x · θ from bag means: the minimiser of the interpolated loss in closed form. */
import { addScaled, gram, leastSquares, matrix, matvec, row, ShapeMismatch, solvePositiveDefinite, squaredDistance, transposedMatvec } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import { bagsFromIds } from './bags.ts'
import type { Bags } from './bags.ts'
import { checkRho } from './losses.ts'

export interface BagMoments {
  /** √(k_a/n) x̄_a, [bags, d]. */
  scaledMeans: Matrix
  /** √(k_a/n) ȳ_a, [bags]. */
  scaledResponses: Float64Array
  /** A = Σ_a (k_a/n) x̄_a x̄_aᵀ, [d, d]. */
  between: Matrix
  /** V = (1/n) Σ (x_i - x̄_a)(x_i - x̄_a)ᵀ, [d, d]. */
  within: Matrix
  /** b = Σ_a (k_a/n) x̄_a ȳ_a, [d]. */
  target: Float64Array
}

/** The moments that θ_ρ = (A + ρ V)⁻¹ b is made of; one pass serves every ρ. */
export function bagMoments(x: Matrix, { bagId, sizes }: Bags, bagMean: ArrayLike<number>): BagMoments {
  if (bagId.length !== x.rows) throw new ShapeMismatch(`${x.rows} rows need as many bag numbers, not ${bagId.length}.`)
  if (bagMean.length !== sizes.length) throw new ShapeMismatch(`${sizes.length} bags need as many means, not ${bagMean.length}.`)
  const means = matrix(sizes.length, x.cols)
  for (let i = 0; i < x.rows; i++) addScaled(row(means, bagId[i]), 1 / sizes[bagId[i]], row(x, i))
  const centred = matrix(x.rows, x.cols, x.data.slice())
  for (let i = 0; i < x.rows; i++) addScaled(row(centred, i), -1, row(means, bagId[i]))
  const root = Float64Array.from(sizes, (k) => Math.sqrt(k / x.rows))
  const scaledMeans = matrix(means.rows, means.cols, means.data.map((value, at) => value * root[Math.floor(at / means.cols)]))
  const scaledResponses = Float64Array.from(bagMean, (value, a) => value * root[a])
  const within = gram(centred)
  return {
    scaledMeans,
    scaledResponses,
    between: gram(scaledMeans),
    within: matrix(x.cols, x.cols, within.data.map((value) => value / x.rows)),
    target: transposedMatvec(scaledMeans, scaledResponses),
  }
}

/**
 * θ_ρ = (A + ρ V)⁻¹ b; at ρ = 0 the least-squares solution of least norm, which exists at any number of bags.
 * @throws {NotPositiveDefinite} where features are linearly dependent and ρ > 0
 */
export function solveBagMoments({ scaledMeans, scaledResponses, between, within, target }: BagMoments, rho: number): Float64Array {
  checkRho(rho)
  if (rho === 0) {
    if (scaledMeans.rows > scaledMeans.cols) return solvePositiveDefinite(between, target)
    return leastSquares(scaledMeans, scaledResponses)
  }
  return solvePositiveDefinite(matrix(between.rows, between.cols, between.data.map((value, at) => value + rho * within.data[at])), target)
}

/** θ_ρ, [d], from features [n, d] and the means of their bags. */
export function fitLinearFromBags(x: Matrix, bags: Bags, bagMean: ArrayLike<number>, { rho }: { rho: number }): Float64Array {
  return solveBagMoments(bagMoments(x, bags, bagMean), rho)
}

/**
 * Bag loss of θ_ρ on the held-out bags, fitted to the others, for each ρ. Up to the responses' own noise it estimates
 * |θ_ρ - θ*|²/k, so its minimum needs no individual response.
 * @param held which bags are held out; some must be, and some not
 */
export function heldOutBagLoss(x: Matrix, bags: Bags, bagMean: ArrayLike<number>, rhos: ArrayLike<number>, held: (bag: number) => boolean): Float64Array {
  const moments = momentsOf(x, bags, bagMean, (bag) => !held(bag))
  const test = momentsOf(x, bags, bagMean, held)
  return Float64Array.from(rhos, (rho) => squaredDistance(matvec(test.scaledMeans, solveBagMoments(moments, rho)), test.scaledResponses))
}

/**
 * Mean of `heldOutBagLoss` over folds, one a ρ.
 * @param order bag `order[a]` is held out in fold `a % folds`
 */
export function crossValidateRho(x: Matrix, bags: Bags, bagMean: ArrayLike<number>, rhos: ArrayLike<number>, order: ArrayLike<number>, folds = 5): Float64Array {
  const count = bags.sizes.length
  if (!(folds >= 2 && folds <= count)) throw new RangeError(`Cross-validation needs from 2 to ${count} folds (bags), not ${folds}.`)
  const foldOf = new Int32Array(count)
  for (let a = 0; a < count; a++) foldOf[order[a]] = a % folds
  const loss = new Float64Array(rhos.length)
  for (let fold = 0; fold < folds; fold++) {
    addScaled(loss, 1 / folds, heldOutBagLoss(x, bags, bagMean, rhos, (bag) => foldOf[bag] === fold))
  }
  return loss
}

function momentsOf(x: Matrix, { bagId, sizes }: Bags, bagMean: ArrayLike<number>, keep: (bag: number) => boolean): BagMoments {
  const kept = Array.from(sizes, (_, a) => a).filter(keep)
  const renamed = new Int32Array(sizes.length).fill(-1)
  for (const [to, a] of kept.entries()) renamed[a] = to
  const from = Array.from(bagId, (_, i) => i).filter((i) => renamed[bagId[i]] >= 0)
  const rows = matrix(from.length, x.cols)
  for (const [to, i] of from.entries()) rows.data.set(row(x, i), to * x.cols)
  return bagMoments(rows, bagsFromIds(from.map((i) => renamed[bagId[i]]), kept.length), kept.map((a) => bagMean[a]))
}
