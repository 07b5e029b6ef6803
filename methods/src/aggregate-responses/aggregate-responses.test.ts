import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrix, matvec, squaredDistance } from '../linalg/index.ts'
import { createRandom } from '../random/index.ts'
import { linearRegression, mean, variance } from '../stats/index.ts'
import {
  aggregateRisk, bagLoss, bagMeans, bagsFromIds, consecutiveBags, crossValidateRho, EmptyBag, fitLinearFromBags, instanceLoss,
  interpolatedLoss, optimalBagSize, optimalRho, privateBagMeans, privateNoiseVariance, RankDeficient, RHO_GRID, RhoOutOfRange,
} from './index.ts'

const CARD = { n: 1000, d: 100, noiseVar: 1, signal: 1 }

describe('the losses', () => {
  const ragged = fc.record({
    ids: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }),
    seed: fc.nat(10_000),
    rho: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  /** Renames ids so that no bag is empty. */
  const bagsOf = (ids: number[]) => {
    const names = [...new Set(ids)]
    return bagsFromIds(ids.map((id) => names.indexOf(id)))
  }

  it('instance loss is bag loss plus the variance within bags, for any predictions and bags of any size', () => {
    fc.assert(fc.property(ragged, ({ ids, seed }) => {
      const bags = bagsOf(ids)
      const random = createRandom(seed)
      const prediction = random.normals(ids.length)
      const means = random.normals(bags.sizes.length)
      const { bag, within } = interpolatedLoss(prediction, bags, means, 0.5)
      expect(instanceLoss(prediction, bags, means)).toBeCloseTo(bag + within, 12)
      expect(interpolatedLoss(prediction, bags, means, 1).loss).toBeCloseTo(instanceLoss(prediction, bags, means), 12)
      expect(bagLoss(prediction, bags, means)).toBeCloseTo(bag, 12)
    }))
  })

  it('has the gradient that finite differences give', () => {
    fc.assert(fc.property(ragged, ({ ids, seed, rho }) => {
      const bags = bagsOf(ids)
      const random = createRandom(seed)
      const f = random.normals(ids.length)
      const means = random.normals(bags.sizes.length)
      const { gradient } = interpolatedLoss(f, bags, means, rho)
      const i = random.integer(f.length)
      const at = (step: number): number => interpolatedLoss(f.map((v, j) => (j === i ? v + step : v)), bags, means, rho).loss
      expect((at(1e-4) - at(-1e-4)) / 2e-4).toBeCloseTo(gradient[i], 7)
    }))
  })

  it('says what is wrong', () => {
    const bags = consecutiveBags(4, 2)
    expect(() => interpolatedLoss([1, 2, 3, 4], bags, [1, 2], 1.5)).toThrow(RhoOutOfRange)
    expect(() => bagsFromIds([0, 2])).toThrow(EmptyBag)
    expect(() => bagsFromIds([0, -1])).toThrow('Row 1')
    expect(() => instanceLoss([1, 2, 3, 4], bags, [1])).toThrow('2 bags need as many means')
    expect(() => consecutiveBags(4, 5)).toThrow('from 1 to 4')
    expect(consecutiveBags(7, 3).bagId).toHaveLength(6)
  })
})

describe('linear fits from bags', () => {
  const world = (n: number, d: number, k: number, seed: number) => {
    const random = createRandom(seed)
    const x = matrix(n, d, random.normals(n * d))
    const bags = consecutiveBags(n, k)
    const responses = random.normals(n)
    return { x, bags, means: bagMeans(responses, bags), responses }
  }

  it('at ρ = 1 is ordinary least squares of the repeated bag mean (the card: equal to 3e-16)', () => {
    const { x, bags, means } = world(120, 7, 4, 1)
    const theta = fitLinearFromBags(x, bags, means, { rho: 1 })
    const repeated = Float64Array.from(bags.bagId, (a) => means[a])
    expect(squaredDistance(theta, linearRegression(x, repeated))).toBeLessThan(1e-24)
  })

  it('minimises the interpolated loss: its gradient in θ is zero at any ρ', () => {
    fc.assert(fc.property(fc.nat(1000), fc.constantFrom(0, 0.01, 0.3, 1), (seed, rho) => {
      const { x, bags, means } = world(60, 4, 3, seed)
      const theta = fitLinearFromBags(x, bags, means, { rho })
      const { gradient } = interpolatedLoss(matvec(x, theta), bags, means, rho)
      for (let j = 0; j < 4; j++) expect(gradient.reduce((sum, g, i) => sum + g * x.data[i * 4 + j], 0)).toBeCloseTo(0, 9)
    }))
  })

  it('with fewer bags than features and ρ = 0 fits every bag with least norm', () => {
    const { x, bags, means } = world(24, 10, 4, 3)
    const theta = fitLinearFromBags(x, bags, means, { rho: 0 })
    expect(bagLoss(matvec(x, theta), bags, means)).toBeLessThan(1e-20)
    // The limit of vanishing ρ fits as well and is no shorter.
    const near = fitLinearFromBags(x, bags, means, { rho: 1e-6 })
    expect(Math.hypot(...theta)).toBeLessThanOrEqual(Math.hypot(...near) + 1e-6)
  })

  it('cross-validation sees that pure noise wants ρ = 1 and clean responses ρ = 0', () => {
    const random = createRandom(11)
    const { x, bags, means, responses } = world(200, 20, 4, 5)
    const order = random.permutation(50)
    const noise = crossValidateRho(x, bags, means, [0, 1], order)
    expect(noise[1]).toBeLessThan(noise[0])
    const theta = random.normals(20)
    const clean = bagMeans(matvec(x, theta).map((v, i) => v + 0.01 * responses[i]), bags)
    const held = crossValidateRho(x, bags, clean, [0, 1], order)
    expect(held[0]).toBeLessThan(held[1])
    expect(() => crossValidateRho(x, bags, means, [0], order, 1)).toThrow('2 to 50')
  })
})

