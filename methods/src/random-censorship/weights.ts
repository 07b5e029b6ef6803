/** Inverse probability of censoring weights, the risks they estimate, and the fits that minimise them. */
import { ShapeMismatch } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import { checkDurations, kaplanMeier, ridgeRegression, survivalAt } from '../stats/index.ts'

/** Smallest survival of the censoring that a weight divides by, so that no row weighs more than 50. */
export const DEFAULT_CLIP = 0.02

export interface WeightWarning {
  code: 'MeanWeightOff' | 'Positivity'
  message: string
}

export interface CensoringWeights {
  /** δᵢ / max(Ŝ_C(Tᵢ- | Xᵢ), clip), [n]. */
  weights: Float64Array
  /** Near 1 where the censoring model is right, since E[δ / S_C(T-)] = 1. */
  meanWeight: number
  maxWeight: number
  /** Share of uncensored rows whose survival lay below the clip. */
  clippedShare: number
  warnings: WeightWarning[]
}

/**
 * @param event δ: 1 where the duration was seen to its end, 0 where censored, [n]
 * @param survival Ŝ_C(Tᵢ- | Xᵢ) in [0, 1], [n]
 * @see arXiv:1906.01908, section 2: E[δ ℓ(T, f(X)) / S_C(T- | X)] = E[ℓ(Y, f(X))]
 */
export function ipcwWeights(event: ArrayLike<number>, survival: ArrayLike<number>, options: { clip?: number } = {}): CensoringWeights {
  const { clip = DEFAULT_CLIP } = options
  same(event, survival, 'flags', 'survival values')
  if (!(clip > 0 && clip <= 1)) throw new RangeError(`A clip lies in (0, 1], not at ${clip}.`)
  const weights = new Float64Array(event.length)
  let clipped = 0
  let events = 0
  let sum = 0
  let maxWeight = 0
  for (let i = 0; i < weights.length; i++) {
    if (event[i] !== 1) continue
    events++
    if (survival[i] < clip) clipped++
    weights[i] = 1 / Math.max(survival[i], clip)
    sum += weights[i]
    maxWeight = Math.max(maxWeight, weights[i])
  }
  const meanWeight = weights.length > 0 ? sum / weights.length : 0
  const clippedShare = events > 0 ? clipped / events : 0
  const warnings: WeightWarning[] = []
  if (Math.abs(meanWeight - 1) > 0.1) {
    warnings.push({ code: 'MeanWeightOff', message: `The weights average ${meanWeight.toFixed(2)} instead of 1: the censoring model does not fit.` })
  }
  if (clippedShare > 0.02) {
    warnings.push({ code: 'Positivity', message: `${(100 * clippedShare).toFixed(0)} % of the uncensored rows had next to no chance of being seen; their weights are cut off at ${(1 / clip).toFixed(0)}.` })
  }
  return { weights, meanWeight, maxWeight, clippedShare, warnings }
}

/** Marginal Kaplan–Meier of the censoring at every row's left limit, Ŝ_C(Tᵢ-), ignoring covariates. [n] */
export function marginalCensoringSurvival(time: ArrayLike<number>, event: ArrayLike<number>): Float64Array {
  checkDurations(time, event)
  const curve = kaplanMeier(time, Float64Array.from(event, (flag) => 1 - flag), { first: 'other' })
  return Float64Array.from(time, (t) => survivalAt(curve, t, 'left'))
}

export type Loss = (target: number, prediction: number) => number
export const squaredLoss: Loss = (target, prediction) => (target - prediction) ** 2

/**
 * (1/n) Σ wᵢ ℓ(Tᵢ, f(Xᵢ)): the Kaplan–Meier or Beran risk, depending on where the weights come from. Divided by n and
 * not by Σ w, which would bias it.
 */
export function censoredRisk(time: ArrayLike<number>, weights: ArrayLike<number>, prediction: ArrayLike<number>, loss: Loss = squaredLoss): number {
  same(time, weights, 'times', 'weights')
  same(time, prediction, 'times', 'predictions')
  let sum = 0
  for (let i = 0; i < time.length; i++) if (weights[i] !== 0) sum += weights[i] * loss(time[i], prediction[i])
  return sum / time.length
}

/**
 * The b minimising (1/n) Σ wᵢ (yᵢ - fᵢ·b)² + ridge |b|², from (FᵀWF/n + ridge I) b = FᵀWy/n.
 * @param features F, [n, p]
 * @throws {NotPositiveDefinite} where the ridge is too small for the rank of F
 */
export function weightedRidge(features: Matrix, y: ArrayLike<number>, weights: ArrayLike<number>, ridge: number): Float64Array {
  return ridgeRegression(features, y, { ridge: ridge * features.rows, weights })
}

function same(a: ArrayLike<number>, b: ArrayLike<number>, what: string, other: string): void {
  if (a.length !== b.length) throw new ShapeMismatch(`${a.length} ${what} need as many ${other}, not ${b.length}.`)
}
