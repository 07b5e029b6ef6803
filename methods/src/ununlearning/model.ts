/**
 * A pointer-generator learner: a memory in its weights and a reader of its context, mixed by attention.
 *
 *   hq = relu(x Wq₁ + b),  q = hq Wq₂,  keyₘ = relu(defₘ Wk₁ + b) Wk₂
 *   a = softmax([hq·s + s₀, q·key₁/√d, …]),  g = softmax(hq W + b)
 *   P(name) = a₀ g(name) + Σₘ aₘ [name = nameₘ]
 */
import { adam, createCore, Tape, transpose } from '../numerics/index.ts'
import type { Core, Optimiser, Tensor } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { sampleEpisodes } from './episodes.ts'
import type { EpisodeOptions, Episodes } from './episodes.ts'
import { definitionSize } from './world.ts'
import type { World } from './world.ts'

const HIDDEN = 64
const KEY = 32

/** Names of the weights, in the order in which tensors are kept. */
const PARTS = ['wq1', 'bq1', 'wq2', 'wk1', 'bk1', 'wk2', 's', 's0', 'w', 'b'] as const
type Part = (typeof PARTS)[number]

/** Trained weights as plain numbers. */
export type PointerParams = Readonly<Record<Part, Float32Array>>

const shapes = (world: World): Record<Part, number[]> => ({
  wq1: [world.attributes, HIDDEN], bq1: [HIDDEN], wq2: [HIDDEN, KEY],
  wk1: [definitionSize(world), HIDDEN], bk1: [HIDDEN], wk2: [HIDDEN, KEY],
  s: [HIDDEN, 1], s0: [1], w: [HIDDEN, world.names], b: [world.names],
})

/** Wq₁, Wk₁ ~ N(0, 2/fan-in); Wq₂, Wk₂, W ~ N(0, 1/64); all else zero. */
export function initialPointer(world: World, random: Random): PointerParams {
  const form = shapes(world)
  const sd: Partial<Record<Part, number>> = {
    wq1: Math.sqrt(2 / world.attributes), wk1: Math.sqrt(2 / definitionSize(world)), wq2: 1 / 8, wk2: 1 / 8, w: 1 / 8,
  }
  return Object.fromEntries(
    PARTS.map((part) => {
      const values = new Float32Array(form[part].reduce((product, size) => product * size, 1))
      if (sd[part]) random.stream(part).fillNormal(values, 0, sd[part])
      return [part, values]
    }),
  ) as Record<Part, Float32Array>
}

type Tensors = Record<Part, Tensor>

const toTensors = (core: Core, world: World, params: PointerParams): Tensors => {
  const form = shapes(world)
  return Object.fromEntries(PARTS.map((part) => [part, core.from(params[part], form[part])])) as Tensors
}

const toParams = (tensors: Tensors): PointerParams =>
  Object.fromEntries(PARTS.map((part) => [part, tensors[part].toArray()])) as Record<Part, Float32Array>

interface Scores {
  /** [n, 1] */
  none: Tensor
  /** [n, 1, slots] */
  slots: Tensor
  /** [n, names] */
  memory: Tensor
}

function forward(tape: Tape, p: Tensors, world: World, { count, slots, x, defs }: Episodes): Scores {
  const { core } = tape
  const hq = tape.linear(core.from(x, [count, world.attributes]), p.wq1, p.bq1, 'relu')
  const q = tape.reshape(tape.linear(hq, p.wq2), [count, 1, KEY])
  const hk = tape.linear(core.from(defs, [count * slots, definitionSize(world)]), p.wk1, p.bk1, 'relu')
  const keys = tape.reshape(tape.linear(hk, p.wk2), [count, slots, KEY])
  return {
    none: tape.linear(hq, p.s, p.s0),
    slots: tape.matmul(q, transpose(keys), { alpha: 1 / Math.sqrt(KEY) }),
    memory: tape.linear(hq, p.w, p.b),
  }
}

/** Attention a over [nothing, slots …] and the memory's distribution g, of one row. */
interface Mixture {
  attention: Float64Array
  memory: Float64Array
}

/** Softmax in place. */
function softmax(values: Float64Array): void {
  let largest = -Infinity
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i]
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] = Math.exp(values[i] - largest)
  for (let i = 0; i < values.length; i++) values[i] /= sum
}

/** Writes a row's mixture into `into`, which loops use again and again. */
function readMixture(into: Mixture, none: Float32Array, slots: Float32Array, memory: Float32Array, row: number): Mixture {
  const { attention, memory: g } = into
  const width = attention.length - 1
  attention[0] = none[row]
  for (let slot = 0; slot < width; slot++) attention[slot + 1] = slots[row * width + slot]
  for (let name = 0; name < g.length; name++) g[name] = memory[row * g.length + name]
  softmax(attention)
  softmax(g)
  return into
}

const emptyMixture = (slots: number, names: number): Mixture => ({ attention: new Float64Array(slots + 1), memory: new Float64Array(names) })

/** P(name) of a row: a₀ g(name) plus the attention on slots that carry the name. */
function probability({ attention, memory }: Mixture, names: Uint8Array, name: number): number {
  let p = attention[0] * memory[name]
  for (let slot = 0; slot < names.length; slot++) if (names[slot] === name) p += attention[slot + 1]
  return p
}

/** Keeps a probability that underflowed from turning a gradient infinite. */
const LEAST_PROBABILITY = 1e-12

