/*
 * Two tasks in sequence with one network: first A, then B with another rule for the step, measuring how much of A is
 * left. Task B is task A under a fixed permutation of the pixels. The steps on A are plain gradient descent for every
 * method, so A is trained once and each method goes on from the same weights, on the same batches.
 */
import { type Mlp, accuracy, createMlp } from '../mlp/index.ts'
import { type LabelledRows } from '../mnist/index.ts'
import { type Core, type Ids, type Tensor, Tape } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { type ClasspState, averagedState, createClassp, shuffledState } from './optimizer.ts'
import { diagonalFisher, ewcPenalty } from './ewc.ts'

export interface TwoTaskSettings {
  stepsA: number
  stepsB: number
  batch: number
  hidden: number
  /** Step size on A. */
  rate: number
  eps: number
  /** Powers p whose history Σ|g|^p is kept beside that of p = 1, for second tasks that use them. */
  powers?: readonly number[]
}

/** How the second task is learned. */
export type SecondTask =
  | { kind: 'sgd'; rate: number }
  | { kind: 'classp'; rate: number; power: number; threshold: number; memory: 'kept' | 'shuffled' | 'mean' | 'reset'; asPublishedCode?: boolean }
  | { kind: 'ewc'; rate: number; lambda: number }

export interface TwoTaskResult {
  /** Test accuracy on A and B after both tasks. */
  a: number
  b: number
  /** Mean share of weights that moved in a step on B. */
  moved: number
  /** Accuracies while B is learned. */
  curve: { step: number; a: number; b: number }[]
  /** Mean |change| of the weights of each pixel on B, [d]. */
  change: Float32Array
}

/** Samples of the Fisher information, as the card of the experiment has it. */
const FISHER_SAMPLES = 500

/** Random order of the training rows, again and again. */
function batches(count: number, size: number, steps: number, random: Random): Uint32Array[] {
  const drawn: Uint32Array[] = []
  let order = random.permutation(count)
  for (let at = 0; drawn.length < steps; at += size) {
    if (at + size > count) {
      order = random.permutation(count)
      at = 0
    }
    drawn.push(order.slice(at, at + size))
  }
  return drawn
}

function permutePixels({ x, count, size }: LabelledRows, permutation: Uint32Array): Float32Array {
  const out = new Float32Array(x.length)
  for (let i = 0; i < count; i++) for (let j = 0; j < size; j++) out[i * size + j] = x[i * size + permutation[j]]
  return out
}

export class TwoTasks {
  readonly #core: Core
  readonly #settings: TwoTaskSettings
  readonly #random: Random
  readonly #net: Mlp
  readonly #rows: { trainA: Tensor; trainB: Tensor; testA: Tensor; testB: Tensor }
  readonly #labels: { train: Uint8Array; test: Uint8Array }
  readonly #batchesB: Uint32Array[]
  /** G of each power after task A; the steps on A are plain, so all come out of one training. */
  #memory = new Map<number, ClasspState>()
  #anchor: Float32Array[] = []
  #fisher: Float32Array[] | undefined
  /** Accuracy on A before B is learned. */
  accuracyA = Number.NaN

