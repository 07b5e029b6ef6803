import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { compileKernels, kernelModule } from './build-kernels.ts'
import { Core, UNARY } from './core.ts'
import { Tape, adam, columnBlocks, createCore, gelu, heads, layerNorm, matrix, multiply, plainKernels, transpose } from './index.ts'
import { KERNELS_BASE64 } from './kernels.wasm.ts'

const normals = (seed: number, n: number): Float32Array => Float32Array.from(createRandom(seed).normals(n))
const sines = Array.from({ length: 12 }, (_, i) => Math.sin(i))
const cosines = Array.from({ length: 8 }, (_, i) => Math.cos(i))

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i])), `entry ${i}`).toBeLessThan(tolerance)
  }
}

describe('golden values, from numpy 2.4 in float64', () => {
  // x = np.sin(np.arange(12)).reshape(3,4); w = np.cos(np.arange(8)).reshape(4,2); b = [.1, -.2]; z = x@w + b
  // y = [0,1,1]; p = softmax(z); loss = -log(p[arange(3), y]).mean(); g = (p - eye(2)[y])/3
  it('linear layer, cross-entropy and their gradients', () => {
    const core = createCore()
    const [x, w, b] = [core.from(sines, [3, 4]), core.from(cosines, [4, 2]), core.from([0.1, -0.2], [2])]
    const tape = new Tape(core, [x, w, b])
    const z = tape.linear(x, w, b)
    expectClose(z.data, [-0.7090327122953738, -0.6687259735280648, 0.5557079768668245, 0.7564697703989276, 0.31329148818404917, -0.9816547544122205], 1e-6)
    const loss = tape.crossEntropy(z, core.ids([0, 1, 1]))
    expect(loss.item()).toBeCloseTo(0.9494462695820255, 6)
    const [dx, dw, db] = tape.gradients(loss, [x, w, b])
    // x.T @ g, g.sum(0), g @ w.T
    expectClose(dw.data, [
      0.1453618526839136, -0.14536185268391352, -0.179067263937111, 0.1790672639371111, -0.33886276390535325, 0.33886276390535325,
      -0.18710940148471583, 0.18710940148471575,
    ], 1e-6)
    expectClose(db.data, [0.24162844933566843, -0.24162844933566838], 1e-6)
    expectClose(dx.data, [
      -0.0781601495819169, -0.09756816968900145, 0.1593655199094624, -0.03507074424102536, 0.06895119923577057, 0.086072536238496,
      -0.14058882657424937, 0.03093865462700139, 0.12028499134241015, 0.15015307044718812, -0.24525644187128529, 0.05397231440789883,
    ], 1e-6)
  })

  // (x - x.mean(1))/np.sqrt(x.var(1) + 1e-5)
  it('layer norm', () => {
    const core = createCore()
    const y = layerNorm(new Tape(core, []), core.from(sines, [3, 4]), core.full([4], 1), core.zeros([4]))
    expectClose(y.data, [
      -1.1643418691553638, 0.9071542911731351, 1.0741264348896074, -0.8169388569073787, -0.6773873911984031, -1.0016273966662603,
      0.08842796549743062, 1.5905868223672326, 1.312482825212604, 0.573338176357753, -0.6509805787242093, -1.2348404228461474,
    ], 1e-6)
  })

  // t = np.linspace(-3,3,7); .5*t*(1 + np.tanh(np.sqrt(2/np.pi)*(t + .044715*t**3)))
  it('gelu', () => {
    const core = createCore()
    const y = gelu(new Tape(core, []), core.from([-3, -2, -1, 0, 1, 2, 3], [7]))
    expectClose(y.data, [-0.0036373920817729943, -0.04540230591222494, -0.1588080093917233, 0, 0.8411919906082768, 1.954597694087775, 2.996362607918227], 1e-6)
  })

  // two steps from w = [1, -2, .5] with g = [.1, -.2, 0], then [.3, .1, -.4]; lr .01, weight decay .1
  it('AdamW', () => {
    const core = createCore()
    const w = core.from([1, -2, 0.5], [3])
    const optimiser = adam([w], { rate: 0.01, decay: 0.1 })
    optimiser.step([core.from([0.1, -0.2, 0], [3])])
    optimiser.step([core.from([0.3, 0.1, -0.4], [3])])
    expectClose(w.data, [0.978833190219559, -1.9833486302713677, 0.5064418679726436], 1e-6)
  })
})

