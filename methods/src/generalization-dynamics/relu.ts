/**
 * Students with one hidden layer of ReLU units on noisy labels of a ReLU teacher: only the output layer trained (exact
 * gradient flow in the features' eigenbasis), or both layers (full-batch gradient descent).
 * Source: arXiv:1710.03667, section 4 (nonlinear networks).
 */
import { gram, matmul, matrix, matvec, row, symmetricEigen, transpose, transposedMatvec } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'
import { mean, standardDeviation } from '../stats/index.ts'

export interface ReluTask {
  /** [samples, inputs], entries N(0, 1/inputs). */
  x: Matrix
  /** Noisy labels, [samples]. */
  y: Float64Array
  testX: Matrix
  /** Labels without noise, [test points]. */
  testY: Float64Array
  /** Added to the clean test error, so that errors compare with those on new noisy labels. */
  noiseVariance: number
}

export interface ReluTaskOptions {
  inputs: number
  samples: number
  /** Variance of the teacher's output (one) over that of the noise. */
  snr: number
  /** Hidden units of the teacher. */
  teacherHidden: number
  testPoints: number
  random: Random
}

/** Teacher a₀·relu(W₀ᵀx), W₀ ~ N(0, 1), a₀ ~ N(0, 1/hidden), standardised by its mean and spread over the test points. */
export function reluTask({ inputs, samples, snr, teacherHidden, testPoints, random }: ReluTaskOptions): ReluTask {
  const sd = 1 / Math.sqrt(inputs)
  const x = matrix(samples, inputs, random.stream('inputs').normals(samples * inputs, 0, sd))
  const testX = matrix(testPoints, inputs, random.stream('test inputs').normals(testPoints * inputs, 0, sd))
  const w0 = matrix(inputs, teacherHidden, random.stream('teacher hidden').normals(inputs * teacherHidden))
  const a0 = random.stream('teacher output').normals(teacherHidden, 0, 1 / Math.sqrt(teacherHidden))
  const raw = matvec(reluFeatures(testX, w0, 1), a0)
  const centre = mean(raw)
  const spread = standardDeviation(raw, 0)
  const standard = (value: number): number => (value - centre) / spread
  const noise = random.stream('noise')
  const y = matvec(reluFeatures(x, w0, 1), a0).map((value) => standard(value) + noise.normal(0, 1 / Math.sqrt(snr)))
  return { x, y, testX, testY: raw.map(standard), noiseVariance: 1 / snr }
}

/** relu(x · w) · scale, [n, inputs] · [inputs, hidden] → [n, hidden]. */
export function reluFeatures(x: Matrix, w: Matrix, scale: number): Matrix {
  const out = matmul(x, w)
  for (let i = 0; i < out.data.length; i++) out.data[i] = out.data[i] > 0 ? out.data[i] * scale : 0
  return out
}

export interface OutputFlow {
  /** Output weights after time t of gradient flow dw/dt = Hᵀ(y - Hw) from zero, [hidden]. */
  weightsAt(t: number): Float64Array
  /** Of HᵀH, those that are not zero by construction: min(samples, hidden) of them, ascending. */
  eigenvalues: Float64Array
  /** Directions without any eigenvalue: max(0, hidden - samples). */
  frozenDim: number
}

/**
 * Gradient flow of the output layer alone, in closed form. Float64 matters: where hidden units equal samples the
 * smallest eigenvalue is about 1e-5 of the largest, and single precision takes it for zero.
 * @param features H, [samples, hidden]
 */
export function outputLayerFlow(features: Matrix, y: ArrayLike<number>): OutputFlow {
  const tall = features.rows >= features.cols
  const { values, vectors } = symmetricEigen(tall ? gram(features) : gram(transpose(features)))
  // Tall: w = V f(Λ) Vᵀ Hᵀy. Wide: w = Hᵀ U f(Λ) Uᵀ y, the same by the push-through identity.
  const along = transposedMatvec(vectors, tall ? transposedMatvec(features, y) : y)
  return {
    weightsAt(t) {
      const solved = matvec(vectors, along.map((value, j) => {
        const lambda = Math.max(0, values[j])
        return value * (lambda * t < 1e-8 ? t : -Math.expm1(-lambda * t) / lambda)
      }))
      return tall ? solved : transposedMatvec(features, solved)
    },
    eigenvalues: values,
    frozenDim: Math.max(0, features.cols - features.rows),
  }
}

