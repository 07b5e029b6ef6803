/*
 * How much of the label is left in the noised embedding at each block, and the weights of the chain that undoes it
 * (NoProp, Li, Teh and Pascanu 2025, arXiv 2503.24322, equations 2 and 3).
 */

export interface Schedule {
  /** Number of blocks. */
  T: number
  /** ᾱ_0 < … < ᾱ_T, [T + 1]: the share of signal, growing with the block: z_0 is almost all noise. */
  abar: Float64Array
  /** z_t = a_t û + b_t z_{t−1} + √c_t ε, each [T], block t at index t − 1. */
  a: Float64Array
  b: Float64Array
  c: Float64Array
  /** SNR(t) − SNR(t − 1) with SNR = ᾱ/(1 − ᾱ), [T]: the weight of block t's loss. */
  snrGain: Float64Array
}

/**
 * Cosine schedule with its ends cut off so that the signal-to-noise ratio stays finite:
 * ᾱ_t = sin²(π s_t / 2), s_t = lo + (hi − lo) t / T. Throws a RangeError unless T ≥ 1 and 0 < lo < hi < 1.
 */
export function cosineSchedule(T: number, { lo = 0.02, hi = 0.98 } = {}): Schedule {
  if (!Number.isInteger(T) || T < 1) throw new RangeError(`a chain needs at least one block, not ${T}`)
  if (!(lo > 0 && lo < hi && hi < 1)) throw new RangeError(`the ends of the schedule must satisfy 0 < lo < hi < 1, not ${lo} and ${hi}`)
  const abar = Float64Array.from({ length: T + 1 }, (_, t) => Math.sin((Math.PI * (lo + ((hi - lo) * t) / T)) / 2) ** 2)
  const snr = abar.map((x) => x / (1 - x))
  const each = (f: (before: number, after: number, alpha: number) => number): Float64Array =>
    Float64Array.from({ length: T }, (_, t) => f(abar[t], abar[t + 1], abar[t] / abar[t + 1]))
  return {
    T,
    abar,
    a: each((before, after, alpha) => (Math.sqrt(after) * (1 - alpha)) / (1 - before)),
    b: each((before, after, alpha) => (Math.sqrt(alpha) * (1 - after)) / (1 - before)),
    c: each((before, after, alpha) => ((1 - after) * (1 - alpha)) / (1 - before)),
    snrGain: Float64Array.from({ length: T }, (_, t) => snr[t + 1] - snr[t]),
  }
}
