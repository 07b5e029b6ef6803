/**
 * Students with one hidden layer of ReLU units on noisy labels of a ReLU teacher: only the output layer trained (exact
 * gradient flow in the features' eigenbasis), or both layers (full-batch gradient descent).
 * Source: arXiv:1710.03667, section 4 (nonlinear networks).
 */
import { gram, matmul, matrix, matvec, symmetricEigen, transpose, transposedMatvec } from '../linalg/index.ts'
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
  /** Step on the loss ½ Σ (f - y)²; that of `stableLearningRate` when absent. */
  learningRate?: number
  random: Random
}

export interface StudentProgress {
  step: number
  /** Mean squared residual on the noisy training labels, before this step. */
  train: number
  /** Mean squared error on clean test labels plus the noise variance, after this step; only at `measureAt` and the end. */
  test?: number
}

/** Share of the longest stable step that is taken: the hidden layer adds a little to λ, and λ grows while training. */
const STABLE_SHARE = 0.7

/**
 * A step for full-batch descent from these hidden weights: 1/P, or 0.7 · 2/λ where that is shorter, λ the largest
 * eigenvalue of the output layer's HᵀH. Beyond 2/λ the first steps blow up (errors of 1e5 from s = 3) and training
 * lands wherever that leaves it, so that a tenth of a step more can end ten times worse.
 * @param x [samples, inputs]
 * @param hiddenWeights [inputs, hidden]
 */
export function stableLearningRate(x: Matrix, hiddenWeights: Matrix): number {
  const features = reluFeatures(x, hiddenWeights, 1)
  const { values } = symmetricEigen(features.rows >= features.cols ? gram(features) : gram(transpose(features)))
  return Math.min(1 / x.rows, (STABLE_SHARE * 2) / values[values.length - 1])
}

/** Steps between two yields of `trainStudent`, chosen so that a network of 200 units yields every 20 ms or so. */
const STEPS_A_YIELD = 25

/**
 * Full-batch gradient descent on both layers of f(x) = a·relu(Wᵀx). Yields now and then and whenever it has measured
 * the test error, so that callers can pause; returns the end's errors.
 * @param options.measureAt steps after which the test error is measured, ascending
 * @throws {Diverged}
 */
export function* trainStudent(task: ReluTask, options: StudentOptions & { measureAt?: readonly number[] }): Generator<StudentProgress, Required<StudentProgress>> {
  const { hidden, initScale, steps, random, measureAt = [] } = options
  const inputs = task.x.cols
  // Hidden weights unit by unit, so that one unit's weights are one stretch of memory: [hidden, inputs].
  const student: Student = {
    w: random.stream('hidden weights').normals(hidden * inputs, 0, initScale),
    a: random.stream('output weights').normals(hidden, 0, initScale / Math.sqrt(hidden)),
    active: new Float64Array(hidden),
    gradW: new Float64Array(hidden * inputs),
    gradA: new Float64Array(hidden),
  }
  const { learningRate = stableLearningRate(task.x, transpose(matrix(hidden, inputs, student.w))) } = options
  const measured = new Set(measureAt)
  let train = Number.NaN
  for (let step = 1; step <= steps; step++) {
    train = descend(task, student, learningRate)
    const measures = measured.has(step)
    if (!measures && step % STEPS_A_YIELD !== 0) continue
    if (!Number.isFinite(train)) throw new Diverged(`Training diverged within ${step} steps; take a step shorter than ${learningRate}.`)
    yield measures ? { step, train, test: testError(task, student) } : { step, train }
  }
  return { step: steps, train, test: testError(task, student) }
}

interface Student {
  /** [hidden, inputs]. */
  w: Float64Array
  a: Float64Array
  /** Outputs of the hidden units for the sample at hand; scratch, as are the gradients. */
  active: Float64Array
  gradW: Float64Array
  gradA: Float64Array
}

/** f at one sample; leaves the hidden units' outputs in `active`. */
function forward(x: Float64Array, at: number, inputs: number, { w, a, active }: Student): number {
  let f = 0
  for (let h = 0, from = 0; h < a.length; h++, from += inputs) {
    // Four sums that do not wait for each other: a single one is bound by the latency of addition.
    let z0 = 0
    let z1 = 0
    let z2 = 0
    let z3 = 0
    let i = 0
    for (; i + 3 < inputs; i += 4) {
      z0 += w[from + i] * x[at + i]
      z1 += w[from + i + 1] * x[at + i + 1]
      z2 += w[from + i + 2] * x[at + i + 2]
      z3 += w[from + i + 3] * x[at + i + 3]
    }
    for (; i < inputs; i++) z0 += w[from + i] * x[at + i]
    const z = z0 + z1 + (z2 + z3)
    active[h] = z > 0 ? z : 0
    f += a[h] * active[h]
  }
  return f
}

/** One step; returns the training error before it. */
function descend({ x, y }: ReluTask, student: Student, rate: number): number {
  const { w, a, active, gradW, gradA } = student
  const inputs = x.cols
  const { data } = x
  gradW.fill(0)
  gradA.fill(0)
  let loss = 0
  for (let p = 0, at = 0; p < x.rows; p++, at += inputs) {
    const residual = y[p] - forward(data, at, inputs, student)
    loss += residual * residual
    for (let h = 0, to = 0; h < a.length; h++, to += inputs) {
      if (active[h] === 0) continue
      gradA[h] += residual * active[h]
      const pull = residual * a[h]
      for (let i = 0; i < inputs; i++) gradW[to + i] += pull * data[at + i]
    }
  }
  for (let k = 0; k < gradW.length; k++) w[k] += rate * gradW[k]
  for (let h = 0; h < a.length; h++) a[h] += rate * gradA[h]
  return loss / x.rows
}

function testError({ testX, testY, noiseVariance }: ReluTask, student: Student): number {
  let sum = 0
  for (let p = 0; p < testX.rows; p++) sum += (forward(testX.data, p * testX.cols, testX.cols, student) - testY[p]) ** 2
  return sum / testX.rows + noiseVariance
}
