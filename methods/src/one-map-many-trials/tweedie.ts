/**
 * Tweedie's correction: if the truth given the image scatters around the prediction with spread σ, the observation
 * that a prediction stands for is prediction - σ² · d log f/dp, f the density of predictions.
 * Source: arXiv:2508.01341, section on Tweedie's formula; Efron, "Tweedie's formula and selection bias", JASA 106 (2011).
 */
import { ShapeMismatch } from '../linalg/index.ts'
import { linearSpace, standardDeviation } from '../stats/index.ts'
import { checkCalibration, ConstantTarget } from './calibration.ts'
import type { Debiaser, DebiasWarning } from './calibration.ts'

const DEFAULT_GRID = 512
/** Fewer calibration rows leave the density's slope mostly to chance. */
const SMALL_CALIBRATION = 100
/** Kernels further away than this many bandwidths add less than 1e-14 of their height. */
const KERNEL_REACH = 8

export interface TweedieOptions {
  /** Multiplies Scott's bandwidth n^(-1/5) · sd. */
  bandwidth?: number
  /** Points of the grid between least and largest calibration prediction on which the score is kept. */
  grid?: number
  /** Predictions whose density is used; the calibration's own when absent. */
  density?: ArrayLike<number>
}

export interface Tweedie extends Debiaser {
  /** Standard deviation of prediction - truth on the calibration split. */
  sigma: number
  /** d log f/dp at p; beyond the calibration predictions the value at their nearest end. */
  score(p: number): number
  /** Grid and values of the score, for drawing. */
  grid: { p: Float64Array; score: Float64Array; density: Float64Array }
  /** Share of `prediction` outside the calibration predictions. */
  outOfSupport(prediction: ArrayLike<number>): number
}

/**
 * corrected = p - σ² s(p), s from a Gaussian kernel density, differentiated analytically.
 * @param calibrationPrediction out-of-sample predictions, [n]
 * @param calibrationTruth their true outcomes, [n]
 * @throws {EmptyInput | ShapeMismatch | NonFinite | ConstantTarget}
 */
export function fitTweedie(calibrationPrediction: ArrayLike<number>, calibrationTruth: ArrayLike<number>, options: TweedieOptions = {}): Tweedie {
  checkCalibration(calibrationPrediction, calibrationTruth)
  const { bandwidth = 1, grid = DEFAULT_GRID, density: from = calibrationPrediction } = options
  if (!(bandwidth > 0)) throw new RangeError(`A bandwidth multiplier lies above zero, not at ${bandwidth}.`)
  if (!(grid >= 2)) throw new ShapeMismatch(`A grid needs at least 2 points, not ${grid}.`)
  const sorted = Float64Array.from(from).sort()
  const n = sorted.length
  if (n < 2 || sorted[0] === sorted[n - 1]) throw new ConstantTarget('All predictions are equal; their density has no slope.')
  const sigma = rootMeanSpread(calibrationPrediction, calibrationTruth)
  const width = bandwidth * n ** -0.2 * standardDeviation(sorted)
  const p = linearSpace(sorted[0], sorted[n - 1], grid)
  const { score, density } = kernelScore(sorted, p, width)
  const step = (p[grid - 1] - p[0]) / (grid - 1)
  const scoreAt = (at: number): number => {
    const place = Math.min(grid - 1, Math.max(0, (at - p[0]) / step))
    const low = Math.min(grid - 2, Math.floor(place))
    return score[low] + (place - low) * (score[low + 1] - score[low])
  }
  const warnings: DebiasWarning[] = []
  if (calibrationPrediction.length < SMALL_CALIBRATION) {
    warnings.push({ code: 'SmallCalibration', message: `${calibrationPrediction.length} calibration rows are few for a density; ${SMALL_CALIBRATION} or more are better.` })
  }
  return {
    sigma,
    score: scoreAt,
    grid: { p, score, density },
    outOfSupport: (prediction) => Array.from(prediction).filter((value) => value < p[0] || value > p[grid - 1]).length / Math.max(1, prediction.length),
    correct: (prediction) => Float64Array.from(prediction, (value) => value - sigma * sigma * scoreAt(value)),
    warnings,
  }
}

/** Standard deviation of p - y; not of y - (p - m)/k, which would be the spread of corrected predictions. */
function rootMeanSpread(prediction: ArrayLike<number>, truth: ArrayLike<number>): number {
  return standardDeviation(Float64Array.from(prediction, (p, i) => p - truth[i]), 0)
}

/** f and f'/f at each point: sums over the kernels within reach of it. Points and samples ascend. */
function kernelScore(sorted: Float64Array, points: Float64Array, width: number): { score: Float64Array; density: Float64Array } {
  const score = new Float64Array(points.length)
  const density = new Float64Array(points.length)
  const scale = 1 / (sorted.length * width * Math.sqrt(2 * Math.PI))
  let first = 0
  for (let g = 0; g < points.length; g++) {
    while (first < sorted.length && sorted[first] < points[g] - KERNEL_REACH * width) first++
    let sum = 0
    let slope = 0
    for (let i = first; i < sorted.length && sorted[i] <= points[g] + KERNEL_REACH * width; i++) {
      const z = (points[g] - sorted[i]) / width
      const height = Math.exp(-0.5 * z * z)
      sum += height
      slope -= (height * z) / width
    }
    // In a gap wider than the reach there is no density and no slope to follow.
    score[g] = sum > 0 ? slope / sum : 0
    density[g] = sum * scale
  }
  return { score, density }
}
