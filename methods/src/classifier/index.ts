/**
 * Small classifiers: softmax regression and multilayer perceptrons with ReLU, trained by AdamW on the SIMD core.
 *
 * ```ts
 * const probe = await trainClassifier({ x, labels, dims: 12, classes: 30 }, { hidden: [], steps: 600, random })
 * const logits = probe.logits(testX)
 * ```
 */
import { createMlp } from '../mlp/index.ts'
import { adam, createCore, Tape } from '../numerics/index.ts'
import type { Tensor } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'

export { accuracy, argmaxRows } from '../mlp/index.ts'

/** Rows of numbers with a class each. */
export interface LabelledRows {
  /** [n, dims], row by row. */
  x: Float32Array
  /** [n], whole numbers from 0 to classes − 1. */
  labels: ArrayLike<number>
  dims: number
  classes: number
}

export interface TrainOptions {
  /** Widths of the hidden layers; none is softmax regression. */
  hidden: readonly number[]
  steps: number
  random: Random
  /** Rows drawn (with replacement) a step. */
  batch?: number
  rate?: number
  /** Decay beside the step (AdamW), on weights only. */
  decay?: number
  /** `linear`: the rate falls to 0 at the last step. */
  schedule?: 'constant' | 'linear'
  /** `he`: as `createMlp`. `zero`: all zero, for softmax regression only. */
  init?: 'he' | 'zero'
  /** Awaited after every step; throws to stop. */
  pace?: () => Promise<void>
}

/** A layer's weights: y = x · w + b. */
export interface Layer {
  inputs: number
  outputs: number
  /** [inputs, outputs], row by row. */
  w: Float32Array
  /** [outputs]. */
  b: Float32Array
}

const atOnce = () => Promise.resolve()

/** Runs layers over x [n, inputs]: ReLU between them, and after the last one where `reluAtEnd`. */
function runLayers(x: Float32Array, layers: readonly Layer[], reluAtEnd: boolean): Float32Array {
  if (layers.length === 0) return x
  const dims = layers[0].inputs
  if (x.length % dims !== 0) throw new RangeError(`${x.length} numbers are no rows of ${dims}.`)
  const core = createCore()
  return core.scope(() => {
    const tape = new Tape(core, [])
    let h: Tensor = core.from(x, [x.length / dims, dims])
    for (const [i, { w, b, inputs, outputs }] of layers.entries()) {
      const relu = reluAtEnd || i + 1 < layers.length
      h = tape.linear(h, core.from(w, [inputs, outputs]), core.from(b, [outputs]), relu ? 'relu' : 'identity')
    }
    return h.toArray()
  })
}

/** A trained network: plain numbers, no memory of the core that trained it. */
export class Classifier {
  readonly layers: readonly Layer[]

  constructor(layers: readonly Layer[]) {
    this.layers = layers
  }

  /** The last hidden layer's output (after ReLU), [n, width]; x itself where there is no hidden layer. */
  features(x: Float32Array): Float32Array {
    return runLayers(x, this.layers.slice(0, -1), true)
  }

  /** [n, classes]. */
  logits(x: Float32Array): Float32Array {
    return runLayers(x, this.layers, false)
  }

  /** Weights of the last layer with a row a class, [classes, width]. */
  get classWeights(): Float32Array {
    const { inputs, outputs, w } = this.layers[this.layers.length - 1]
    const out = new Float32Array(w.length)
    for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) out[j * inputs + i] = w[i * outputs + j]
    return out
  }
}

/** Row-wise softmax of [n, classes] logits, in float64. */
export function softmaxRows(logits: ArrayLike<number>, classes: number): Float64Array {
  const out = new Float64Array(logits.length)
  for (let at = 0; at < out.length; at += classes) {
    let largest = -Infinity
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[at + k])
    let sum = 0
    for (let k = 0; k < classes; k++) sum += out[at + k] = Math.exp(logits[at + k] - largest)
    for (let k = 0; k < classes; k++) out[at + k] /= sum
  }
  return out
}

/**
 * Trains by mean cross-entropy.
 * @throws {RangeError} where rows and labels do not match, a label is out of range, or zero weights meet hidden layers
 */
export async function trainClassifier(data: LabelledRows, options: TrainOptions): Promise<Classifier> {
  const { x, labels, dims, classes } = data
  const { hidden, steps, random, batch = 128, rate = 1e-3, decay = 0, schedule = 'constant', init = 'he', pace = atOnce } = options
  const n = labels.length
  if (x.length !== n * dims) throw new RangeError(`${n} rows of ${dims} need ${n * dims} numbers, not ${x.length}.`)
  if (init === 'zero' && hidden.length > 0) throw new RangeError('Hidden layers cannot start from zero weights: they would never change.')
  const core = createCore()
  const table = core.from(x, [n, dims])
  const { parameters, sizes, forward } = createMlp(core, [dims, ...hidden, classes], random.stream('weights'))
  if (init === 'zero') for (const parameter of parameters) parameter.data.fill(0)
  const optimiser = adam(parameters, { rate, decay: parameters.map((_, i) => (i % 2 === 0 ? decay : 0)) })
  const draws = random.stream('batches')
  for (let step = 0; step < steps; step++) {
    core.scope(() => {
      const rows = Uint32Array.from({ length: Math.min(batch, n) }, () => draws.integer(n))
      const tape = new Tape(core, parameters)
      const logits = forward(tape, core.rows(table, core.ids(rows)))
      const loss = tape.crossEntropy(logits, core.ids(Uint32Array.from(rows, (row) => labels[row])))
      optimiser.step(tape.gradients(loss, parameters), schedule === 'linear' ? rate * Math.max(1 - step / steps, 1e-12) : rate)
    })
    await pace()
  }
  return new Classifier(
    sizes.slice(1).map((outputs, i) => ({ inputs: sizes[i], outputs, w: parameters[2 * i].toArray(), b: parameters[2 * i + 1].toArray() })),
  )
}
