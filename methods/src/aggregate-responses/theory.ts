/**
 * Risk of the interpolated estimator in the proportional limit, for x ~ N(0, I_d), y = x·θ* + N(0, σ²), bags of k
 * random rows. Derived by leave-one-out deterministic equivalents; the paper's theorem gives the same object.
 */
import { logSpace } from '../stats/index.ts'
import { privateNoiseVariance } from './bags.ts'
import { checkRho } from './losses.ts'

/** Bag loss alone with no more bags than features: its risk depends on what picks among the solutions. */
export class RankDeficient extends RangeError {
  override readonly name = 'RankDeficient'
}

export interface AggregateSetting {
  /** Rows; the last n mod k are dropped. */
  n: number
  d: number
  /** Rows a bag. */
  k: number
  /** σ². */
  noiseVar: number
  /** |θ*|². */
  signal: number
}

export interface AggregateRisk {
  /** E|θ_ρ - θ*|² = bias + variance. */
  risk: number
  bias: number
  variance: number
  /** The fixed point: d/g = m/(1 + g) + ρ q/(1 + ρ g), m bags, q = n - m. */
  g: number
}

/** Twice this many decades of g are searched; g is about d/n, within [1e-6, 1e6] for any sensible setting. */
const LOG_G_LIMIT = 40
const BISECTIONS = 200

/** @throws {RhoOutOfRange | RankDeficient} */
export function aggregateRisk({ n, d, k, noiseVar, signal, rho }: AggregateSetting & { rho: number }): AggregateRisk {
  checkRho(rho)
  const m = Math.floor(n / k)
  const q = m * k - m
  const pull = rho * q
  if ((pull === 0 && m <= d) || m + q <= d) {
    throw new RankDeficient(`${m} bags cannot determine ${d} coefficients by the bag loss alone; take ρ above 0 or more rows.`)
  }
  const g = fixedPoint((at) => d / at - m / (1 + at) - pull / (1 + rho * at))
  const curvature = d / g ** 2 - m / (1 + g) ** 2 - (rho * pull) / (1 + rho * g) ** 2
  const variance = (noiseVar * m) / ((1 + g) ** 2 * curvature)
  const bias = (signal / d) * ((pull * g) / (1 + rho * g) - (pull * m * (1 - rho * g * g)) / ((1 + g) ** 2 * (1 + rho * g) ** 2 * curvature))
  return { risk: bias + variance, bias, variance, g }
}

/** Root of a falling function of g > 0, by bisection in log g. */
function fixedPoint(excess: (g: number) => number): number {
  let low = -LOG_G_LIMIT
  let high = LOG_G_LIMIT
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (excess(Math.exp(middle)) > 0) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

/** ρ = 0 and 25 points from 0.001 to 1, even in the logarithm. */
export const RHO_GRID: readonly number[] = [0, ...logSpace(1e-3, 1, 25)]

/** The grid's ρ of least risk. Settings that the bag loss cannot determine leave ρ = 0 out. */
export function optimalRho(setting: AggregateSetting, grid: readonly number[] = RHO_GRID): { rho: number; risk: number } {
  let best = { rho: 1, risk: Infinity }
  for (const rho of grid) {
    if (rho === 0 && Math.floor(setting.n / setting.k) <= setting.d) continue
    const { risk } = aggregateRisk({ ...setting, rho })
    if (risk < best.risk) best = { rho, risk }
  }
  return best
}

export interface PrivacySetting extends Omit<AggregateSetting, 'k'> {
  clip: number
  eps: number
  /** Bag sizes to choose from. */
  sizes: readonly number[]
}

/** Bag size and ρ of least predicted risk under label privacy, the mechanism's noise counted as noise of the responses. */
export function optimalBagSize({ clip, eps, sizes, ...setting }: PrivacySetting): { k: number; rho: number; risk: number } {
  if (sizes.length === 0) throw new RangeError('A choice of bag size needs at least one to choose from.')
  return sizes
    .map((k) => ({ k, ...optimalRho({ ...setting, k, noiseVar: privateNoiseVariance(setting.noiseVar, clip, eps, k) }) }))
    .reduce((best, each) => (each.risk < best.risk ? each : best))
}