  constructor(core: Core, data: { train: LabelledRows; test: LabelledRows }, settings: TwoTaskSettings, random: Random) {
    this.#core = core
    this.#settings = settings
    this.#random = random
    const { train, test } = data
    const permutation = random.stream('pixels').permutation(train.size)
    const tensor = (values: Float32Array, rows: LabelledRows): Tensor => core.from(values, [rows.count, rows.size])
    this.#rows = {
      trainA: tensor(train.x, train), trainB: tensor(permutePixels(train, permutation), train),
      testA: tensor(test.x, test), testB: tensor(permutePixels(test, permutation), test),
    }
    this.#labels = { train: train.y, test: test.y }
    this.#net = createMlp(core, [train.size, settings.hidden, 10], random.stream('weights'))
    this.#batchesB = batches(train.count, settings.batch, settings.stepsB, random.stream('order B'))
  }

  /** [d] mean accumulated |gradient| of each pixel's weights on task A. */
  get pixelMemory(): Float32Array {
    return perPixel(this.#memory.get(1)![0], this.#settings.hidden)
  }

  #gradients(x: Tensor, rows: Uint32Array, use: (gradients: Float32Array[], weights: Float32Array[]) => void): void {
    const core = this.#core
    core.scope(() => {
      const tape = new Tape(core, this.#net.parameters)
      const labels: Ids = core.ids(Array.from(rows, (row) => this.#labels.train[row]))
      const loss = tape.crossEntropy(this.#net.forward(tape, core.rows(x, core.ids(rows))), labels)
      const gradients = tape.gradients(loss, this.#net.parameters)
      use(gradients.map((g) => g.data), this.#net.parameters.map((w) => w.data))
    })
  }

  #accuracy(x: Tensor): number {
    return this.#core.scope(() => accuracy(this.#net.forward(new Tape(this.#core, []), x).data, this.#labels.test, 10))
  }

  /** Learns task A; yields after each step. */
  *learnA(): Generator<void> {
    const { stepsA, batch, rate, eps, powers = [] } = this.#settings
    const weights = this.#net.parameters.map((w) => w.data)
    const one = createClassp({ rate, eps, power: 1 })
    this.#memory = new Map([1, ...powers].map((power) => [power, one.init(weights)]))
    const others = [...this.#memory].filter(([power]) => power !== 1)
    for (const rows of batches(this.#labels.train.length, batch, stepsA, this.#random.stream('order A'))) {
      this.#gradients(this.#rows.trainA, rows, (gradients, w) => {
        for (const [power, state] of others) accumulate(state, gradients, power)
        one.update(w, gradients, this.#memory.get(1)!, { applyDecay: false })
      })
      yield
    }
    this.#anchor = this.#net.parameters.map((w) => w.toArray())
    this.accuracyA = this.#accuracy(this.#rows.testA)
  }

  #memoryOf(how: SecondTask & { kind: 'classp' }): ClasspState {
    // The published code sums |g| whatever the power.
    const power = how.asPublishedCode ? 1 : how.power
    const state = this.#memory.get(power)
    if (!state) throw new RangeError(`task A kept no history of power ${power}; name it in the settings' powers`)
    if (how.memory === 'shuffled') {
      const draw = this.#random.stream('shuffled memory')
      return shuffledState(state, (values) => draw.shuffle(values))
    }
    if (how.memory === 'mean') return averagedState(state)
    return state.map((G) => (how.memory === 'reset' ? new Float32Array(G.length) : G.slice()))
  }

  /**
   * Learns task B from the weights that task A left; yields after each step. `every` > 0 also measures both accuracies
   * that often.
   */
  *learnB(how: SecondTask, every = 0): Generator<void, TwoTaskResult> {
    const { eps } = this.#settings
    const core = this.#core
    this.#net.parameters.forEach((w, t) => w.set(this.#anchor[t]))
    const classp = how.kind === 'classp' ? createClassp({ ...how, eps }) : createClassp({ rate: how.rate, eps })
    const state = how.kind === 'classp' ? this.#memoryOf(how) : classp.init(this.#anchor)
    if (how.kind === 'ewc') {
      this.#fisher ??= diagonalFisher(core, this.#net, this.#rows.trainA, FISHER_SAMPLES, this.#random.stream('fisher'))
    }
    const curve: TwoTaskResult['curve'] = []
    const measure = (step: number): void => {
      curve.push({ step, a: this.#accuracy(this.#rows.testA), b: this.#accuracy(this.#rows.testB) })
    }
    let moved = 0
    for (const [step, rows] of this.#batchesB.entries()) {
      if (every > 0 && step % every === 0) measure(step)
      this.#gradients(this.#rows.trainB, rows, (gradients, w) => {
        if (how.kind === 'ewc') {
          const pull = ewcPenalty(w, this.#fisher!, this.#anchor, how.lambda)
          gradients.forEach((g, t) => g.forEach((value, i) => { g[i] = value + pull[t][i] }))
        }
        moved += classp.update(w, gradients, state, { applyDecay: how.kind === 'classp' }).movedFraction
      })
      yield
    }
    if (every > 0) measure(this.#batchesB.length)
    const [first] = this.#net.parameters
    const change = perPixel(first.data.map((value, i) => Math.abs(value - this.#anchor[0][i])), this.#settings.hidden)
    return {
      a: this.#accuracy(this.#rows.testA), b: this.#accuracy(this.#rows.testB), moved: moved / this.#batchesB.length, curve, change,
    }
  }
}

/** G ← G + |g|^p. */
function accumulate(state: ClasspState, gradients: readonly Float32Array[], power: number): void {
  gradients.forEach((g, t) => {
    const G = state[t]
    for (let i = 0; i < g.length; i++) G[i] += power === 2 ? g[i] * g[i] : Math.abs(g[i]) ** power
  })
}

function perPixel(weights: Float32Array, hidden: number): Float32Array {
  return Float32Array.from({ length: weights.length / hidden }, (_, pixel) => {
    let sum = 0
    for (let j = 0; j < hidden; j++) sum += weights[pixel * hidden + j]
    return sum / hidden
  })
}