describe('risk theory', () => {
  it('reproduces the closed forms at both ends', () => {
    // ρ = 0, m > d: σ² d/(m - d). Card, k = 2: .250; k = 4: .667; k = 8: 4.00.
    for (const k of [1, 2, 4, 8]) {
      const m = Math.floor(1000 / k)
      expect(aggregateRisk({ ...CARD, k, rho: 0 }).risk).toBeCloseTo(100 / (m - 100), 9)
    }
    // ρ = 1, n ≫ d: bias (1 - 1/k)² |θ*|².
    const { bias, variance } = aggregateRisk({ n: 1e7, d: 10, k: 4, noiseVar: 1, signal: 2, rho: 1 })
    expect(bias).toBeCloseTo(0.75 ** 2 * 2, 4)
    expect(variance).toBeLessThan(1e-4)
  })

  it("agrees with the card's table of theory values", () => {
    // Card 33, section (g): instance loss and best interpolated risk, n = 1000, d = 100, σ = |θ*| = 1.
    const table = [[2, 0.333, 0.199, 0.178], [3, 0.507, 0.287, 0.133], [4, 0.611, 0.364, 0.133], [5, 0.68, 0.43, 0.133], [8, 0.792, 0.574, 0.133], [16, 0.893, 0.755, 0.133]]
    for (const [k, instance, best, rho] of table) {
      expect(aggregateRisk({ ...CARD, k, rho: 1 }).risk).toBeCloseTo(instance, 2.5)
      const found = optimalRho({ ...CARD, k })
      expect(found.risk).toBeCloseTo(best, 2.5)
      expect(found.rho).toBeCloseTo(rho, 2.5)
    }
  })

  it('agrees with simulated fits within their standard error', () => {
    const setting = { n: 300, d: 30, k: 3, noiseVar: 0.5, signal: 1 }
    for (const rho of [0, 0.1, 1]) {
      const risks = Array.from({ length: 60 }, (_, seed) => {
        const random = createRandom(seed)
        const raw = random.normals(30)
        const theta = raw.map((v) => v / Math.hypot(...raw))
        const x = matrix(300, 30, random.normals(9000))
        const bags = consecutiveBags(300, 3)
        const y = matvec(x, theta).map((v) => v + random.normal(0, Math.sqrt(0.5)))
        return squaredDistance(fitLinearFromBags(x, bags, bagMeans(y, bags), { rho }), theta)
      })
      // The formula is exact as n and d grow: 2 % allowed for n = 300 on top of four standard errors.
      const allowed = 4 * Math.sqrt(variance(risks) / 60) + 0.02 * mean(risks)
      expect(Math.abs(mean(risks) - aggregateRisk({ ...setting, rho }).risk)).toBeLessThan(allowed)
    }
  })

  it('bias and variance are never negative, and ρ does nothing without bags', () => {
    fc.assert(fc.property(
      fc.record({ d: fc.integer({ min: 1, max: 80 }), k: fc.integer({ min: 1, max: 20 }), rho: fc.double({ min: 0.001, max: 1, noNaN: true }) }),
      ({ d, k, rho }) => {
        const setting = { n: 400, d, k, noiseVar: 0.7, signal: 1.3 }
        const found = aggregateRisk({ ...setting, rho })
        expect(found.bias).toBeGreaterThanOrEqual(-1e-9)
        expect(found.variance).toBeGreaterThan(0)
        if (k === 1) expect(found.risk).toBeCloseTo((0.7 * d) / (400 - d), 9)
      },
    ))
    expect(() => aggregateRisk({ ...CARD, k: 16, rho: 0 })).toThrow(RankDeficient)
    expect(RHO_GRID).toHaveLength(26)
  })
})

describe('privacy', () => {
  it('adds Laplace noise of the stated variance to clipped means', () => {
    const bags = consecutiveBags(40_000, 2)
    const released = privateBagMeans(new Float64Array(40_000).fill(9), bags, { clip: 3, eps: 0.5, random: createRandom(1) })
    // Mean 3 after clipping; variance 2 (2·3/(2·0.5))² = 72, whose own standard error is about 2.4 %.
    expect(Math.abs(mean(released) - 3)).toBeLessThan(5 * Math.sqrt(72 / 20_000))
    expect(variance(released) / 72).toBeGreaterThan(0.9)
    expect(variance(released) / 72).toBeLessThan(1.1)
    expect(privateNoiseVariance(0.25, 3, 1, 2)).toBe(36.25)
    expect(() => privateBagMeans([1], consecutiveBags(1, 1), { clip: 3, eps: 0, random: createRandom(1) })).toThrow('above zero')
  })

  it("chooses the card's bag sizes", () => {
    // Card 33, section (g): k = 2 at ε = 1 and 2, about 4 at ε = .5; theory risks .43, .16, .75.
    const setting = { n: 2000, d: 20, noiseVar: 0.25, signal: 1, clip: 3, sizes: [1, 2, 4, 8, 16, 32, 64] }
    expect(optimalBagSize({ ...setting, eps: 1 })).toMatchObject({ k: 2 })
    expect(optimalBagSize({ ...setting, eps: 1 }).risk).toBeCloseTo(0.43, 1.5)
    expect(optimalBagSize({ ...setting, eps: 2 })).toMatchObject({ k: 2 })
    expect([2, 4, 8]).toContain(optimalBagSize({ ...setting, eps: 0.5 }).k)
    expect(optimalBagSize({ ...setting, eps: 0.5 }).risk).toBeCloseTo(0.75, 1.5)
  })
})
