/**
 * Linear calibration correction: predictions trained for squared error are shrunk towards the mean; regressing them on
 * the truth measures by how much, and dividing undoes it.
 * Source: Pettersson, Jerzak and Daoud, arXiv:2508.01341, section on LCC.
 */
import { fitLine, variance } from '../stats/index.ts'
import { checkCalibration, ConstantTarget, SlopeNotPositive } from './calibration.ts'
import type { Debiaser } from './calibration.ts'

/** A slope at or below this cannot be divided by. */
const LEAST_SLOPE = 1e-8
/** Below this the corrected predictions are mostly amplified noise. */
const WEAK_SLOPE = 0.2

export interface Lcc extends Debiaser {
  /** m and k of prediction = m + k · truth + error. */
  intercept: number
  slope: number
  r2: number
}

/**
 * corrected = (prediction - m)/k. An average treatment effect is divided by k; m cancels.
 * @param calibrationPrediction out-of-sample predictions, [n]; in-sample ones make k too large
 * @param calibrationTruth their true outcomes, [n]
 * @throws {EmptyInput | ShapeMismatch | NonFinite | ConstantTarget | SlopeNotPositive}
 */
export function fitLcc(calibrationPrediction: ArrayLike<number>, calibrationTruth: ArrayLike<number>): Lcc {
  checkCalibration(calibrationPrediction, calibrationTruth)
  if (calibrationTruth.length < 2 || variance(calibrationTruth) === 0) {
    throw new ConstantTarget('All true values of the calibration split are equal; shrinkage cannot be measured.')
  }
  // The prediction on the truth: the reverse regression is ordinary recalibration and corrects nothing.
  const { intercept, slope, r2 } = fitLine(calibrationTruth, calibrationPrediction)
  if (slope <= LEAST_SLOPE) throw new SlopeNotPositive(`Predictions do not rise with the truth (slope ${slope.toPrecision(3)}); they cannot be corrected linearly.`)
  return {
    intercept,
    slope,
    r2,
    correct: (prediction) => Float64Array.from(prediction, (p) => (p - intercept) / slope),
    warnings: slope < WEAK_SLOPE ? [{ code: 'WeakSlope', message: `Predictions keep only ${(100 * slope).toFixed(0)} % of the truth's variation; corrected effects will be noisy.` }] : [],
  }
}

/** The mistake worth showing: the truth regressed on the prediction. Well-calibrated models have slope 1, so it corrects nothing. */
export function fitReversedLcc(calibrationPrediction: ArrayLike<number>, calibrationTruth: ArrayLike<number>): Debiaser & { slope: number } {
  checkCalibration(calibrationPrediction, calibrationTruth)
  const { intercept, slope } = fitLine(calibrationPrediction, calibrationTruth)
  return { slope, correct: (prediction) => Float64Array.from(prediction, (p) => intercept + slope * p), warnings: [] }
}
