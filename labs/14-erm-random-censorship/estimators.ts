/** The six ways to fit one censored sample that the lab compares, and what a fit is worth against the truth. */
import { matrix, matvec } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import {
  beranEstimator, censoredRisk, fixedRule, ipcwWeights, marginalCensoringSurvival, meanDuration, polynomialFeatures,
  trueCensoringSurvival, weightedRidge,
} from '@offprint/methods/random-censorship'
import type { CensoredSample, CensoringWeights, DesignOptions } from '@offprint/methods/random-censorship'

/** In the order of the tables: without censoring, ignoring it, uncensored rows only, then three sources of weights. */
export const ESTIMATORS = ['no censoring', 'naive', 'complete rows', 'marginal weights', 'Beran weights', 'true weights'] as const
export type Estimator = (typeof ESTIMATORS)[number]

export interface FitSettings extends DesignOptions {
  bandwidth: number
  clip: number
  degree: number
  ridge: number
  /** Estimate the survival of the durations instead of the censoring's: the slip that the control makes. */
  wrongEvent: boolean
}

export interface EstimatorFit {
  coefficients: Float64Array
  /** The weighted risk of the fixed rule f₀ as this estimator sees it. */
  fixedRuleRisk: number
}

export interface SampleFits {
  fits: Record<Estimator, EstimatorFit>
  /** Ŝ_C(Tᵢ- | Xᵢ) by Beran's estimate, [n]. */
  survival: Float64Array
  beran: CensoringWeights
  marginal: CensoringWeights
}

/** Columns from [0, 1] to [-1, 1], then monomials up to the degree. */
export function regressors(x: Matrix, degree: number): Matrix {
  return polynomialFeatures(matrix(x.rows, x.cols, x.data.map((value) => 2 * value - 1)), degree)
}

/** Rows whose survival is estimated between two pauses: about 20 ms at 2,000 rows. */
const ROWS_A_TURN = 256

export async function fitSample(sample: CensoredSample, settings: FitSettings, pace: () => Promise<void>): Promise<SampleFits> {
  const { x, time, event, duration } = sample
  const n = time.length
  const { bandwidth, clip, wrongEvent } = settings
  const estimator = beranEstimator({ x, time, censored: event.map((flag) => (wrongEvent ? flag : 1 - flag)), bandwidth })
  const survival = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    if (i % ROWS_A_TURN === 0) await pace()
    survival[i] = estimator.ofObservation(i)
  }
  const beran = ipcwWeights(event, survival, { clip })
  const marginal = ipcwWeights(event, marginalCensoringSurvival(time, event), { clip })
  const oracle = ipcwWeights(event, time.map((t, i) => trueCensoringSurvival(x.data[2 * i], t, settings)), { clip })

  const features = regressors(x, settings.degree)
  const rule = Float64Array.from({ length: n }, (_, i) => fixedRule(x.data[2 * i]))
  const ones = new Float64Array(n).fill(1)
  const complete = Float64Array.from(event)
  const seen = complete.reduce((sum, flag) => sum + flag, 0)
  const fit = (y: Float64Array, weights: Float64Array): EstimatorFit => ({
    coefficients: weightedRidge(features, y, weights, settings.ridge),
    fixedRuleRisk: censoredRisk(y, weights, rule),
  })
  const completeFit = fit(time, complete)
  return {
    fits: {
      'no censoring': fit(duration, ones),
      naive: fit(time, ones),
      // The usual mean over complete rows divides by their number.
      'complete rows': { ...completeFit, fixedRuleRisk: (completeFit.fixedRuleRisk * n) / seen },
      'marginal weights': fit(time, marginal.weights),
      'Beran weights': fit(time, beran.weights),
      'true weights': fit(time, oracle.weights),
    },
    survival,
    beran,
    marginal,
  }
}

export interface TestPoints {
  features: Matrix
  /** m at the test points. */
  truth: Float64Array
}

export function testPoints(x: Matrix, degree: number): TestPoints {
  const truth = Float64Array.from({ length: x.rows }, (_, i) => meanDuration(x.data[2 * i], x.data[2 * i + 1]))
  return { features: regressors(x, degree), truth }
}

/** Excess risk, mean of (f - m)², and bias, mean of f - m, over the test points. */
export function excessAndBias({ features, truth }: TestPoints, coefficients: Float64Array): { excess: number; bias: number } {
  const prediction = matvec(features, coefficients)
  let excess = 0
  let bias = 0
  for (let i = 0; i < truth.length; i++) {
    excess += (prediction[i] - truth[i]) ** 2
    bias += prediction[i] - truth[i]
  }
  return { excess: excess / truth.length, bias: bias / truth.length }
}
