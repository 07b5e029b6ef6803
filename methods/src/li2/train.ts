/*
 * A two-layer network on modular addition whose top layer is the ridge solution at every step (Li₂, Tian 2025, arXiv
 * 2509.21519, section 3): only the features are learned, with V held constant in their gradient.
 *
 * The input is one-hot, so X·W is never formed: row (i, j) of X·W is W[i] + W[M + j].
 */
import { type Core, type Ids, type Tensor, Tape, adam, matrix, multiply, transpose } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { ridgeSolve } from './ridge.ts'
import { type GroupTask, type Pairs, shuffleLabels } from './task.ts'

export type Activation = 'square' | 'relu'

export interface Li2Settings {
  /** Number of hidden nodes K. */
  width: number
  /** Ridge η of the top layer. */
  eta: number
  /** Weight decay λ, added to the gradient (not decoupled: that never generalises here). */
  decay: number
  /** Step size of Adam. */
  rate: number
  steps: number
  activation: Activation
  /** Keep W as it was drawn: ridge on random features. */
  freeze?: boolean
  /** Train on labels in random order. */
  shuffleLabels?: boolean
}

export interface Li2Step {
  /** Updates made before this measurement. */
  step: number
  trainAccuracy: number
  testAccuracy: number
  /** Frobenius norm of the gradient that reaches the features, ‖G_F‖. */
  gradientNorm: number
  /** Cosine of G_F and ỸỸᵀF̃, where the lazy stage points. */
  lazyCosine: number
}

/** Pairs as row numbers of W [2M, K], in the core. */
interface Rows {
  i: Ids
  j: Ids
  label: Uint16Array
  labels: Ids
}

export class Li2 {
  readonly core: Core
  readonly task: GroupTask
  readonly settings: Li2Settings
  /** [2M, K] */
  readonly w: Tensor
  readonly #train: Rows
  readonly #test: Rows
  readonly #optimiser
  /** Share of each class among the training labels, [M]. */
  readonly #prior: Float64Array

  /** W ~ N(0, 1/(2M)). Throws a RangeError for η ≤ 0 with as many nodes as rows: the gradient would be zero. */
  constructor(core: Core, task: GroupTask, settings: Li2Settings, random: Random) {
    const n = task.train.label.length
    if (!(settings.eta > 0) && settings.width >= n) {
      throw new RangeError(`eta must be above 0 with ${settings.width} nodes for ${n} rows: the fit would be exact and no gradient left`)
    }
    const { modulus } = task
    this.core = core
    this.task = task
    this.settings = settings
    this.w = core.from(random.stream('W').normals(2 * modulus * settings.width, 0, Math.sqrt(1 / (2 * modulus))), [2 * modulus, settings.width])
    const rows = ({ i, j, label }: Pairs): Rows => ({ i: core.ids(i), j: core.ids(j.map((value) => value + modulus)), label, labels: core.ids(label) })
    this.#train = rows(settings.shuffleLabels ? shuffleLabels(task.train, random.stream('labels')) : task.train)
    this.#test = rows(task.test)
    this.#optimiser = adam([this.w], { rate: settings.rate, coupledDecay: settings.decay })
    this.#prior = new Float64Array(modulus)
    for (const c of this.#train.label) this.#prior[c] += 1 / n
  }

  /** Z = X·W and F = σ(Z), both [n, K]. */
  #features({ i, j }: Rows): { z: Tensor; f: Tensor } {
    const tape = new Tape(this.core, [])
    const z = tape.add(this.core.rows(this.w, i), this.core.rows(this.w, j))
    return { z, f: tape.unary(this.settings.activation, z) }
  }