/**
 * Σᵢ weightᵢ · (−log Pᵢ(yᵢ)) as an operation on the tape. With v₀ = g(y), vₘ = [nameₘ = y]:
 * d(−log P)/d scoreⱼ = aⱼ (1 − vⱼ/P),  d(−log P)/d logitₖ = −(a₀ g(y)/P) ([k = y] − g(k)).
 * `weights` sees each row's P(y) first, so that a weight may depend on it.
 */
export function mixtureLoss(tape: Tape, scores: Scores, episodes: Episodes, names: number, weights: (row: number, p: number) => number): Tensor {
  const { core } = tape
  const { count, slots, y } = episodes
  const [none, slotScores, memory] = [scores.none.data, scores.slots.data, scores.memory.data]
  const gradients = { none: new Float32Array(count), slots: new Float32Array(count * slots), memory: new Float32Array(count * names) }
  const mixture = emptyMixture(slots, names)
  let loss = 0
  for (let row = 0; row < count; row++) {
    readMixture(mixture, none, slotScores, memory, row)
    const own = episodes.names.subarray(row * slots, (row + 1) * slots)
    const p = Math.max(probability(mixture, own, y[row]), LEAST_PROBABILITY)
    const weight = weights(row, p)
    loss -= weight * Math.log(p)
    const { attention, memory: g } = mixture
    const known = g[y[row]]
    gradients.none[row] = weight * attention[0] * (1 - known / p)
    for (let slot = 0; slot < slots; slot++) {
      gradients.slots[row * slots + slot] = weight * attention[slot + 1] * (1 - (own[slot] === y[row] ? 1 : 0) / p)
    }
    const share = (weight * attention[0] * known) / p
    for (let k = 0; k < names; k++) gradients.memory[row * names + k] = share * (g[k] - (k === y[row] ? 1 : 0))
  }
  return tape.record(core.from([loss], [1]), [scores.none, scores.slots, scores.memory], (dy) => {
    const parts = [[scores.none, gradients.none], [scores.slots, gradients.slots], [scores.memory, gradients.memory]] as const
    for (const [tensor, gradient] of parts) {
      tape.into(tensor, (into) => core.kernels.axpy(into.address, core.from(gradient, tensor.shape).address, gradient.length, dy.item()))
    }
  })
}

export interface PointerTraining extends EpisodeOptions {
  steps: number
  random: Random
  batch?: number
  rate?: number
  pace?: () => Promise<void>
}

const WARM_UP_STEPS = 50
/** The rate falls linearly to this share of its peak. */
const FINAL_RATE = 0.05

/** Rises over the first steps, then falls linearly. */
const rateAt = (step: number, steps: number, peak: number): number =>
  step < WARM_UP_STEPS ? (peak * (step + 1)) / WARM_UP_STEPS : peak * (1 - (1 - FINAL_RATE) * ((step - WARM_UP_STEPS) / Math.max(1, steps - WARM_UP_STEPS)))

/** A model under training: its tensors, and one step of gradient descent on episodes. */
export interface PointerTrainer {
  step(episodes: Episodes, rate: number, weights: (row: number, p: number) => number): void
  params(): PointerParams
}

export function pointerTrainer(world: World, start: PointerParams, rate: number): PointerTrainer {
  const core = createCore()
  const tensors = toTensors(core, world, start)
  const list = PARTS.map((part) => tensors[part])
  const optimiser: Optimiser = adam(list, { rate, beta1: 0.9, beta2: 0.99 })
  return {
    step(episodes, at, weights) {
      core.scope(() => {
        const tape = new Tape(core, list)
        const loss = mixtureLoss(tape, forward(tape, tensors, world, episodes), episodes, world.names, weights)
        optimiser.step(tape.gradients(loss, list), at)
      })
    },
    params: () => toParams(tensors),
  }
}

/** Trains from scratch by mean −log P(y): Adam (0.9, 0.99), warm-up, linear decay. */
export async function trainPointer(world: World, training: PointerTraining): Promise<PointerParams> {
  const { steps, random, batch = 128, rate = 3e-3, pace = () => Promise.resolve(), ...episodes } = training
  const trainer = pointerTrainer(world, initialPointer(world, random.stream('weights')), rate)
  const draws = random.stream('episodes')
  for (let step = 0; step < steps; step++) {
    trainer.step(sampleEpisodes(world, batch, draws, episodes), rateAt(step, steps, rate), () => 1 / batch)
    await pace()
  }
  return trainer.params()
}

export interface Predictions {
  /** P(name), [n, names]. */
  probabilities: Float32Array
  /** [n, 1 + slots]: on the memory first, then on the definitions. */
  attention: Float32Array
}

/** What a model answers to episodes. */
export function predictPointer(params: PointerParams, world: World, episodes: Episodes): Predictions {
  const core = createCore()
  return core.scope(() => {
    const scores = forward(new Tape(core, []), toTensors(core, world, params), world, episodes)
    const { count, slots } = episodes
    const out = { probabilities: new Float32Array(count * world.names), attention: new Float32Array(count * (slots + 1)) }
    const [none, slotScores, memory] = [scores.none.data, scores.slots.data, scores.memory.data]
    const mixture = emptyMixture(slots, world.names)
    for (let row = 0; row < count; row++) {
      readMixture(mixture, none, slotScores, memory, row)
      const own = episodes.names.subarray(row * slots, (row + 1) * slots)
      out.attention.set(mixture.attention, row * (slots + 1))
      for (let name = 0; name < world.names; name++) out.probabilities[row * world.names + name] = probability(mixture, own, name)
    }
    return out
  })
}
