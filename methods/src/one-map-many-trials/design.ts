/** The paper's simulated satellite world: an outcome drives an image, an image model is trained once, trials follow. */
import { matrix } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'
import { sigmoid } from '../stats/index.ts'

/** How the frozen image generator's weights were drawn; it decides how much the predictions are shrunk. */
export const GENERATOR_INITS = ['glorot', 'torch', 'he'] as const
export type GeneratorInit = (typeof GENERATOR_INITS)[number]

/** Widths of the generator: outcome, three hidden layers, image features. */
const GENERATOR_WIDTHS = [1, 50, 50, 50, 100]
const DROPOUT = 0.2
/** Image features a unit. */
export const IMAGE_FEATURES = GENERATOR_WIDTHS[GENERATOR_WIDTHS.length - 1]

export interface Generator {
  /** One matrix a layer, [in, out]. */
  weights: Matrix[]
  biases: Float64Array[]
}

/** `glorot`: uniform ±√(6/(in + out)), no biases. `torch`: uniform ±1/√in, biases too. `he`: normal √(2/in), no biases. */
export function drawGenerator(init: GeneratorInit, random: Random): Generator {
  const weights: Matrix[] = []
  const biases: Float64Array[] = []
  for (let layer = 1; layer < GENERATOR_WIDTHS.length; layer++) {
    const [fanIn, fanOut] = [GENERATOR_WIDTHS[layer - 1], GENERATOR_WIDTHS[layer]]
    const limit = init === 'glorot' ? Math.sqrt(6 / (fanIn + fanOut)) : 1 / Math.sqrt(fanIn)
    const count = fanIn * fanOut
    weights.push(matrix(fanIn, fanOut, init === 'he' ? random.normals(count, 0, Math.sqrt(2 / fanIn)) : random.uniforms(count, -limit, limit)))
    biases.push(init === 'torch' ? random.uniforms(fanOut, -limit, limit) : new Float64Array(fanOut))
  }
  return { weights, biases }
}

/**
 * Images g(outcome) + N(0, noise²), [n, 100]. Dropout masks are drawn anew for every unit, so that two equal outcomes
 * give different images; kept units are scaled by 1/(1 - dropout).
 */
export function drawImages({ weights, biases }: Generator, outcome: ArrayLike<number>, noise: number, random: Random): Matrix {
  const out = matrix(outcome.length, IMAGE_FEATURES)
  const last = weights.length - 1
  for (let i = 0; i < outcome.length; i++) {
    let input = Float64Array.of(outcome[i])
    for (let layer = 0; layer <= last; layer++) {
      const w = weights[layer]
      const next = biases[layer].slice()
      for (let k = 0; k < w.rows; k++) {
        // Half of all units are off and a fifth dropped: their rows are skipped.
        if (input[k] === 0) continue
        for (let j = 0; j < w.cols; j++) next[j] += input[k] * w.data[k * w.cols + j]
      }
      if (layer < last) {
        for (let j = 0; j < next.length; j++) next[j] = next[j] > 0 && random.uniform() >= DROPOUT ? next[j] / (1 - DROPOUT) : 0
      }
      input = next
    }
    for (let j = 0; j < IMAGE_FEATURES; j++) out.data[i * IMAGE_FEATURES + j] = input[j] + random.normal(0, noise)
  }
  return out
}

export interface Units {
  /** C ~ N(0, 1). */
  confounder: Float64Array
  /** A ~ Bernoulli(sigmoid C). */
  treatment: Uint8Array
  /** Sigmoid C, known to the trial. */
  propensity: Float64Array
  /** Y = τ A + C + N(0, 1). */
  outcome: Float64Array
}

/** @param effectOf τ of each unit; a trial's is constant, upstream every unit has its own */
export function drawUnits(n: number, effectOf: (random: Random) => number, random: Random): Units {
  const confounder = random.stream('confounder').normals(n)
  const draws = random.stream('treatment')
  const noise = random.stream('outcome')
  const effects = random.stream('effect')
  const propensity = confounder.map(sigmoid)
  const treatment = Uint8Array.from(propensity, (e) => (draws.bernoulli(e) ? 1 : 0))
  const outcome = confounder.map((c, i) => effectOf(effects) * treatment[i] + c + noise.normal())
  return { confounder, treatment, propensity, outcome }
}