  /** One measurement, and one update of W unless it is frozen. */
  step(number: number): Li2Step {
    const { core, settings: { width: K, eta, activation, freeze } } = this
    const { modulus: M } = this.task
    const n = this.#train.label.length
    return core.scope(() => {
      const { kernels } = core
      const { z, f } = this.#features(this.#train)
      const centre = core.zeros([1, K])
      kernels.columnSum(centre.address, f.address, n, K)
      kernels.affine(centre.address, centre.address, K, -1 / n, 0)
      const addCentre = (features: Tensor): void =>
        multiply(matrix(features), matrix(core.full([features.shape[0], 1], 1)), matrix(centre), { accumulate: true })
      addCentre(f)

      // F̃ᵀỸ: as F̃'s columns sum to zero, centring Y changes nothing and the sums over each class are enough.
      const sums = core.zeros([M, K])
      kernels.scatterAdd(sums.address, f.address, this.#train.labels.address, n, K)
      const gram = core.uninitialised([K, K])
      multiply(matrix(gram), transpose(f), matrix(f))
      const right = new Float64Array(K * M)
      const classSums = sums.data
      for (let c = 0; c < M; c++) for (let k = 0; k < K; k++) right[k * M + c] = classSums[c * K + k]
      const v = core.from(ridgeSolve(Float64Array.from(gram.data), right, K, M, eta), [K, M])

      const fitted = core.uninitialised([n, M])
      multiply(matrix(fitted), matrix(f), matrix(v))
      const trainAccuracy = this.#accuracy(fitted, this.#train)
      // R = Ỹ − F̃V, in place of F̃V
      const r = fitted.data
      for (let row = 0; row < n; row++) {
        for (let c = 0; c < M; c++) r[row * M + c] = -r[row * M + c] - this.#prior[c]
        r[row * M + this.#train.label[row]] += 1
      }
      const g = core.uninitialised([n, K])
      multiply(matrix(g), matrix(fitted), transpose(v))
      const lazy = this.#lazyDirection(sums)
      const gradientNorm = Math.sqrt(kernels.dot(g.address, g.address, g.size))
      const lazyNorm = Math.sqrt(kernels.dot(lazy.address, lazy.address, lazy.size))
      const lazyCosine = kernels.dot(g.address, lazy.address, g.size) / (gradientNorm * lazyNorm)
      const testAccuracy = this.#testAccuracy(v, addCentre)
      if (!freeze) {
        const inner = core.zeros([n, K])
        kernels.unaryGrad(activation === 'square' ? 4 : 1, inner.address, g.address, z.address, activation === 'square' ? z.address : f.address, inner.size)
        const gradient = core.zeros(this.w.shape)
        kernels.scatterAdd(gradient.address, inner.address, this.#train.i.address, n, K)
        kernels.scatterAdd(gradient.address, inner.address, this.#train.j.address, n, K)
        kernels.affine(gradient.address, gradient.address, gradient.size, -1 / n, 0)
        this.#optimiser.step([gradient])
      }
      return { step: number, trainAccuracy, testAccuracy, gradientNorm, lazyCosine }
    })
  }

  /** ỸỸᵀF̃ [n, K] from the class sums ỸᵀF̃ [M, K]. */
  #lazyDirection(sums: Tensor): Tensor {
    const { core } = this
    const [M, K] = sums.shape
    const mean = core.uninitialised([1, K])
    multiply(matrix(mean), matrix(core.from(this.#prior, [1, M])), matrix(sums), { alpha: -1 })
    const lazy = core.rows(sums, this.#train.labels)
    multiply(matrix(lazy), matrix(core.full([lazy.shape[0], 1], 1)), matrix(mean), { accumulate: true })
    return lazy
  }

  #testAccuracy(v: Tensor, addCentre: (features: Tensor) => void): number {
    if (this.#test.label.length === 0) return Number.NaN
    const { f } = this.#features(this.#test)
    addCentre(f)
    const scores = this.core.uninitialised([f.shape[0], this.task.modulus])
    multiply(matrix(scores), matrix(f), matrix(v))
    return this.#accuracy(scores, this.#test)
  }

  #accuracy(scores: Tensor, { label }: Rows): number {
    const M = this.task.modulus
    const values = scores.data
    let right = 0
    for (let row = 0; row < label.length; row++) {
      let best = 0
      for (let c = 1; c < M; c++) if (values[row * M + c] > values[row * M + best]) best = c
      if (best === label[row]) right++
    }
    return right / label.length
  }
}

/**
 * Trains on a task; yields a measurement before each update and one at the end, `steps` + 1 in all. The caller may stop
 * early. The returned object holds the features.
 */
export function* trainLi2(core: Core, task: GroupTask, settings: Li2Settings, random: Random): Generator<Li2Step, Li2> {
  const net = new Li2(core, task, settings, random)
  for (let step = 0; step <= settings.steps; step++) yield net.step(step)
  return net
}
