/** Summary statistics of one or two samples, float64. Empty samples and unequal lengths are errors, never NaN. */
import { ShapeMismatch } from '../linalg/index.ts'

/** A sample with too few values for the statistic asked of it. */
export class TooFewValues extends RangeError {
  override readonly name = 'TooFewValues'
}

export function mean(values: ArrayLike<number>): number {
  needs(values, 1, 'A mean')
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

/** Σ (x - mean)² / (n - ddof). @param ddof 1 (default) for an unbiased estimate, 0 for the population's */
export function variance(values: ArrayLike<number>, ddof = 1): number {
  needs(values, ddof + 1, 'A variance')
  const centre = mean(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2
  return sum / (values.length - ddof)
}

export function standardDeviation(values: ArrayLike<number>, ddof = 1): number {
  return Math.sqrt(variance(values, ddof))
}

/** Of the mean: standard deviation / √n. */
export function standardError(values: ArrayLike<number>): number {
  return standardDeviation(values) / Math.sqrt(values.length)
}

/** Σ (x - mean x)(y - mean y) / (n - ddof). */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>, ddof = 1): number {
  pairs(x, y)
  needs(x, ddof + 1, 'A covariance')
  const meanX = mean(x)
  const meanY = mean(y)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] - meanX) * (y[i] - meanY)
  return sum / (x.length - ddof)
}

/** Pearson's correlation, in [-1, 1]. @throws {RangeError} where one of the samples is constant */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const spread = Math.sqrt(variance(x) * variance(y))
  if (spread === 0) throw new RangeError('A constant sample has no correlation.')
  return Math.min(1, Math.max(-1, covariance(x, y) / spread))
}

/** The value below which the share `q` in [0, 1] lies, linear between order statistics (NumPy's default). */
export function quantile(values: ArrayLike<number>, q: number): number {
  needs(values, 1, 'A quantile')
  if (!(q >= 0 && q <= 1)) throw new RangeError(`A quantile's share lies in [0, 1], not at ${q}.`)
  const sorted = Float64Array.from(values).sort()
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low] + (at - low) * (sorted[high] - sorted[low])
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** Mean of (prediction - truth)². */
export function meanSquaredError(prediction: ArrayLike<number>, truth: ArrayLike<number>): number {
  pairs(prediction, truth)
  needs(prediction, 1, 'A mean squared error')
  let sum = 0
  for (let i = 0; i < prediction.length; i++) sum += (prediction[i] - truth[i]) ** 2
  return sum / prediction.length
}

/** Mean of |prediction - truth|. */
export function meanAbsoluteError(prediction: ArrayLike<number>, truth: ArrayLike<number>): number {
  pairs(prediction, truth)
  needs(prediction, 1, 'A mean absolute error')
  let sum = 0
  for (let i = 0; i < prediction.length; i++) sum += Math.abs(prediction[i] - truth[i])
  return sum / prediction.length
}

/** `count` values from `first` to `last`, evenly spaced; in the logarithm with `logSpace`. */
export function linearSpace(first: number, last: number, count: number): Float64Array {
  const step = count > 1 ? (last - first) / (count - 1) : 0
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 && count > 1 ? last : first + i * step))
}

/** `count` values from `first` to `last` (both above zero), evenly spaced in the logarithm; the ends are exact. */
export function logSpace(first: number, last: number, count: number): Float64Array {
  if (!(first > 0 && last > 0)) throw new RangeError('Logarithmic spacing needs both ends above zero.')
  const out = linearSpace(Math.log(first), Math.log(last), count).map(Math.exp)
  if (count > 0) out[0] = first
  if (count > 1) out[count - 1] = last
  return out
}

function needs(values: ArrayLike<number>, least: number, what: string): void {
  if (values.length < least) throw new TooFewValues(`${what} needs at least ${least} value${least === 1 ? '' : 's'}, not ${values.length}.`)
}

function pairs(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length) throw new ShapeMismatch(`The two samples differ in length: ${x.length} and ${y.length}.`)
}
