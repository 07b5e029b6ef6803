/** Synthetic durations under random censorship whose truth is known in closed form. */
import { matrix } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'

/** `step`, `smooth`: censoring depends on x₁; `independent`: on nothing; `heavy-tail`: durations without an upper bound. */
export const CENSORING_DESIGNS = ['step', 'smooth', 'independent', 'heavy-tail'] as const
export type CensoringDesign = (typeof CENSORING_DESIGNS)[number]

export interface DesignOptions {
  design: CensoringDesign
  /** Base rate of the exponential censoring time, per unit of time. */
  strength: number
  /** In [0, 1]: step designs censor at strength · (1 ± contrast) to the right and left of x₁ = ½. */
  contrast: number
}

export interface CensoredSample {
  /** Uniform on the unit square, [n, 2]. */
  x: Matrix
  /** The durations themselves, which a study would not see, [n]. */
  duration: Float64Array
  /** T = min(Y, C), [n]. */
  time: Float64Array
  /** δ = 1{Y ≤ C}, [n]. */
  event: Uint8Array
}

/** m(x) = E[Y | X = x] = 1 + x₁ + ¼ sin 2πx₂. */
export function meanDuration(x1: number, x2: number): number {
  return 1 + x1 + 0.25 * Math.sin(2 * Math.PI * x2)
}

/** Rate of the censoring at x₁: S_C(t | x) = exp(-rate · t). */
export function censoringRate(x1: number, { design, strength, contrast }: DesignOptions): number {
  switch (design) {
    case 'independent':
      return strength
    case 'smooth':
      return strength * Math.exp(2 * (x1 - 0.5))
    case 'step':
    case 'heavy-tail':
      return strength * (x1 > 0.5 ? 1 + contrast : 1 - contrast)
  }
}

/** P(C ≥ t | x₁), the oracle of every estimate. */
export function trueCensoringSurvival(x1: number, t: number, options: DesignOptions): number {
  return Math.exp(-censoringRate(x1, options) * t)
}

/** Durations m(X) · (0.2 + 1.6 U), at most 4.05 long; with a heavy tail m(X) times a gamma variable of shape 2 and mean 1. */
export function sampleCensored(n: number, options: DesignOptions, random: Random): CensoredSample {
  const x = matrix(n, 2, random.stream('covariates').uniforms(2 * n))
  const durations = random.stream('durations')
  const censoring = random.stream('censoring')
  const duration = new Float64Array(n)
  const time = new Float64Array(n)
  const event = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const spread = options.design === 'heavy-tail' ? durations.gamma(2, 0.5) : durations.uniform(0.2, 1.8)
    duration[i] = meanDuration(x.data[2 * i], x.data[2 * i + 1]) * spread
    const end = censoring.exponential() / censoringRate(x.data[2 * i], options)
    time[i] = Math.min(duration[i], end)
    event[i] = duration[i] <= end ? 1 : 0
  }
  return { x, duration, time, event }
}

/** One fixed rule whose risk is known: f₀(x) = 1.5 + x₁. */
export function fixedRule(x1: number): number {
  return 1.5 + x1
}

/** Var(Y | X) / m², of the spread 0.2 + 1.6 U and of the gamma variable. */
const RELATIVE_VARIANCE = { bounded: 1.6 ** 2 / 12, heavyTail: 0.5 }

/** E(Y - f₀(X))² = E[m²] · Var(Y | X)/m² + E(¼ sin 2πx₂ - ½)²: 0.7857 where durations are bounded, 1.4635 otherwise. */
export function fixedRuleRisk(design: CensoringDesign): number {
  const meanSquare = 7 / 3 + 0.25 ** 2 / 2
  const relative = design === 'heavy-tail' ? RELATIVE_VARIANCE.heavyTail : RELATIVE_VARIANCE.bounded
  return meanSquare * relative + 0.25 ** 2 / 2 + 0.25
}
