import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identity, matmul, matrix, solvePositiveDefinite, transpose } from '../linalg/index.ts'
import { createRandom } from '../random/index.ts'
import {
  estimatePowerLaw, fitRandomFeatureRidge, isOverfittingObligatory, kernelSystem, logSpace, ntkFromInnerProducts, optimalRidge, prepareKernels,
  preparedRidgePath, rfRidgeTheory, ridgePath, trainError,
} from './index.ts'

const powers = (count: number, exponent: number) => Float64Array.from({ length: count }, (_, i) => (i + 1) ** -exponent)
const atOnce = () => Promise.resolve()

describe('theory', () => {
  it('is the known closed form of ridgeless regression on isotropic data', () => {
    // M dimensions, n < M samples, unit eigenvalues: bias (1 − n/M)·|v|², variance s²·n/(M − n) (Hastie et al. 2019).
    const [dimensions, n, noiseVar] = [50, 20, 0.3]
    const flat = new Float64Array(dimensions).fill(1)
    const target = new Float64Array(dimensions).fill(0.1)
    const { testMse, gamma, trainMse } = rfRidgeTheory({ eigvals: flat, coeffs2: target, n, k: Infinity, ridge: 0, noiseVar })
    expect(testMse).toBeCloseTo((1 - n / dimensions) * 5 + noiseVar * (1 + n / (dimensions - n)), 9)
    expect(gamma).toBeCloseTo((dimensions - n) / n, 9)
    expect(trainMse).toBeCloseTo(0, 12)
  })

  it('gives the measured table of the method card at the best ridge', () => {
    // Card 20, section g.A, row "theory": λ = v² = i^−1.5, M = 1000, n = 128, noise 0.5, ridges 1e-4 … 1e3.
    const world = { eigvals: powers(1000, 1.5), coeffs2: powers(1000, 1.5), n: 128, noiseVar: 0.5 }
    const grid = { min: 1e-4, max: 1e3, points: 29 }
    const table: [number, number][] = [[16, 1.432], [32, 1.227], [64, 1.094], [128, 1.005], [256, 0.958], [512, 0.927], [1024, 0.912], [2048, 0.904], [Infinity, 0.896]]
    for (const [k, testMse] of table) expect(optimalRidge({ ...world, k }, grid).testMse).toBeCloseTo(testMse, 2)
  })

  it('never gets worse with more samples or features at the best ridge (monotonicity theorem)', () => {
    const exponent = fc.double({ min: 1.1, max: 2.5, noNaN: true })
    const size = fc.integer({ min: 4, max: 150 })
    fc.assert(
      fc.property(exponent, exponent, fc.double({ min: 0, max: 3, noNaN: true }), size, size, fc.integer({ min: 1, max: 60 }), (alpha, beta, noiseVar, n, k, more) => {
        const world = { eigvals: powers(200, alpha), coeffs2: powers(200, beta), noiseVar }
        const best = (samples: number, features: number) => optimalRidge({ ...world, n: samples, k: features }, { min: 1e-6, max: 1e4, points: 120 }).testMse
        const now = best(n, k)
        // The grid of ridges is finite: neighbours differ by a twelfth of a power of ten.
        expect(best(n + more, k)).toBeLessThanOrEqual(now * 1.005)
        expect(best(n, k + more)).toBeLessThanOrEqual(now * 1.005)
        expect(best(n, Infinity)).toBeLessThanOrEqual(now * 1.005)
      }),
      { numRuns: 25 },
    )
  })

  it('goes over into the kernel as features grow, and into guessing as the ridge does', () => {
    const world = { eigvals: powers(300, 1.5), coeffs2: powers(300, 1.5), n: 50, noiseVar: 0.2 }
    const kernel = rfRidgeTheory({ ...world, k: Infinity, ridge: 0.1 })
    expect(rfRidgeTheory({ ...world, k: 1e9, ridge: 0.1 }).testMse).toBeCloseTo(kernel.testMse, 6)
    const guessing = rfRidgeTheory({ ...world, k: 100, ridge: 1e7 })
    const power = world.coeffs2.reduce((sum, v) => sum + v, 0.2)
    expect(guessing.testMse).toBeCloseTo(power, 3)
    expect(guessing.trainMse / guessing.testMse).toBeCloseTo(1, 3)
  })

  it('predicts the train error of a kernel regression', () => {
    const [modes, n, ridge, noiseVar] = [300, 100, 0.5, 0.3]
    const world = { eigvals: powers(modes, 1.3), coeffs2: powers(modes, 1.5) }
    const random = createRandom(4)
    let measured = 0
    const rounds = 40
    for (let round = 0; round < rounds; round++) {
      const x = matrix(n, modes, random.normals(n * modes))
      const y = matmul(x, matrix(modes, 1, world.coeffs2.map(Math.sqrt)))
      for (let i = 0; i < n; i++) y.data[i] += random.normal(0, Math.sqrt(noiseVar))
      const scaled = matrix(n, modes, x.data.map((value, at) => value * Math.sqrt(world.eigvals[at % modes])))
      measured += trainError(kernelSystem(matmul(scaled, transpose(scaled)), y), ridge) / rounds
    }
    expect(measured / rfRidgeTheory({ ...world, n, k: Infinity, ridge, noiseVar }).trainMse).toBeCloseTo(1, 1)
  })

  it('names what is wrong', () => {
    const world = { eigvals: [1, 0.5], coeffs2: [1, 1], n: 1, k: 1, ridge: 0.1, noiseVar: 0 }
    expect(() => rfRidgeTheory({ ...world, n: 0 })).toThrow('samples must be positive')
    expect(() => rfRidgeTheory({ ...world, k: -1 })).toThrow('features must be positive')
    expect(() => rfRidgeTheory({ ...world, ridge: -1 })).toThrow('ridge must not be negative')
    expect(() => rfRidgeTheory({ ...world, coeffs2: [1] })).toThrow('2 eigenvalues and 1 coefficients')
    expect(() => rfRidgeTheory({ ...world, eigvals: [1, -0.5] })).toThrow('Eigenvalue 1 is -0.5')
    expect(() => rfRidgeTheory({ ...world, n: 5, k: Infinity, ridge: 0 })).toThrow('ridge must be positive')
  })
})

