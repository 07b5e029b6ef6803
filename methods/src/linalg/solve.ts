/** Linear systems with a symmetric positive definite matrix, and least squares of any rank. */
import { svd } from './decompose.ts'
import { dot, matrix, row, ShapeMismatch } from './matrix.ts'
import type { Matrix } from './matrix.ts'

/** The matrix of a system is singular (or not positive definite) in float64. */
export class NotPositiveDefinite extends RangeError {
  override readonly name = 'NotPositiveDefinite'
}

/**
 * The lower triangular L with a = L · Lᵀ. Only the lower triangle of `a` is read.
 * @throws {NotPositiveDefinite} where a pivot is not above zero
 */
export function cholesky(a: Matrix): Matrix {
  if (a.rows !== a.cols) throw new ShapeMismatch(`Cholesky needs a square matrix, not ${a.rows} × ${a.cols}.`)
  const n = a.rows
  const l = matrix(n, n)
  const { data } = l
  for (let i = 0; i < n; i++) {
    const at = i * n
    for (let j = 0; j <= i; j++) {
      const other = j * n
      let sum = a.data[at + j]
      for (let k = 0; k < j; k++) sum -= data[at + k] * data[other + k]
      if (i !== j) {
        data[at + j] = sum / data[other + j]
        continue
      }
      if (!(sum > 0)) {
        throw new NotPositiveDefinite(
          `The matrix is not positive definite: pivot ${i} of ${n} is ${sum}. Add a ridge, or use leastSquares.`,
        )
      }
      data[at + i] = Math.sqrt(sum)
    }
  }
  return l
}

/** The x with L · Lᵀ · x = b, given the factor of `cholesky`. */
export function solveWithCholesky(l: Matrix, b: ArrayLike<number>): Float64Array {
  const n = l.rows
  if (b.length !== n) throw new ShapeMismatch(`A ${n} × ${n} system needs a right side of ${n}, not ${b.length}.`)
  const x = Float64Array.from(b)
  for (let i = 0; i < n; i++) {
    const li = row(l, i)
    let sum = x[i]
    for (let k = 0; k < i; k++) sum -= li[k] * x[k]
    x[i] = sum / li[i]
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= l.data[i * n + i]
    // Column i of Lᵀ is row i of L: one stride-one pass takes x[i] out of all earlier equations.
    const li = row(l, i)
    for (let k = 0; k < i; k++) x[k] -= li[k] * x[i]
  }
  return x
}

/**
 * The x with a · x = b for symmetric positive definite `a`.
 * @throws {NotPositiveDefinite}
 */
export function solvePositiveDefinite(a: Matrix, b: ArrayLike<number>): Float64Array {
  return solveWithCholesky(cholesky(a), b)
}

/**
 * The x of least |x| among those minimising |a · x - b|², by singular values; works at any rank.
 * @param tolerance singular values below `tolerance` times the largest count as zero; by default
 *   max(rows, cols) · 2⁻⁵², as in NumPy's `lstsq`
 */
export function leastSquares(a: Matrix, b: ArrayLike<number>, tolerance = Math.max(a.rows, a.cols) * 2 ** -52): Float64Array {
  if (b.length !== a.rows) throw new ShapeMismatch(`${a.rows} equations need ${a.rows} right sides, not ${b.length}.`)
  const { u, values, v } = svd(a)
  const smallest = tolerance * (values[0] ?? 0)
  const x = new Float64Array(a.cols)
  for (let j = 0; j < values.length; j++) {
    if (values[j] <= smallest) continue
    let along = 0
    for (let i = 0; i < a.rows; i++) along += u.data[i * u.cols + j] * b[i]
    const step = along / values[j]
    for (let i = 0; i < a.cols; i++) x[i] += step * v.data[i * v.cols + j]
  }
  return x
}

/** xᵀ · a · y. */
export function quadraticForm(a: Matrix, x: ArrayLike<number>, y: ArrayLike<number> = x): number {
  let sum = 0
  for (let i = 0; i < a.rows; i++) sum += x[i] * dot(row(a, i), y)
  return sum
}