describe('compiled kernels against plain TypeScript', () => {
  it('multiply matrices of any shape, layout and depth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 40 }), fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 500, max: 1100 })),
        fc.boolean(), fc.boolean(), fc.boolean(),
        (m, n, k, transposeA, transposeB, accumulate) => {
          const results = [createCore(), new Core(plainKernels())].map((core) => {
            const a = core.from(normals(1, m * k), transposeA ? [k, m] : [m, k])
            const b = core.from(normals(2, k * n), transposeB ? [n, k] : [k, n])
            const out = core.from(normals(3, m * n), [m, n])
            multiply(matrix(out), transposeA ? transpose(a) : matrix(a), transposeB ? transpose(b) : matrix(b), { alpha: 0.5, accumulate })
            return out.toArray()
          })
          expectClose(results[0], results[1], 1e-4)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(Object.keys(UNARY) as (keyof typeof UNARY)[])('%s and its derivative', (f) => {
    const n = 37
    const results = [createCore(), new Core(plainKernels())].map((core) => {
      const values = normals(4, n).map((value) => (f === 'log' ? Math.abs(value) + 1e-3 : 3 * value))
      const x = core.from(values, [n])
      const tape = new Tape(core, [x])
      const y = tape.unary(f, x)
      const [dx] = tape.gradients(tape.dot(y, core.from(normals(5, n), [n])), [x])
      return [y.toArray(), dx.toArray()]
    })
    expectClose(results[0][0], results[1][0], 2e-6)
    expectClose(results[0][1], results[1][1], 5e-6)
  })
})

describe('memory', () => {
  it('does not grow with the number of steps', () => {
    const core = createCore()
    const w = core.from(normals(6, 400), [20, 20])
    const step = (): void => core.scope(() => {
      const tape = new Tape(core, [w])
      const y = tape.linear(core.full([500, 20], 1), w)
      tape.gradients(tape.mean(tape.unary('square', y)), [w])
    })
    step()
    const before = core.memoryBytes
    for (let i = 0; i < 200; i++) step()
    expect(core.memoryBytes).toBe(before)
  })

  it('refuses a tensor whose scope has ended, and wrong shapes, in one sentence', () => {
    const core = createCore()
    const kept = core.scope(() => core.zeros([3]))
    expect(() => kept.data).toThrow(/released when its scope ended/)
    expect(() => core.from([1, 2, 3], [2, 2])).toThrow('expected 4 numbers')
    const tape = new Tape(core, [])
    expect(() => tape.matmul(core.zeros([2, 3]), core.zeros([2, 3]))).toThrow('[2, 3] · [2, 3]')
    expect(() => tape.crossEntropy(core.zeros([2, 3]), core.ids([0, 3]))).toThrow('label 3 of 3 classes')
    expect(() => core.rows(core.zeros([2, 3]), core.ids([2]))).toThrow('row 2 of a table of 2 rows')
    expect(() => core.ids([-1])).toThrow('whole numbers')
  })

  it('keeps its numbers when it grows', () => {
    const core = createCore()
    const small = core.from([1, 2, 3], [3])
    core.zeros([100_000])
    expect([...small.data]).toEqual([1, 2, 3])
  })
})

describe('views', () => {
  it('put heads and column blocks where a copy would', () => {
    const core = createCore()
    const x = core.from(Array.from({ length: 4 * 12 }, (_, i) => i), [4, 12])
    // part 1 of 3, two heads of two columns, two sequences of two rows: sequence 1, head 1 starts at row 2, column 4 + 2
    const keys = heads(x, 2, 2, 1, 3)
    expect(keys.offset + keys.outerStride + keys.innerStride).toBe(2 * 12 + 4 + 2)
    const blocks = columnBlocks(x, 3)
    const ones = core.full([3, 4, 1], 1)
    const sums = new Tape(core, []).matmul(blocks, ones)
    expect([...sums.data]).toEqual([6, 54, 102, 150, 22, 70, 118, 166, 38, 86, 134, 182])
  })
})

describe('the committed module', () => {
  it('is what the sources compile to', async () => {
    const bytes = await compileKernels()
    expect(Buffer.from(bytes).toString('base64')).toBe(KERNELS_BASE64)
    expect(kernelModule(bytes)).toContain('export const KERNELS_BASE64')
  }, 60_000)

  it('has no imports and no static data', async () => {
    const module = new WebAssembly.Module(Buffer.from(KERNELS_BASE64, 'base64'))
    expect(WebAssembly.Module.imports(module)).toEqual([])
    const core = createCore()
    expect(new Uint8Array(core.kernels.memory.buffer).every((byte) => byte === 0)).toBe(true)
  })
})
