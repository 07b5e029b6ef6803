/** The linear student and teacher themselves, finite N: exact gradient flow in the eigenbasis, and plain steps. */
import { gram, matrix, matvec, squaredDistance, symmetricEigen, transposedMatvec } from '../linalg/index.ts'
import type { Matrix, SymmetricEigen } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'
import type { ErrorCurves } from './theory.ts'

export interface LinearTask {
  /** [P, N], entries N(0, 1/N). */
  x: Matrix
  /** Teacher w̄, [N], rescaled to |w̄|² = N. */
  teacher: Float64Array
  /** y = x·w̄ + ε, var ε = noiseVariance, [P]. */
  y: Float64Array
  noiseVariance: number
  /** Of XᵀX, eigenvalues ascending. */
  eigen: SymmetricEigen
}

/** @param n inputs; P = round(α n) samples */
export function linearTask({ n, alpha, snr, random }: { n: number; alpha: number; snr: number; random: Random }): LinearTask {
  const samples = Math.round(alpha * n)
  if (!(n >= 1 && samples >= 1)) throw new RangeError(`A task needs at least one input and one sample, not ${n} and ${samples}.`)
  const x = matrix(samples, n, random.stream('inputs').normals(samples * n, 0, 1 / Math.sqrt(n)))
  const raw = random.stream('teacher').normals(n)
  const scale = Math.sqrt(n) / Math.hypot(...raw)
  const teacher = raw.map((value) => value * scale)
  const noise = random.stream('noise')
  const y = matvec(x, teacher).map((value) => value + noise.normal(0, 1 / Math.sqrt(snr)))
  return { x, teacher, y, noiseVariance: 1 / snr, eigen: symmetricEigen(gram(x)) }
}

/** Initial weights of variance `inr`, [n]; the same directions for every `inr` from one random stream. */
export function initialWeights(n: number, inr: number, random: Random): Float64Array {
  return random.stream('initial weights').normals(n, 0, Math.sqrt(inr))
}

/**
 * Exact gradient flow: along eigenvector j, w_j(t) = e^(-λ_j t) w_j(0) + (1 - e^(-λ_j t))/λ_j · (Xᵀy)_j.
 * @returns test and train error at each time
 */
export function linearFlow({ x, teacher, y, noiseVariance, eigen }: LinearTask, start: Float64Array, times: ArrayLike<number>): ErrorCurves {
  const { values, vectors } = eigen
  const n = teacher.length
  const from = transposedMatvec(vectors, start)
  const pull = transposedMatvec(vectors, transposedMatvec(x, y))
  const goal = transposedMatvec(vectors, teacher)
  const yy = y.reduce((sum, value) => sum + value * value, 0)
  const test = new Float64Array(times.length)
  const train = new Float64Array(times.length)
  for (let t = 0; t < times.length; t++) {
    let off = 0
    // |y - Xw|² = |y|² - 2 w·Xᵀy + w·XᵀXw, each diagonal in this basis.
    let residual = yy
    for (let j = 0; j < n; j++) {
      // A zero eigenvalue computed as -1e-16 must not grow with t.
      const lambda = Math.max(0, values[j])
      const moved = lambda * times[t] < 1e-8 ? times[t] : -Math.expm1(-lambda * times[t]) / lambda
      const w = Math.exp(-lambda * times[t]) * from[j] + moved * pull[j]
      off += (w - goal[j]) ** 2
      residual += w * (lambda * w - 2 * pull[j])
    }
    test[t] = off / n + noiseVariance
    train[t] = Math.max(0, residual) / y.length
  }
  return { test, train }
}

/** A step longer than 2 over the largest eigenvalue makes gradient descent diverge. */
export class StepTooLong extends RangeError {
  override readonly name = 'StepTooLong'
}

export interface DescentOptions {
  /** Step of explicit Euler, below 2/λ_max. */
  step: number
  steps: number
  /** Decay of the weights themselves, per unit of time; 0 when absent. */
  weightDecay?: number
}

/** Plain gradient descent w ← w + step · Xᵀ(y - Xw), from `start`; what the flow's eigenbasis is checked against. */
export function linearDescent({ x, y, eigen }: LinearTask, start: Float64Array, { step, steps, weightDecay = 0 }: DescentOptions): Float64Array {
  const largest = eigen.values[eigen.values.length - 1]
  if (!(step > 0 && step * largest < 2)) throw new StepTooLong(`A step of ${step} is not below 2/λ = ${2 / largest}; the weights would diverge.`)
  let w = start.slice()
  for (let s = 0; s < steps; s++) {
    const fitted = matvec(x, w)
    const gradient = transposedMatvec(x, y.map((value, i) => value - fitted[i]))
    w = w.map((value, j) => value + step * (gradient[j] - weightDecay * value))
  }
  return w
}

/** Eigenvalues below this share of the largest are zero: rounding leaves about 1e-16 of it. */
const ZERO_SHARE = 1e-10

/** Directions that no sample constrains: dimension of the null space of X and projections into it. */
export function frozenSubspace({ eigen }: Pick<LinearTask, 'eigen'>): { dimension: number; project(w: ArrayLike<number>): Float64Array } {
  const { values, vectors } = eigen
  const largest = values[values.length - 1]
  const frozen = Array.from(values, (_, j) => j).filter((j) => values[j] < ZERO_SHARE * largest)
  return {
    dimension: frozen.length,
    project(w) {
      const along = transposedMatvec(vectors, w).map((value, j) => (values[j] < ZERO_SHARE * largest ? value : 0))
      return matvec(vectors, along)
    },
  }
}

/** |P₀(w - start)| / |w - start|: how far weights moved where no sample pulls; 0 for gradient descent. */
export function nullMotion(task: LinearTask, start: Float64Array, w: Float64Array): number {
  const moved = w.map((value, j) => value - start[j])
  const total = Math.hypot(...moved)
  return total === 0 ? 0 : Math.hypot(...frozenSubspace(task).project(moved)) / total
}

/** Mean squared error of weights against the teacher, noise floor included. */
export function linearTestError({ teacher, noiseVariance }: LinearTask, w: Float64Array): number {
  return squaredDistance(w, teacher) / teacher.length + noiseVariance
}
