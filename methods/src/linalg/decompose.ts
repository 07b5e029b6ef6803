/** Eigenvalues and singular values, from ml-matrix (Householder and QL, Golub–Reinsch), in this package's shapes. */
import { EigenvalueDecomposition, Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix'
import { matrix, ShapeMismatch, transpose } from './matrix.ts'
import type { Matrix } from './matrix.ts'

export interface SymmetricEigen {
  /** Ascending, [n]. */
  values: Float64Array
  /** [n, n]; column j belongs to `values[j]`, columns are orthonormal. */
  vectors: Matrix
}

/**
 * a = V · diag(values) · Vᵀ for a symmetric matrix; only symmetry up to rounding is assumed, not checked.
 * About 13 ms at n = 128 on one core, growing with n³.
 * @throws {ShapeMismatch} where `a` is not square
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  if (a.rows !== a.cols) throw new ShapeMismatch(`Eigenvalues need a square matrix, not ${a.rows} × ${a.cols}.`)
  if (a.rows === 0) return { values: new Float64Array(0), vectors: matrix(0, 0) }
  const found = new EigenvalueDecomposition(toMl(a), { assumeSymmetric: true })
  return { values: Float64Array.from(found.realEigenvalues), vectors: fromMl(found.eigenvectorMatrix) }
}

export interface Svd {
  /** [m, r] with r = min(m, n), orthonormal columns. */
  u: Matrix
  /** Descending, [r]. */
  values: Float64Array
  /** [n, r], orthonormal columns. */
  v: Matrix
}

/** a = u · diag(values) · vᵀ, thin, for any m × n matrix. */
export function svd(a: Matrix): Svd {
  if (a.rows === 0 || a.cols === 0) {
    return { u: matrix(a.rows, 0), values: new Float64Array(0), v: matrix(a.cols, 0) }
  }
  // The library's algorithm wants at least as many rows as columns, so a wide matrix goes through its transpose.
  if (a.rows < a.cols) {
    const { u, values, v } = svd(transpose(a))
    return { u: v, values, v: u }
  }
  const found = new SingularValueDecomposition(toMl(a))
  return {
    u: fromMl(found.leftSingularVectors),
    values: Float64Array.from(found.diagonal),
    v: fromMl(found.rightSingularVectors),
  }
}

function toMl(a: Matrix): MlMatrix {
  return MlMatrix.from1DArray(a.rows, a.cols, a.data)
}

function fromMl(a: MlMatrix): Matrix {
  return matrix(a.rows, a.columns, Float64Array.from(a.to1DArray()))
}
