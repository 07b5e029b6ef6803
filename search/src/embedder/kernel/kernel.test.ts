import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { build } from './build.ts'
import { openKernel } from './kernel.ts'

const filled = (length: number, seed: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 1.7))

describe('kernel', () => {
  test('is what its source builds', async () => {
    const committed = readFileSync(new URL('./kernel.wasm', import.meta.url))
    expect(Buffer.from(await build()).equals(committed), 'run `node search/src/embedder/kernel/build.ts`').toBe(true)
  })

  test('multiplies as three loops do', () => {
    const [m, n, k] = [8, 16, 12]
    const kernel = openKernel()
    const [a, rows, c] = [kernel.floats(m * k), kernel.floats(n * k), kernel.floats(m * n)]
    a.values.set(filled(m * k, 1))
    rows.values.set(filled(n * k, 2))
    kernel.productOfRows(a.address, rows.address, c.address, m, n, k, n)
    const byRows = [...c.values]
    const columns = kernel.floats(k * n)
    for (let i = 0; i < n; i++) for (let l = 0; l < k; l++) columns.values[l * n + i] = rows.values[i * k + l]
    kernel.product(a.address, columns.address, c.address, m, n, k)
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let expected = 0
        for (let l = 0; l < k; l++) expected += a.values[i * k + l] * rows.values[j * k + l]
        expect(byRows[i * n + j]).toBeCloseTo(expected, 4)
        expect(c.values[i * n + j]).toBeCloseTo(expected, 4)
      }
    }
  })

  test('gathers and scatters weighted rows, also after its memory has moved', () => {
    const kernel = openKernel()
    const [table, weights, out] = [kernel.floats(3 * 4), kernel.floats(2), kernel.floats(4)]
    const ids = kernel.ids(2)
    kernel.floats(4_000_000)
    table.values.set([1, 2, 3, 4, 0, 0, 0, 0, 10, 20, 30, 40])
    ids.values.set([0, 2])
    weights.values.set([2, 0.5])
    kernel.gather(table.address, ids.address, weights.address, 2, 4, out.address)
    expect([...out.values]).toEqual([7, 14, 21, 28])
    kernel.scatter(table.address, ids.address, weights.address, 2, 4, out.address)
    expect([...table.values]).toEqual([15, 30, 45, 60, 0, 0, 0, 0, 13.5, 27, 40.5, 54])
  })

  test('takes Adam’s first step: the rate, against the gradient’s sign', () => {
    const kernel = openKernel()
    const [value, gradient, first, second] = [4, 4, 4, 4].map(length => kernel.floats(length))
    gradient.values.set([3, -3, 0.01, 0])
    // Bias corrections of step 1 with β₁ = .9, β₂ = .999.
    kernel.adam(value.address, gradient.address, first.address, second.address, 4, (0.1 * Math.sqrt(0.001)) / 0.1, 0.9, 0.999, 1e-8 * Math.sqrt(0.001))
    expect(value.values[0]).toBeCloseTo(-0.1, 5)
    expect(value.values[1]).toBeCloseTo(0.1, 5)
    expect(value.values[2]).toBeCloseTo(-0.1, 4)
    expect(value.values[3]).toBe(0)
    expect([...gradient.values]).toEqual([0, 0, 0, 0])
  })
})
