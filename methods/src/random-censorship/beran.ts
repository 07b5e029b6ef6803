/**
 * Beran's estimate: Kaplan–Meier with kernel weights around a query, so that the survival of the censoring may depend
 * on the covariates. All factors of the product are kept in one order (time; at equal times events before
 * censorings), so ties need no special case: sequential factors of tied censorings telescope to the block's factor.
 */
import { row, ShapeMismatch } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import { checkDurations } from '../stats/index.ts'

export class BandwidthNotPositive extends RangeError {
  override readonly name = 'BandwidthNotPositive'
}

/** No observation has any kernel weight at the query: the bandwidth is far below the spacing of the covariates. */
export class EmptyNeighbourhood extends RangeError {
  override readonly name = 'EmptyNeighbourhood'
  readonly index: number
  constructor(index: number, bandwidth: number) {
    super(`Query ${index} has no neighbour within reach of bandwidth ${bandwidth}; take a larger one or standardise the covariates.`)
    this.index = index
  }
}

/** A factor 1 - K/R of zero (the last one at risk is censored) would end the product; it stops here instead. */
const FACTOR_FLOOR = 1e-12

export interface BeranData {
  /** Covariates [n, d], on comparable scales. */
  x: Matrix
  /** Observed durations min(Y, C) ≥ 0, [n]. */
  time: ArrayLike<number>
  /** 1 where the event of the *product* ended the duration: for the survival of the censoring, 1 where censored. [n] */
  censored: ArrayLike<number>
  /** Standard deviation h of the Gaussian kernel, in units of the covariates; above zero, Infinity for no localisation. */
  bandwidth: number
  /** Leave observation i out of its own estimate, as the paper's theory does. True when absent. */
  leaveOneOut?: boolean
}

export interface BeranEstimator {
  /** Ŝ(Tᵢ- | Xᵢ) of observation i, in (0, 1]. O(n). */
  ofObservation(i: number): number
  /** Ŝ(t- | x) at any point, all observations taking part. O(n). */
  at(x: ArrayLike<number>, t: number): number
}

/**
 * Sorts once; each estimate is then O(n):
 * Ŝ(t- | x) = ∏ over j with T_j < t, censored_j = 1, of (1 - K_j / Σ_{l at risk at T_j} K_l), K_l = exp(-|x - X_l|² / 2h²).
 * @throws {ShapeMismatch | NegativeTime | BandwidthNotPositive}
 * @see Ausset, Clémençon and Portier, arXiv:1906.01908, section 2 (kernel estimate of the conditional survival S_C)
 */
export function beranEstimator({ x, time, censored, bandwidth, leaveOneOut = true }: BeranData): BeranEstimator {
  checkDurations(time, censored)
  if (x.rows !== time.length) throw new ShapeMismatch(`${x.rows} rows of covariates need as many times, not ${time.length}.`)
  if (!(bandwidth > 0)) throw new BandwidthNotPositive(`A bandwidth lies above zero, not at ${bandwidth}.`)
  const n = time.length
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => time[a] - time[b] || censored[a] - censored[b])
  const sortedTime = Float64Array.from(order, (i) => time[i])
  const sortedCensored = Uint8Array.from(order, (i) => censored[i])
  const sortedX = new Float64Array(n * x.cols)
  for (let s = 0; s < n; s++) sortedX.set(row(x, order[s]), s * x.cols)
  const position = new Uint32Array(n)
  for (let s = 0; s < n; s++) position[order[s]] = s
  const kernel = new Float64Array(n)
  const scale = -0.5 / (bandwidth * bandwidth)

  function product(query: ArrayLike<number>, t: number, skip: number, index: number): number {
    let atRisk = 0
    for (let s = 0; s < n; s++) {
      let square = 0
      for (let k = 0; k < x.cols; k++) square += (query[k] - sortedX[s * x.cols + k]) ** 2
      kernel[s] = s === skip ? 0 : Math.exp(scale * square)
    }
    let start = 0
    while (start < n && sortedTime[start] < t) start++
    // Sums run from the right, where they are smallest: nothing is subtracted, so nothing cancels.
    for (let s = n - 1; s >= start; s--) atRisk += kernel[s]
    let survival = 1
    for (let s = start - 1; s >= 0; s--) {
      atRisk += kernel[s]
      if (sortedCensored[s] === 1 && atRisk > 0) survival *= Math.max(FACTOR_FLOOR, 1 - kernel[s] / atRisk)
    }
    if (atRisk === 0) throw new EmptyNeighbourhood(index, bandwidth)
    return survival
  }

  return {
    ofObservation: (i) => product(row(x, i), time[i], leaveOneOut ? position[i] : -1, i),
    at: (query, t) => product(query, t, -1, 0),
  }
}

/** Ŝ(Tᵢ- | Xᵢ) for every observation, [n]; O(n²). */
export function beranSurvival(data: BeranData): Float64Array {
  const estimator = beranEstimator(data)
  return Float64Array.from({ length: data.time.length }, (_, i) => estimator.ofObservation(i))
}
