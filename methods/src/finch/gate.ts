/**
 * Learning the weight of the context: per sample by a small network (the gate), or one for all (the fixed weight).
 * Both minimise the cross-entropy of the fused logits; the gate is also rewarded for the variance of its weights
 * (paper, section on adaptive weighting; loss and gate as in the authors' training script).
 */
import { ShapeMismatch } from '../errors/index.ts'
import { createMlp } from '../mlp/index.ts'
import { adam, createCore, Tape } from '../numerics/index.ts'
import type { Core, Ids, Tensor } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { checkPrior, logLinearFuse } from './fusion.ts'

export interface FusionData {
  /** [n, classes], of a classifier that has not seen these samples in training. */
  audioLogits: Float32Array
  /** [n, classes], rows sum to 1. */
  prior: Float32Array
  /** [n], 0 … classes − 1. */
  labels: ArrayLike<number>
  classes: number
}

export interface FusionTraining {
  steps: number
  random: Random
  /** 128 samples a step, drawn with replacement. */
  batch?: number
  /** Of AdamW, falling linearly to 0. */
  rate?: number
  /** Decay of the gate's weights; never of T, ε or the fixed weight. */
  decay?: number
  /** W: weights lie in (0, W). */
  wMax?: number
  /** Where every sample's weight starts, between 0 and W: 0.2, or W/2 where that is less. */
  wInit?: number
  /** λ of the reward −λ·Var(w). */
  varianceReward?: number
  pace?: () => Promise<void>
}

export interface FixedWeight {
  w: number
  temperature: number
  eps: number
  /** Mean loss of each hundred steps. */
  history: number[]
}

export interface Gate {
  /** Weights in (0, wMax) for [n, features] rows. */
  weight(features: Float32Array): Float64Array
  temperature: number
  eps: number
  wMax: number
  history: number[]
}

/** T = exp(t) and ε = exp(e) start at 1 and at 1e-3. */
const START = { t: 0, e: Math.log(1e-3) }
const HISTORY_EVERY = 100
const DEFAULTS = { batch: 128, rate: 5e-3, decay: 1e-3, wMax: 2, varianceReward: 0.01, pace: () => Promise.resolve() }
const DEFAULT_START = 0.2

/** Fills in what a training leaves open. Throws a RangeError for a W not above 0, or a start outside (0, W). */
function settle<T extends FusionTraining>(training: T): T & Required<FusionTraining> {
  const { wMax = DEFAULTS.wMax } = training
  if (!(wMax > 0)) throw new RangeError(`The largest weight must be above 0, not ${wMax}.`)
  const { wInit = Math.min(DEFAULT_START, wMax / 2) } = training
  if (!(wInit > 0 && wInit < wMax)) throw new RangeError(`Weights start between 0 and the largest, ${wMax}, not at ${wInit}.`)
  return { ...DEFAULTS, ...training, wMax, wInit }
}

const logit = (p: number): number => Math.log(p / (1 - p))

function check({ audioLogits, prior, labels, classes }: FusionData): void {
  const n = labels.length
  if (audioLogits.length !== n * classes) {
    throw new ShapeMismatch(`There are ${audioLogits.length} logits; ${n} samples of ${classes} classes need ${n * classes}.`)
  }
  checkPrior(prior, n, classes)
}

interface Scalars {
  t: Tensor
  e: Tensor
}

/** A/T + w·log(Q + ε) on a tape; `apply` multiplies the log prior by the weights. */
function fuseOnTape(tape: Tape, audio: Tensor, prior: Tensor, { t, e }: Scalars, apply: (logPrior: Tensor) => Tensor): Tensor {
  const logPrior = tape.unary('log', tape.shift(prior, tape.unary('exp', e)))
  return tape.add(tape.scale(audio, tape.unary('exp', tape.affine(t, -1))), apply(logPrior))
}

/** Σ (w − mean w)² / (n − 1) of [n] weights, as one number on the tape. */
function varianceOnTape(tape: Tape, w: Tensor): Tensor {
  const n = w.size
  const mean = tape.mean(w)
  return tape.affine(tape.add(tape.dot(w, w), tape.mul(mean, mean), 1, -n), 1 / (n - 1))
}

/** One batch's tensors in the step's scope. */
interface Batch {
  audio: Tensor
  prior: Tensor
  labels: Ids
  rows: Ids
}

/** The loop both trainings share: draws batches, calls `loss`, steps AdamW with a rate falling to zero. */
async function minimise(
  core: Core,
  data: FusionData,
  parameters: Tensor[],
  decays: number[],
  options: Required<FusionTraining>,
  loss: (tape: Tape, batch: Batch) => Tensor,
): Promise<number[]> {
  const n = data.labels.length
  const audio = core.from(data.audioLogits, [n, data.classes])
  const prior = core.from(data.prior, [n, data.classes])
  const optimiser = adam(parameters, { rate: options.rate, decay: decays })
  const draws = options.random.stream('batches')
  const history: number[] = []
  let sum = 0
  for (let step = 0; step < options.steps; step++) {
    sum += core.scope(() => {
      const chosen = Uint32Array.from({ length: Math.min(options.batch, n) }, () => draws.integer(n))
      const rows = core.ids(chosen)
      const labels = core.ids(Uint32Array.from(chosen, (row) => data.labels[row]))
      const tape = new Tape(core, parameters)
      const value = loss(tape, { audio: core.rows(audio, rows), prior: core.rows(prior, rows), labels, rows })
      optimiser.step(tape.gradients(value, parameters), options.rate * (1 - step / options.steps))
      return value.item()
    })
    if ((step + 1) % HISTORY_EVERY === 0) {
      history.push(sum / HISTORY_EVERY)
      sum = 0
    }
    await options.pace()
  }
  return history
}

