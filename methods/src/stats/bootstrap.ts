/** Percentile bootstrap: how far a statistic scatters over resampled rows. */
import type { Random } from '../random/index.ts'
import { quantile, standardDeviation } from './summary.ts'

export interface BootstrapInterval {
  low: number
  high: number
  /** Standard deviation of the statistic over the resamples. */
  standardError: number
}

export interface BootstrapOptions {
  random: Random
  /** Resamples; 1,000 put a 95 % limit within about a tenth of a standard error. */
  replicates?: number
  /** Coverage in (0, 1). */
  level?: number
}

/**
 * Confidence interval of `statistic` by resampling `n` rows with replacement.
 * @param statistic gets row numbers in 0 … n - 1, with repeats, [n]
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13
 */
export function bootstrapInterval(statistic: (rows: Uint32Array) => number, n: number, options: BootstrapOptions): BootstrapInterval {
  const { random, replicates = 1000, level = 0.95 } = options
  if (!(level > 0 && level < 1)) throw new RangeError(`A confidence level lies between 0 and 1, not at ${level}.`)
  if (!(n >= 1)) throw new RangeError('A bootstrap needs at least one row.')
  const rows = new Uint32Array(n)
  const values = new Float64Array(replicates)
  for (let b = 0; b < replicates; b++) {
    for (let i = 0; i < n; i++) rows[i] = random.integer(n)
    values[b] = statistic(rows)
  }
  const tail = (1 - level) / 2
  return { low: quantile(values, tail), high: quantile(values, 1 - tail), standardError: standardDeviation(values) }
}
