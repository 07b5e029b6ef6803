/*
 * Training without a signal between blocks (NoProp-DT, arXiv 2503.24322, algorithm 1): every block regresses the clean
 * label from a label noised directly, never from the block before. And the same chain trained end to end, to compare.
 */
import { EmptyInput } from '../errors/index.ts'
import { type Core, type Tensor, Tape, adam } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { BlockNetwork } from './network.ts'
import { type Schedule, cosineSchedule } from './schedule.ts'

/**
 * `blind`: images are zero. `permuted`: labels of a batch are shuffled, for blocks and head. `zfree`: the noised label
 * is noise alone, so that the blocks become independent classifiers.
 */
export type NoPropMode = 'ok' | 'blind' | 'permuted' | 'zfree'

export interface NoPropSettings {
  T: number
  hidden: number
  classes: number
  steps: number
  batch: number
  rate: number
  /** AdamW's decay, on everything. */
  decay: number
  /** Weight of the blocks' losses. */
  eta: number
  /** Ends of the cosine schedule. */
  lo?: number
  hi?: number
  mode?: NoPropMode
  /** Train these blocks only, 0 … T − 1: the result is the same as training them with the others. */
  only?: readonly number[]
}

export interface NoPropModel {
  network: BlockNetwork
  schedule: Schedule
  blind: boolean
}

export class LengthMismatch extends RangeError {
  override readonly name = 'LengthMismatch'
}
export class LabelOutOfRange extends RangeError {
  override readonly name = 'LabelOutOfRange'
}
export class NonFiniteLoss extends RangeError {
  override readonly name = 'NonFiniteLoss'
}

/** Throws unless x [n, d] and n labels below `classes` belong together. */
export function checkRows(x: Tensor, y: ArrayLike<number>, classes: number): void {
  if (x.size === 0) throw new EmptyInput('there are no images to learn from')
  if (x.shape[0] !== y.length) throw new LengthMismatch(`${x.shape[0]} images but ${y.length} labels`)
  for (let i = 0; i < y.length; i++) {
    if (!(y[i] >= 0 && y[i] < classes)) throw new LabelOutOfRange(`label ${y[i]} of image ${i} is not one of ${classes} classes`)
  }
}

/** Writes √ᾱ·onehot(labels) + √(1 − ᾱ)·noise into z [rows, classes]. */
export function noiseLabels(z: Float32Array, labels: ArrayLike<number>, classes: number, abar: number, random: Random): void {
  random.fillNormal(z, 0, Math.sqrt(1 - abar))
  const signal = Math.sqrt(abar)
  for (let i = 0; i < labels.length; i++) z[i * classes + labels[i]] += signal
}

/**
 * Σ_t of the local losses (T/2) η (SNR(t) − SNR(t−1)) |û_t − u|² / T, means over the batch, for a network's blocks:
 * z [n, rows, classes], labels [rows].
 */
export function localLoss(tape: Tape, { network, schedule }: NoPropModel, x: Tensor, z: Tensor, labels: ArrayLike<number>, eta: number): Tensor {
  const { core, positions, shape: { classes } } = network
  const rows = labels.length
  const target = core.zeros([positions.length, rows, classes])
  const weights = core.uninitialised(target.shape)
  positions.forEach((t, at) => {
    const from = at * rows * classes
    for (let i = 0; i < rows; i++) target.data[from + i * classes + labels[i]] = 1
    weights.data.fill((eta * schedule.snrGain[t]) / (2 * rows), from, from + rows * classes)
  })
  return tape.dot(tape.unary('square', tape.add(network.guessAll(tape, x, z), target, 1, -1)), weights)
}

/** Row numbers of each step: the rows in random order, shuffled anew when they run out. */
function* batchOrder(count: number, size: number, random: Random): Generator<Uint32Array, never> {
  for (;;) {
    const order = random.permutation(count)
    for (let at = 0; at + size <= count; at += size) yield order.subarray(at, at + size)
  }
}

const all = (T: number): number[] => Array.from({ length: T }, (_, t) => t)

/**
 * Trains on x [n, d] with labels y [n]; yields after each step and returns the model. The network lives in `core`.
 * Every block draws its noise from a stream of its own.
 */
