import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { gram, matmul, matmulPaced, matrix, symmetricEigen, symmetricEigenPaced, transpose } from './index.ts'

const atOnce = () => Promise.resolve()

describe('the long operations in pieces', () => {
  it('give the eigenvalues of ml-matrix, and vectors that rebuild the matrix', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.nat(10_000), async (n, rank, seed) => {
        const a = gram(matrix(rank, n, createRandom(seed).normals(rank * n)))
        const { values, vectors } = await symmetricEigenPaced(a, atOnce)
        const known = symmetricEigen(a).values
        for (let i = 0; i < n; i++) expect(values[i]).toBeCloseTo(known[i], 9)
        const scaled = matrix(n, n, vectors.data.map((v, at) => v * values[at % n]))
        const rebuilt = matmul(scaled, transpose(vectors))
        for (let i = 0; i < n * n; i++) expect(rebuilt.data[i]).toBeCloseTo(a.data[i], 9)
      }),
    )
  })

  it('has the known spectrum of a path graph: 2 − 2 cos(π j / n)', async () => {
    const n = 60
    const a = matrix(n, n)
    for (let i = 0; i < n; i++) {
      a.data[i * n + i] = i === 0 || i === n - 1 ? 1 : 2
      if (i > 0) a.data[i * n + i - 1] = a.data[(i - 1) * n + i] = -1
    }
    const { values } = await symmetricEigenPaced(a, atOnce)
    for (let j = 0; j < n; j++) expect(values[j]).toBeCloseTo(2 - 2 * Math.cos((Math.PI * j) / n), 10)
  })

  it('multiply as matmul does, whatever the strips', async () => {
    const [a, b] = [matrix(301, 70, createRandom(1).normals(301 * 70)), matrix(70, 2500, createRandom(2).normals(70 * 2500))]
    let turns = 0
    const product = await matmulPaced(a, b, async () => void turns++)
    expect(product.data).toEqual(matmul(a, b).data)
    expect(turns).toBeGreaterThan(1)
  })

  it('stop where pace throws', async () => {
    const stop = () => Promise.reject(new Error('cancelled'))
    await expect(symmetricEigenPaced(matrix(5, 5, createRandom(1).normals(25)), stop)).rejects.toThrow('cancelled')
    await expect(symmetricEigenPaced(matrix(2, 3), stop)).rejects.toThrow('square')
  })
})
