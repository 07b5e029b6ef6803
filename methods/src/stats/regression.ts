/** Linear, ridge and logistic regression, float64. Rows are examples: X is [n, d]. */
import {
  cholesky, dot, gram, matrix, matvec, NotPositiveDefinite, ShapeMismatch, solveWithCholesky, symmetricEigen, transposedMatvec,
} from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import { mean } from './summary.ts'

export interface Line {
  intercept: number
  slope: number
  /** Share of the variance of y that the line explains, in [0, 1]; 1 where y is constant. */
  r2: number
}

/**
 * Least-squares line y ≈ intercept + slope · x.
 * @throws {RangeError} where x is constant
 */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  if (x.length !== y.length) throw new ShapeMismatch(`${x.length} values of x need as many of y, not ${y.length}.`)
  const meanX = mean(x)
  const meanY = mean(y)
  let xx = 0
  let xy = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] - meanX
    const dy = y[i] - meanY
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  if (xx === 0) throw new RangeError('A line needs at least two different values of x.')
  const slope = xy / xx
  return { intercept: meanY - slope * meanX, slope, r2: yy === 0 ? 1 : Math.min(1, (slope * xy) / yy) }
}

/** X with a leading column of ones, so that the first coefficient is the intercept: [n, d] → [n, d + 1]. */
export function withIntercept(x: Matrix): Matrix {
  const out = matrix(x.rows, x.cols + 1)
  for (let i = 0; i < x.rows; i++) {
    out.data[i * out.cols] = 1
    out.data.set(x.data.subarray(i * x.cols, (i + 1) * x.cols), i * out.cols + 1)
  }
  return out
}

export interface RidgeOptions {
  /** λ ≥ 0 in (XᵀWX + λ I) b = XᵀWy. */
  ridge: number
  /** One a row, ≥ 0; all one when absent. */
  weights?: ArrayLike<number>
  /** Coefficients that λ does not touch, such as the intercept's; none when absent. */
  unpenalised?: readonly number[]
}

/**
 * The b minimising Σ wᵢ (yᵢ - xᵢ·b)² + λ Σ bⱼ² over the penalised j.
 * @throws {NotPositiveDefinite} where λ is too small for the rank of X
 */
export function ridgeRegression(x: Matrix, y: ArrayLike<number>, { ridge, weights, unpenalised = [] }: RidgeOptions): Float64Array {
  examples(x, y)
  if (!(ridge >= 0)) throw new RangeError(`A ridge is not below zero: ${ridge}.`)
  const normal = gram(x, weights)
  for (let j = 0; j < x.cols; j++) if (!unpenalised.includes(j)) normal.data[j * x.cols + j] += ridge
  const weighted = weights ? Float64Array.from(y, (value, i) => value * weights[i]) : y
  return solveWithCholesky(cholesky(normal), transposedMatvec(x, weighted))
}

/** Ordinary least squares; X must have full column rank. @throws {NotPositiveDefinite} otherwise */
export function linearRegression(x: Matrix, y: ArrayLike<number>): Float64Array {
  return ridgeRegression(x, y, { ridge: 0 })
}

/**
 * Ridge solutions (XᵀX + λ I)⁻¹ Xᵀy for many λ from one eigendecomposition: of XᵀX, or of XXᵀ where n < d.
 * @param ridges each above zero
 * @returns one coefficient vector [d] a ridge, in order
 */
export function ridgePath(x: Matrix, y: ArrayLike<number>, ridges: ArrayLike<number>): Float64Array[] {
  examples(x, y)
  for (const ridge of Array.from(ridges)) if (!(ridge > 0)) throw new RangeError(`Every ridge of a path lies above zero, not at ${ridge}.`)
  const tall = x.rows >= x.cols
  const { values, vectors } = symmetricEigen(tall ? gram(x) : outer(x))
  // Tall: b = V (Λ + λ)⁻¹ Vᵀ Xᵀy. Wide: b = Xᵀ U (Λ + λ)⁻¹ Uᵀ y, the same vector by the push-through identity.
  const along = transposedMatvec(vectors, tall ? transposedMatvec(x, y) : y)
  return Array.from(ridges, (ridge) => {
    const shrunk = along.map((value, j) => value / (values[j] + ridge))
    const solution = matvec(vectors, shrunk)
    return tall ? solution : transposedMatvec(x, solution)
  })
}