/** Training left the numbers: the step is too long for these initial weights. */
export class Diverged extends Error {
  override readonly name = 'Diverged'
}

export interface StudentOptions {
  hidden: number
  /** Standard deviation s of the hidden weights; output weights get s/√hidden. */
  initScale: number
  steps: number
  /** Step on the loss ½ Σ (f - y)². */
  learningRate: number
  random: Random
}

export interface StudentProgress {
  step: number
  /** Mean squared residual on the noisy training labels. */
  train: number
  /** Mean squared error on clean test labels plus the noise variance. */
  test: number
}

/** The step that keeps full-batch descent stable from initial scale s: 1/P for small weights, shorter as s grows. */
export function stableLearningRate(samples: number, initScale: number): number {
  return Math.min(1, 0.2 / initScale ** 2) / samples
}

/**
 * Full-batch gradient descent on both layers of f(x) = a·relu(Wᵀx). Yields after every `every` steps and at the end, so
 * that callers can pause; drain it for the result.
 * @throws {Diverged}
 */
export function* trainStudent(task: ReluTask, options: StudentOptions & { every: number }): Generator<StudentProgress, StudentProgress> {
  const { hidden, initScale, steps, learningRate, random, every } = options
  const { x, y } = task
  const inputs = x.cols
  // Hidden weights unit by unit, so that one unit's weights are one stretch of memory: [hidden, inputs].
  const w = matrix(hidden, inputs, random.stream('hidden weights').normals(hidden * inputs, 0, initScale))
  const a = random.stream('output weights').normals(hidden, 0, initScale / Math.sqrt(hidden))
  const workspace = { active: new Float64Array(hidden), gradW: new Float64Array(hidden * inputs), gradA: new Float64Array(hidden) }
  for (let step = 1; step <= steps; step++) {
    const train = descend(x, y, w, a, learningRate, workspace)
    if (step % every !== 0 && step !== steps) continue
    if (!Number.isFinite(train)) throw new Diverged(`Training diverged within ${step} steps; take a step shorter than ${learningRate}.`)
    const progress = { step, train, test: testError(task, w, a) }
    if (step === steps) return progress
    yield progress
  }
  return { step: 0, train: Number.NaN, test: testError(task, w, a) }
}

interface Workspace {
  active: Float64Array
  gradW: Float64Array
  gradA: Float64Array
}

/** One step; returns the training error before it. */
function descend(x: Matrix, y: Float64Array, w: Matrix, a: Float64Array, rate: number, { active, gradW, gradA }: Workspace): number {
  const inputs = x.cols
  const hidden = w.rows
  gradW.fill(0)
  gradA.fill(0)
  let loss = 0
  for (let p = 0; p < x.rows; p++) {
    const at = p * inputs
    let f = 0
    for (let h = 0; h < hidden; h++) {
      const from = h * inputs
      let z = 0
      for (let i = 0; i < inputs; i++) z += w.data[from + i] * x.data[at + i]
      active[h] = z > 0 ? z : 0
      f += a[h] * active[h]
    }
    const residual = y[p] - f
    loss += residual * residual
    for (let h = 0; h < hidden; h++) {
      if (active[h] === 0) continue
      gradA[h] += residual * active[h]
      const pull = residual * a[h]
      const to = h * inputs
      for (let i = 0; i < inputs; i++) gradW[to + i] += pull * x.data[at + i]
    }
  }
  for (let k = 0; k < gradW.length; k++) w.data[k] += rate * gradW[k]
  for (let h = 0; h < hidden; h++) a[h] += rate * gradA[h]
  return loss / x.rows
}

function testError({ testX, testY, noiseVariance }: ReluTask, w: Matrix, a: Float64Array): number {
  let sum = 0
  for (let p = 0; p < testX.rows; p++) {
    const point = row(testX, p)
    let f = 0
    for (let h = 0; h < a.length; h++) {
      let z = 0
      for (let i = 0; i < point.length; i++) z += w.data[h * point.length + i] * point[i]
      if (z > 0) f += a[h] * z
    }
    sum += (f - testY[p]) ** 2
  }
  return sum / testX.rows + noiseVariance
}