describe('the best fitting ratio', () => {
  // Card 20, section g.C: r*² of the formula.
  it.each([
    [1.5, 1.5, 0, 0],
    [1.5, 1.5, 1, 0.185],
    [1.5, 1.5, 5, 0.525],
    [1.5, 1.2, 0, 0.25],
  ])('is that of the card at α %f, β %f, noise %f', (alpha, beta, noiseRel, squared) => {
    expect(isOverfittingObligatory({ alpha, beta, noiseRel }).rStar ** 2).toBeCloseTo(squared, 2)
  })

  it('is zero exactly without noise and with β ≥ α, and grows with noise', () => {
    const exponent = fc.double({ min: 1.05, max: 4, noNaN: true })
    fc.assert(
      fc.property(exponent, exponent, fc.double({ min: 0, max: 10, noNaN: true }), (alpha, beta, noise) => {
        expect(isOverfittingObligatory({ alpha, beta, noiseRel: 0 }).obligatory).toBe(beta >= alpha)
        const [less, more] = [noise, noise + 0.5].map((noiseRel) => isOverfittingObligatory({ alpha, beta, noiseRel }).rStar)
        expect(more).toBeGreaterThanOrEqual(less)
        expect(more).toBeLessThan(1)
      }),
    )
  })
})

describe('regression', () => {
  const random = createRandom(11)
  const [n, t, d, c] = [30, 12, 5, 2]
  const x = matrix(n, d, random.normals(n * d))
  const points = matrix(t, d, random.normals(t * d))
  const y = matrix(n, c, random.normals(n * c))
  const testY = matrix(t, c, random.normals(t * c))
  const kernel = matmul(x, transpose(x))
  const testKernel = matmul(points, transpose(x))

  it('gives along the path what solving for each ridge gives', async () => {
    const ridges = [1e-3, 0.1, 10]
    const path = ridgePath(kernel, testKernel, y, testY, ridges)
    for (const [r, ridge] of ridges.entries()) {
      const system = matrix(n, n, kernel.data.map((value, i) => value + ridge * identity(n).data[i]))
      let [train, test] = [0, 0]
      for (let j = 0; j < c; j++) {
        const alpha = solvePositiveDefinite(system, Float64Array.from({ length: n }, (_, i) => y.data[i * c + j]))
        for (let i = 0; i < n; i++) train += (ridge * alpha[i]) ** 2 / n
        for (let i = 0; i < t; i++) {
          let prediction = 0
          for (let k = 0; k < n; k++) prediction += testKernel.data[i * n + k] * alpha[k]
          test += (prediction - testY.data[i * c + j]) ** 2 / t
        }
      }
      expect(path.train[r]).toBeCloseTo(train, 8)
      expect(path.test[r]).toBeCloseTo(test, 8)
    }
    const paced = await preparedRidgePath(await prepareKernels(kernel, testKernel, atOnce), y, testY, ridges, atOnce)
    for (let r = 0; r < ridges.length; r++) expect(paced.test[r]).toBeCloseTo(path.test[r], 8)
  })

  it('with many random ReLU features interpolates and predicts its own training labels', () => {
    const { predict, trainMse } = fitRandomFeatureRidge(x, y, { k: 400, activation: 'relu', ridge: 1e-6, random: createRandom(2) })
    expect(trainMse).toBeLessThan(1e-6)
    const again = predict(x)
    for (let i = 0; i < y.data.length; i++) expect(again.data[i]).toBeCloseTo(y.data[i], 3)
    expect(() => fitRandomFeatureRidge(x, y, { k: 0, activation: 'relu', ridge: 1, random: createRandom(2) })).toThrow('must be positive')
  })

  it('says which shapes do not fit', () => {
    expect(() => ridgePath(kernel, matrix(t, n + 1), y, testY, [1])).toThrow(`${n + 1} columns`)
    expect(() => ridgePath(kernel, testKernel, y, matrix(t, c + 1), [1])).toThrow('do not fit')
  })

  it('tangent kernel: 1 + hidden layers on the diagonal, the hand-worked value at a right angle', () => {
    // u = 0: k₀ = 1/2, k₁ = 1/π; after one layer T = 1/π + 0·1/2; after two T = k₁(1/π) + (1/π) k₀(1/π).
    const s = 1 / Math.PI
    const angle = Math.acos(s)
    const second = (s * (Math.PI - angle) + Math.sqrt(1 - s * s)) / Math.PI + s * (1 - angle / Math.PI)
    expect(ntkFromInnerProducts(matrix(1, 2, Float64Array.of(1, 0)), 1).data[0]).toBeCloseTo(2, 12)
    expect([...ntkFromInnerProducts(matrix(1, 2, Float64Array.of(1, 0)), 2).data]).toEqual([expect.closeTo(3, 12), expect.closeTo(second, 12)])
  })

  it('reads the exponents of a power-law kernel roughly', () => {
    const modes = 1500
    const rows = 250
    const draw = createRandom(8)
    const z = matrix(rows, modes, draw.normals(rows * modes))
    const scaled = matrix(rows, modes, z.data.map((value, at) => value * ((at % modes) + 1) ** -0.75))
    const labels = matmul(z, matrix(modes, 1, powers(modes, 1.5).map(Math.sqrt)))
    const { alpha, beta } = estimatePowerLaw(matmul(scaled, transpose(scaled)), labels)
    expect(alpha).toBeGreaterThan(1.3)
    expect(alpha).toBeLessThan(1.8)
    expect(beta).toBeGreaterThan(1)
    expect(() => estimatePowerLaw(identity(10), matrix(10, 1))).toThrow('at least 50 samples')
  })

  it('spaces ridges evenly in their logarithm', () => {
    expect([...logSpace(1e-2, 1e2, 5)].map((ridge) => Number(ridge.toPrecision(6)))).toEqual([0.01, 0.1, 1, 10, 100])
    expect([...logSpace(3, 5, 1)]).toEqual([3])
  })
})
