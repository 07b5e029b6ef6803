/*
 * CLASSP (Ludwig 2024, arXiv 2405.09637): an optimiser that makes well-used weights stiff and skips small gradients.
 *
 * Per weight w with gradient g and accumulator G, in this order (equation and pseudo-code of the paper; the sum
 * includes the current gradient, as in the author's code, so that a first step is at most the rate in size for p = 1):
 *   if g² > threshold:  G ← G + |g|^p,  w ← w − rate · g / (eps + G)^(1/p)   with decay applied,  w − rate · g without
 *   else:               w and G stay
 * p = 2 with threshold 0 is AdaGrad.
 */
import { ShapeMismatch } from '../errors/index.ts'

export interface ClasspOptions {
  rate: number
  /** Squared gradients up to this leave a weight alone. Not scale-free: it goes with a loss averaged over the batch. */
  threshold?: number
  eps?: number
  power?: number
  /**
   * What the author's published code computes instead: the threshold is compared with "some gradient of this tensor is
   * not zero", so it has no effect below 1, and G sums |g| whatever the power.
   */
  asPublishedCode?: boolean
}

/** G of every weight, in the shapes of the parameters. */
export type ClasspState = Float32Array[]

export interface ClasspUpdate {
  /** False for plain steps that only accumulate G: training on the first task. */
  applyDecay: boolean
  threshold?: number
  rate?: number
}

export class NonFiniteGradient extends RangeError {
  override readonly name = 'NonFiniteGradient'
}

export interface Classp {
  init(parameters: readonly Float32Array[]): ClasspState
  /** Changes parameters and state in place. Returns the share of weights that moved. */
  update(
    parameters: readonly Float32Array[], gradients: readonly Float32Array[], state: ClasspState, how: ClasspUpdate,
  ): { movedFraction: number }
}

/** Throws a RangeError for a rate, eps or power not above 0, or a threshold below 0. */
export function createClassp({ rate, threshold = 0, eps = 1e-5, power = 1, asPublishedCode = false }: ClasspOptions): Classp {
  if (!(rate > 0)) throw new RangeError(`rate must be above 0, not ${rate}`)
  if (!(threshold >= 0)) throw new RangeError(`threshold must be at least 0, not ${threshold}`)
  if (!(eps > 0)) throw new RangeError(`eps must be above 0, not ${eps}`)
  if (!(power > 0)) throw new RangeError(`power must be above 0, not ${power}`)
  const absolute = asPublishedCode || power === 1
  // Branches rather than functions in variables: this loop runs over every weight at every step.
  const raise = (g: number): number => (absolute ? Math.abs(g) : power === 2 ? g * g : Math.abs(g) ** power)
  const root = (x: number): number => (power === 1 ? x : power === 2 ? Math.sqrt(x) : x ** (1 / power))

  return {
    init: (parameters) => parameters.map((w) => new Float32Array(w.length)),
    update(parameters, gradients, state, { applyDecay, threshold: limit = threshold, rate: a = rate }) {
      let moved = 0
      let total = 0
      parameters.forEach((w, t) => {
        const [g, G] = [gradients[t], state[t]]
        if (g?.length !== w.length || G?.length !== w.length) {
          throw new ShapeMismatch(`tensor ${t}: ${w.length} weights, ${g?.length ?? 0} gradients, ${G?.length ?? 0} accumulators`)
        }
        total += w.length
        const everyone = asPublishedCode && g.some((value) => value !== 0) && limit < 1
        for (let i = 0; i < w.length; i++) {
          const gi = g[i]
          if (gi - gi !== 0) throw new NonFiniteGradient(`the gradient of weight ${i} of tensor ${t} is ${gi}`)
          if (!everyone && (asPublishedCode || gi * gi <= limit)) continue
          G[i] += raise(gi)
          const step = applyDecay ? (a * gi) / root(eps + G[i]) : a * gi
          if (step !== 0) moved++
          w[i] -= step
        }
      })
      return { movedFraction: moved / total }
    },
  }
}

/**
 * Permutes the accumulators inside each tensor: the same step sizes, given to other weights. `shuffle` permutes an
 * array in place.
 */
export function shuffledState(state: ClasspState, shuffle: (values: Float32Array) => void): ClasspState {
  return state.map((G) => {
    const copy = G.slice()
    shuffle(copy)
    return copy
  })
}

/** Every accumulator replaced by the mean of its tensor: one step size a tensor. */
export function averagedState(state: ClasspState): ClasspState {
  return state.map((G) => new Float32Array(G.length).fill(G.reduce((sum, value) => sum + value, 0) / G.length))
}