/**
 * One weight w = W·sigmoid(b), with T and ε, for all samples: what the gate is compared with.
 * @throws {ShapeMismatch | PriorNotDistribution | RangeError}
 */
export async function trainFixedWeight(data: FusionData, training: FusionTraining): Promise<FixedWeight> {
  check(data)
  const options = settle(training)
  const core = createCore()
  const [b, t, e] = [logit(options.wInit / options.wMax), START.t, START.e].map((value) => core.from([value], [1]))
  const history = await minimise(core, data, [b, t, e], [0, 0, 0], options, (tape, { audio, prior, labels }) => {
    const w = tape.affine(tape.unary('sigmoid', b), options.wMax)
    return tape.crossEntropy(fuseOnTape(tape, audio, prior, { t, e }, (logPrior) => tape.scale(logPrior, w)), labels)
  })
  const w = options.wMax / (1 + Math.exp(-b.item()))
  return { w, temperature: Math.exp(t.item()), eps: Math.exp(e.item()), history }
}

interface Standard {
  mean: Float64Array
  scale: Float64Array
}

function standardOf(features: Float32Array, width: number): Standard {
  const n = features.length / width
  const mean = new Float64Array(width)
  const scale = new Float64Array(width)
  for (let i = 0; i < features.length; i++) mean[i % width] += features[i] / n
  for (let i = 0; i < features.length; i++) scale[i % width] += (features[i] - mean[i % width]) ** 2 / n
  // A column that never changes says nothing; it stays at zero.
  for (let j = 0; j < width; j++) scale[j] = scale[j] > 0 ? 1 / Math.sqrt(scale[j]) : 0
  return { mean, scale }
}

const standardise = (features: Float32Array, { mean, scale }: Standard): Float32Array =>
  features.map((value, i) => (value - mean[i % mean.length]) * scale[i % mean.length])

/**
 * The gate w = W·sigmoid(MLP(features)), features standardised by their training mean and spread; the last layer starts
 * at zero so that every sample begins at `wInit`.
 * @param features [n, width], row by row
 * @param hidden widths of the hidden layers
 * @throws {ShapeMismatch | PriorNotDistribution | RangeError}
 */
export async function trainGate(
  data: FusionData & { features: Float32Array },
  training: FusionTraining & { hidden?: readonly number[] },
): Promise<Gate> {
  check(data)
  const { hidden = [64, 32], ...rest } = training
  const options = settle(rest)
  const n = data.labels.length
  const width = data.features.length / n
  if (!Number.isInteger(width) || width === 0) throw new ShapeMismatch(`${data.features.length} gate features do not divide into ${n} rows.`)
  const core = createCore()
  const standard = standardOf(data.features, width)
  const table = core.from(standardise(data.features, standard), [n, width])
  const net = createMlp(core, [width, ...hidden, 1], options.random.stream('gate'))
  const [lastWeight, lastBias] = net.parameters.slice(-2)
  lastWeight.data.fill(0)
  lastBias.set([logit(options.wInit / options.wMax)])
  const [t, e] = [START.t, START.e].map((value) => core.from([value], [1]))
  const decays = net.parameters.map((_, i) => (i % 2 === 0 ? options.decay : 0))
  const weights = (tape: Tape, rows: Tensor): Tensor =>
    tape.affine(tape.unary('sigmoid', tape.reshape(net.forward(tape, rows), [rows.shape[0]])), options.wMax)
  const history = await minimise(core, data, [...net.parameters, t, e], [...decays, 0, 0], options, (tape, { audio, prior, labels, rows }) => {
    const w = weights(tape, core.rows(table, rows))
    const loss = tape.crossEntropy(fuseOnTape(tape, audio, prior, { t, e }, (logPrior) => tape.scaleRows(logPrior, w)), labels)
    return tape.add(loss, varianceOnTape(tape, w), 1, -options.varianceReward)
  })
  return {
    temperature: Math.exp(t.item()),
    eps: Math.exp(e.item()),
    wMax: options.wMax,
    history,
    weight(features) {
      if (features.length % width !== 0) throw new ShapeMismatch(`${features.length} gate features are no rows of ${width}.`)
      return core.scope(() => {
        const rows = core.from(standardise(features, standard), [features.length / width, width])
        return Float64Array.from(weights(new Tape(core, []), rows).toArray())
      })
    },
  }
}

/** Fused logits [n, classes] and weights [n] of a trained gate on new samples. */
export function gateFusion(
  gate: Gate,
  { audioLogits, prior, features }: { audioLogits: Float32Array; prior: Float32Array; features: Float32Array },
): { logits: Float64Array; weights: Float64Array } {
  const weights = gate.weight(features)
  return { weights, logits: logLinearFuse(audioLogits, prior, weights, gate) }
}