export function* trainNoProp(core: Core, x: Tensor, y: ArrayLike<number>, settings: NoPropSettings, random: Random): Generator<void, NoPropModel> {
  const { T, hidden, classes, steps, batch, rate, decay, eta, mode = 'ok', only = all(settings.T) } = settings
  checkRows(x, y, classes)
  const schedule = cosineSchedule(T, settings)
  const network = new BlockNetwork(core, { inputs: x.shape[1], hidden, classes }, only, random.stream('weights'))
  const model = { network, schedule, blind: mode === 'blind' }
  const optimiser = adam(network.parameters, { rate, decay })
  const noise = only.map((t) => random.stream('noise').stream(t))
  const headNoise = random.stream('head noise')
  const shuffling = random.stream('permuted labels')
  const order = batchOrder(y.length, Math.min(batch, y.length), random.stream('order'))
  for (let step = 0; step < steps; step++) {
    const rows = order.next().value
    core.scope(() => {
      const labels = Array.from(rows, (row) => y[row])
      if (mode === 'permuted') shuffling.shuffle(labels)
      const images = model.blind ? core.zeros([rows.length, x.shape[1]]) : core.rows(x, core.ids(rows))
      const z = core.uninitialised([only.length, rows.length, classes])
      only.forEach((t, at) => {
        const part = z.data.subarray(at * rows.length * classes, (at + 1) * rows.length * classes)
        noiseLabels(part, labels, classes, mode === 'zfree' ? 0 : schedule.abar[t], noise[at])
      })
      const last = core.uninitialised([rows.length, classes])
      noiseLabels(last.data, labels, classes, schedule.abar[T], headNoise)
      const tape = new Tape(core, network.parameters)
      const local = localLoss(tape, model, images, z, labels, eta)
      const loss = tape.add(local, tape.crossEntropy(network.classify(tape, last), core.ids(labels)))
      if (!Number.isFinite(loss.item())) throw new NonFiniteLoss(`the loss of step ${step} is ${loss.item()}: try a smaller step size`)
      optimiser.step(tape.gradients(loss, network.parameters))
    })
    yield
  }
  return model
}

/** The same chain, noise included, trained end to end through all its blocks with the cross-entropy at z_T. */
export function* trainChain(core: Core, x: Tensor, y: ArrayLike<number>, settings: NoPropSettings, random: Random): Generator<void, NoPropModel> {
  const { T, hidden, classes, steps, batch, rate, decay } = settings
  checkRows(x, y, classes)
  const schedule = cosineSchedule(T, settings)
  const network = new BlockNetwork(core, { inputs: x.shape[1], hidden, classes }, all(T), random.stream('weights'))
  const optimiser = adam(network.parameters, { rate, decay })
  const noise = random.stream('chain noise')
  const order = batchOrder(y.length, Math.min(batch, y.length), random.stream('order'))
  for (let step = 0; step < steps; step++) {
    const rows = order.next().value
    core.scope(() => {
      const tape = new Tape(core, network.parameters)
      const z = chain(tape, { network, schedule, blind: false }, core.rows(x, core.ids(rows)), { noise, start: noise })
      const loss = tape.crossEntropy(network.classify(tape, z.last), core.ids(Array.from(rows, (row) => y[row])))
      if (!Number.isFinite(loss.item())) throw new NonFiniteLoss(`the loss of step ${step} is ${loss.item()}: try a smaller step size`)
      optimiser.step(tape.gradients(loss, network.parameters))
    })
    yield
  }
  return { network, schedule, blind: false }
}

export interface ChainOptions {
  /** Source of z_0. */
  start: Random
  /** Source of the √c_t ε term; absent: deterministic. */
  noise?: Random
  /** Which block stands at each position; all in order when absent. */
  order?: readonly number[]
}

/** z_t = a_t û_t(z_{t−1}, x) + b_t z_{t−1} + √c_t ε from z_0 ~ N(0, I): z_T and every û. */
export function chain(
  tape: Tape, { network, schedule, blind }: NoPropModel, images: Tensor, { start, noise, order = all(schedule.T) }: ChainOptions,
): { last: Tensor; guesses: Tensor[] } {
  const { core, shape: { classes } } = network
  const shape = [images.shape[0], classes]
  const x = blind ? core.zeros(images.shape) : images
  const normal = (from: Random): Tensor => {
    const out = core.uninitialised(shape)
    from.fillNormal(out.data)
    return out
  }
  let z = normal(start)
  const guesses = order.map((block, t) => {
    const guess = network.guess(tape, block, x, z)
    z = tape.add(guess, z, schedule.a[t], schedule.b[t])
    if (noise && schedule.c[t] > 0) z = tape.add(z, normal(noise), 1, Math.sqrt(schedule.c[t]))
    return guess
  })
  return { last: z, guesses }
}
