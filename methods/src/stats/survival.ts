/** Kaplan–Meier (product-limit) estimate of a survival function from right-censored times. */
import { ShapeMismatch } from '../linalg/index.ts'

/** A duration below zero, or not a number. */
export class NegativeTime extends RangeError {
  override readonly name = 'NegativeTime'
}

export interface SurvivalCurve {
  /** Distinct times at which the event of interest happened, ascending. */
  times: Float64Array
  /** S(t) = P(event later than t) just after each of `times`; in [0, 1], falling. */
  survival: Float64Array
}

export interface KaplanMeierOptions {
  /**
   * What comes first where the event of interest and something else share a time. `event` (the usual convention)
   * leaves the others at risk of it; `other` is the curve of the *censoring*, which can only follow an event.
   */
  first?: 'event' | 'other'
}

/**
 * S(t) = ∏ over event times u ≤ t of (1 - events at u / at risk at u).
 * @param time durations ≥ 0, [n], any order
 * @param event 1 where the event of interest ended the duration, 0 where something else did, [n]
 * @see Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958)
 */
export function kaplanMeier(time: ArrayLike<number>, event: ArrayLike<number>, options: KaplanMeierOptions = {}): SurvivalCurve {
  checkDurations(time, event)
  const order = Array.from({ length: time.length }, (_, i) => i).sort((a, b) => time[a] - time[b])
  const times: number[] = []
  const survival: number[] = []
  let left = 1
  for (let at = 0; at < order.length; ) {
    const now = time[order[at]]
    let events = 0
    let end = at
    for (; end < order.length && time[order[end]] === now; end++) if (event[order[end]] === 1) events++
    if (events > 0) {
      const gone = options.first === 'other' ? end - at - events : 0
      left *= 1 - events / (order.length - at - gone)
      times.push(now)
      survival.push(left)
    }
    at = end
  }
  return { times: Float64Array.from(times), survival: Float64Array.from(survival) }
}

/** S(t), P(event later than t), of a step curve; `side: 'left'` gives the limit S(t-) = P(event at t or later). */
export function survivalAt({ times, survival }: SurvivalCurve, t: number, side: 'right' | 'left' = 'right'): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] < t || (side === 'right' && times[middle] === t)) low = middle + 1
    else high = middle
  }
  return low === 0 ? 1 : survival[low - 1]
}

/** @throws {ShapeMismatch | NegativeTime | RangeError} naming the first row that is wrong */
export function checkDurations(time: ArrayLike<number>, event: ArrayLike<number>): void {
  if (time.length !== event.length) throw new ShapeMismatch(`${time.length} times need as many event flags, not ${event.length}.`)
  for (let i = 0; i < time.length; i++) {
    if (!(time[i] >= 0 && time[i] < Infinity)) throw new NegativeTime(`Row ${i}: a time is a number not below zero, not ${time[i]}.`)
    if (event[i] !== 0 && event[i] !== 1) throw new RangeError(`Row ${i}: an event flag is 0 or 1, not ${event[i]}.`)
  }
}
