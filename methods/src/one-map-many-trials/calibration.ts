/** What both debiasers need of a calibration split, and the errors and warnings they share. */
import { EmptyInput, NonFinite, ShapeMismatch } from '../errors/index.ts'

/** All true values of the calibration split are equal: nothing can be learned about shrinkage. */
export class ConstantTarget extends RangeError {
  override readonly name = 'ConstantTarget'
}
/** Predictions do not rise with the truth; dividing by their slope would be meaningless. */
export class SlopeNotPositive extends RangeError {
  override readonly name = 'SlopeNotPositive'
}

export interface DebiasWarning {
  code: 'WeakSlope' | 'SmallCalibration' | 'OutOfSupport'
  message: string
}

/** Corrected predictions, in the outcome's unit. */
export interface Debiaser {
  correct(prediction: ArrayLike<number>): Float64Array
  warnings: DebiasWarning[]
}

/** @throws {EmptyInput | ShapeMismatch | NonFinite} */
export function checkCalibration(prediction: ArrayLike<number>, truth: ArrayLike<number>): void {
  if (prediction.length === 0) throw new EmptyInput('The calibration split is empty; bring predictions with their true values.')
  if (prediction.length !== truth.length) {
    throw new ShapeMismatch(`${prediction.length} calibration predictions need as many true values, not ${truth.length}.`)
  }
  for (let i = 0; i < prediction.length; i++) {
    if (!Number.isFinite(prediction[i]) || !Number.isFinite(truth[i])) throw new NonFinite(`Calibration row ${i}: prediction and truth must be finite numbers.`)
  }
}
