/** Polynomial features of bounded total degree, the class of regressors in the experiments. */
import { matrix } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'

/** Exponents of all monomials in `d` variables of total degree ≤ `degree`: C(d + degree, degree) of them, constant first. */
export function monomialExponents(d: number, degree: number): number[][] {
  if (d === 0) return [[]]
  const out: number[][] = []
  for (let first = 0; first <= degree; first++) {
    for (const rest of monomialExponents(d - 1, degree - first)) out.push([first, ...rest])
  }
  return out.sort((a, b) => a.reduce((s, e) => s + e, 0) - b.reduce((s, e) => s + e, 0))
}

/** [n, d] → [n, C(d + degree, degree)]; bring columns to about [-1, 1] first, or high powers swamp the rest. */
export function polynomialFeatures(x: Matrix, degree: number): Matrix {
  if (!Number.isInteger(degree) || degree < 0) throw new RangeError(`A degree is a whole number not below zero, not ${degree}.`)
  const exponents = monomialExponents(x.cols, degree)
  const out = matrix(x.rows, exponents.length)
  for (let i = 0; i < x.rows; i++) {
    for (const [p, powers] of exponents.entries()) {
      let value = 1
      for (let k = 0; k < x.cols; k++) value *= x.data[i * x.cols + k] ** powers[k]
      out.data[i * out.cols + p] = value
    }
  }
  return out
}
