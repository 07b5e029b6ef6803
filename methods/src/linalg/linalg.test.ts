import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import {
  cholesky, column, gram, identity, leastSquares, matmul, matmulTransposed, matrix, matrixFromRows, matvec, NotPositiveDefinite,
  quadraticForm, ShapeMismatch, solvePositiveDefinite, squaredDistance, svd, symmetricEigen, transpose, transposedMatvec,
} from './index.ts'
import type { Matrix } from './index.ts'

const shaped = fc.record({ n: fc.integer({ min: 1, max: 9 }), d: fc.integer({ min: 1, max: 9 }), seed: fc.nat(10_000) })
const normal = (n: number, d: number, seed: number): Matrix => matrix(n, d, createRandom(seed).normals(n * d))

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, digits = 9): void {
  expect(a.length).toBe(b.length)
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i], digits)
}

describe('products', () => {
  it('agree with one worked by hand', () => {
    const a = matrixFromRows([[1, 2], [3, 4], [5, 6]])
    const b = matrixFromRows([[7, 8, 9], [10, 11, 12]])
    expect([...matmul(a, b).data]).toEqual([27, 30, 33, 61, 68, 75, 95, 106, 117])
    expect([...column(a, 1)]).toEqual([2, 4, 6])
    expect(quadraticForm(matrixFromRows([[2, 1], [1, 3]]), [1, 2])).toBe(18)
  })

  it('agree with each other through transposes', () => {
    fc.assert(fc.property(shaped, fc.integer({ min: 1, max: 9 }), ({ n, d, seed }, k) => {
      const a = normal(n, d, seed)
      const b = normal(n, k, seed + 1)
      expectClose(matmulTransposed(a, b).data, matmul(transpose(a), b).data)
      expectClose(gram(a).data, matmul(transpose(a), a).data)
      const weights = createRandom(seed).uniforms(n)
      const scaled = matrix(n, d, a.data.map((v, i) => v * weights[Math.floor(i / d)]))
      expectClose(gram(a, weights).data, matmulTransposed(a, scaled).data)
      const v = createRandom(seed + 2).normals(d)
      expectClose(matvec(a, v), matmul(a, matrix(d, 1, v)).data)
      const u = createRandom(seed + 3).normals(n)
      expectClose(transposedMatvec(a, u), matmul(transpose(a), matrix(n, 1, u)).data)
    }))
  })

  it('name the shapes that do not go together', () => {
    expect(() => matmul(matrix(2, 3), matrix(2, 3))).toThrow('2 × 3 by 2 × 3')
    expect(() => matrix(2, 2, new Float64Array(3))).toThrow(ShapeMismatch)
    expect(() => matrixFromRows([[1, 2], [3]])).toThrow('Row 1 has 1')
    expect(() => squaredDistance([1], [1, 2])).toThrow(ShapeMismatch)
  })
})

describe('solving', () => {
  it("factors a published matrix (Wikipedia, 'Cholesky decomposition', example)", () => {
    const a = matrixFromRows([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    expect([...cholesky(a).data]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3])
  })

  it('solves what it was given, for any positive definite matrix', () => {
    fc.assert(fc.property(shaped, ({ n, d, seed }) => {
      const a = gram(normal(n, d, seed))
      for (let j = 0; j < d; j++) a.data[j * d + j] += 0.5
      const x = createRandom(seed + 9).normals(d)
      expectClose(solvePositiveDefinite(a, matvec(a, x)), x, 7)
    }))
  })

  it('says which pivot failed', () => {
    expect(() => cholesky(matrixFromRows([[1, 2], [2, 1]]))).toThrow(NotPositiveDefinite)
    expect(() => cholesky(matrixFromRows([[1, 2], [2, 1]]))).toThrow('pivot 1 of 2')
  })

  it('least squares: residual orthogonal to the columns, solution in the row space', () => {
    fc.assert(fc.property(shaped, ({ n, d, seed }) => {
      const a = normal(n, d, seed)
      const b = createRandom(seed + 1).normals(n)
      const x = leastSquares(a, b)
      const residual = matvec(a, x).map((v, i) => b[i] - v)
      expectClose(transposedMatvec(a, residual), new Float64Array(d), 7)
      // Minimum norm: x has no part that a sends to zero, so projecting onto the row space changes nothing.
      const { v } = svd(a)
      expectClose(matvec(v, transposedMatvec(v, x)), x, 7)
    }))
  })

  it('least squares of a rank-one matrix splits the weight evenly', () => {
    expectClose(leastSquares(matrixFromRows([[1, 1], [1, 1]]), [2, 2]), [1, 1])
  })
})

describe('decompositions', () => {
  it('finds the eigenvalues of a second-difference matrix in closed form', () => {
    // tridiag(-1, 2, -1) of size n has eigenvalues 2 - 2 cos(jπ/(n + 1)).
    const n = 12
    const a = matrix(n, n)
    for (let i = 0; i < n; i++) {
      a.data[i * n + i] = 2
      if (i > 0) a.data[i * n + i - 1] = -1
      if (i < n - 1) a.data[i * n + i + 1] = -1
    }
    expectClose(symmetricEigen(a).values, Float64Array.from({ length: n }, (_, j) => 2 - 2 * Math.cos(((j + 1) * Math.PI) / (n + 1))))
  })

  it('rebuilds the matrix from its parts', () => {
    fc.assert(fc.property(shaped, ({ n, d, seed }) => {
      const a = normal(n, d, seed)
      const { u, values, v } = svd(a)
      const scaled = matrix(u.rows, u.cols, u.data.map((value, i) => value * values[i % u.cols]))
      expectClose(matmul(scaled, transpose(v)).data, a.data)
      expectClose(matmulTransposed(u, u).data, identity(Math.min(n, d)).data)
      for (let j = 1; j < values.length; j++) expect(values[j]).toBeLessThanOrEqual(values[j - 1])
      const g = gram(a)
      const eigen = symmetricEigen(g)
      const back = matrix(d, d, eigen.vectors.data.map((value, i) => value * eigen.values[i % d]))
      expectClose(matmul(back, transpose(eigen.vectors)).data, g.data)
      for (let j = 1; j < d; j++) expect(eigen.values[j]).toBeGreaterThanOrEqual(eigen.values[j - 1])
    }))
  })

  it('refuses what is not square and takes what is empty', () => {
    expect(() => symmetricEigen(matrix(2, 3))).toThrow(ShapeMismatch)
    expect(symmetricEigen(matrix(0, 0)).values).toHaveLength(0)
    expect(svd(matrix(0, 3)).values).toHaveLength(0)
  })
})