export interface LogisticOptions {
  /** λ ≥ 0 in the penalty λ/2 Σ bⱼ²; separable data need one. */
  ridge?: number
  unpenalised?: readonly number[]
  /** One a row, ≥ 0. */
  weights?: ArrayLike<number>
  /** Newton steps at most; convergence is quadratic, so 50 means that something is wrong with the data. */
  maxSteps?: number
  /** Stop where no coefficient moves by more than this. */
  tolerance?: number
}

/** The Newton steps did not settle: most often classes that a plane separates, without a ridge. */
export class NotConverged extends Error {
  override readonly name = 'NotConverged'
}

/**
 * The b maximising Σ wᵢ [tᵢ log pᵢ + (1 - tᵢ) log(1 - pᵢ)] - λ/2 Σ bⱼ², p = 1/(1 + exp(-x·b)), by Newton's method
 * (iteratively re-weighted least squares), halving a step that lowers the objective.
 * @param targets in [0, 1], [n]
 * @throws {NotConverged | NotPositiveDefinite}
 */
export function logisticRegression(x: Matrix, targets: ArrayLike<number>, options: LogisticOptions = {}): Float64Array {
  const { ridge = 0, unpenalised = [], weights, maxSteps = 50, tolerance = 1e-9 } = options
  examples(x, targets)
  const penalty = Float64Array.from({ length: x.cols }, (_, j) => (unpenalised.includes(j) ? 0 : ridge))
  let b = new Float64Array(x.cols)
  let objective = logisticObjective(x, targets, b, penalty, weights)
  for (let step = 0; step < maxSteps; step++) {
    const p = matvec(x, b).map(sigmoid)
    const weight = (i: number): number => (weights ? weights[i] : 1)
    const hessian = gram(x, p.map((pi, i) => weight(i) * pi * (1 - pi)))
    for (let j = 0; j < x.cols; j++) hessian.data[j * x.cols + j] += penalty[j]
    const gradient = transposedMatvec(x, p.map((pi, i) => weight(i) * (targets[i] - pi))).map((g, j) => g - penalty[j] * b[j])
    const move = newtonStep(hessian, gradient, step)
    let scale = 1
    let next = b
    let reached = objective
    for (let halving = 0; halving < 30; halving++, scale /= 2) {
      next = b.map((value, j) => value + scale * move[j])
      reached = logisticObjective(x, targets, next, penalty, weights)
      if (reached >= objective) break
    }
    b = next
    objective = reached
    if (move.every((value) => Math.abs(value * scale) <= tolerance)) return b
  }
  throw new NotConverged(`Logistic regression did not settle in ${maxSteps} steps; add a ridge if a plane separates the classes.`)
}

function newtonStep(hessian: Matrix, gradient: Float64Array, step: number): Float64Array {
  try {
    return solveWithCholesky(cholesky(hessian), gradient)
  } catch (error) {
    // A curvature that was there at first and is now gone: every probability has run to 0 or 1.
    if (error instanceof NotPositiveDefinite && step > 0) {
      throw new NotConverged('Logistic regression ran to infinity: a plane separates the classes; add a ridge.', { cause: error })
    }
    throw error
  }
}

/** 1 / (1 + exp(-z)), without overflow at either end. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z))
  const e = Math.exp(z)
  return e / (1 + e)
}

function logisticObjective(x: Matrix, targets: ArrayLike<number>, b: Float64Array, penalty: Float64Array, weights?: ArrayLike<number>): number {
  const z = matvec(x, b)
  let sum = 0
  // t log p + (1 - t) log(1 - p) = t z - log(1 + e^z), with the last term written to stay finite.
  for (let i = 0; i < z.length; i++) {
    sum += (weights ? weights[i] : 1) * (targets[i] * z[i] - Math.max(z[i], 0) - Math.log1p(Math.exp(-Math.abs(z[i]))))
  }
  for (let j = 0; j < b.length; j++) sum -= 0.5 * penalty[j] * b[j] * b[j]
  return sum
}

/** x · xᵀ, [n, d] → [n, n]. */
function outer(x: Matrix): Matrix {
  const out = matrix(x.rows, x.rows)
  for (let i = 0; i < x.rows; i++) {
    const xi = x.data.subarray(i * x.cols, (i + 1) * x.cols)
    for (let j = 0; j <= i; j++) {
      const value = dot(xi, x.data.subarray(j * x.cols, (j + 1) * x.cols))
      out.data[i * x.rows + j] = value
      out.data[j * x.rows + i] = value
    }
  }
  return out
}

function examples(x: Matrix, y: ArrayLike<number>): void {
  if (y.length !== x.rows) throw new ShapeMismatch(`X has ${x.rows} rows, y has ${y.length} values; they must be as many.`)
}
