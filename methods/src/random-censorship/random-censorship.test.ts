import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrix, matvec } from '../linalg/index.ts'
import { createRandom } from '../random/index.ts'
import { kaplanMeier, mean, survivalAt } from '../stats/index.ts'
import {
  BandwidthNotPositive, beranEstimator, beranSurvival, censoredRisk, EmptyNeighbourhood, fixedRule, fixedRuleRisk, ipcwWeights,
  marginalCensoringSurvival, meanDuration, monomialExponents, polynomialFeatures, sampleCensored, selectBandwidth,
  trueCensoringSurvival, weightedRidge,
} from './index.ts'

const STEP = { design: 'step', strength: 0.35, contrast: 0.9 } as const
const flip = (event: ArrayLike<number>): Float64Array => Float64Array.from(event, (e) => 1 - e)

describe("Beran's estimate", () => {
  it('agrees with a product worked by hand', () => {
    // Two points at distance h: K = exp(-1/2). Query the first at t = 4; times 1 (censored, far point), 2 (event, own
    // point), 3 (censored, own point), 5 (event, far point): (1 - K/(2 + 2K)) (1 - 1/(1 + K)).
    const k = Math.exp(-0.5)
    const x = matrix(4, 1, Float64Array.from([1, 0, 0, 1]))
    const estimate = beranEstimator({ x, time: [1, 2, 3, 5], censored: [1, 0, 1, 0], bandwidth: 1 })
    expect(estimate.at([0], 4)).toBeCloseTo((1 - k / (2 + 2 * k)) * (1 - 1 / (1 + k)), 12)
    // Strictly before t: a censoring at t itself is not in the product.
    expect(estimate.at([0], 1)).toBe(1)
    // Leave-one-out: the observation at time 3 sees the far points and the event of its own.
    expect(estimate.ofObservation(2)).toBeCloseTo(1 - k / (1 + 2 * k), 12)
  })

  it('is the marginal Kaplan–Meier curve of the censoring when the kernel is flat, ties included', () => {
    const rows = fc.array(fc.record({ t: fc.integer({ min: 0, max: 8 }), e: fc.integer({ min: 0, max: 1 }) }), { minLength: 2, maxLength: 30 })
    fc.assert(fc.property(rows, (all) => {
      const time = all.map(({ t }) => t)
      const event = all.map(({ e }) => e)
      const x = matrix(all.length, 1, createRandom(1).uniforms(all.length))
      const beran = beranSurvival({ x, time, censored: flip(event), bandwidth: Infinity, leaveOneOut: false })
      const marginal = marginalCensoringSurvival(time, event)
      for (let i = 0; i < time.length; i++) expect(beran[i]).toBeCloseTo(marginal[i], 9)
    }))
  })

  it('does not depend on the order of the rows and stays in (0, 1]', () => {
    fc.assert(fc.property(fc.nat(1000), fc.double({ min: 0.05, max: 3, noNaN: true }), (seed, bandwidth) => {
      const { x, time, event } = sampleCensored(25, STEP, createRandom(seed))
      const survival = beranSurvival({ x, time, censored: flip(event), bandwidth })
      const order = createRandom(seed).permutation(25)
      const moved = beranSurvival({
        x: matrix(25, 2, Float64Array.from({ length: 50 }, (_, i) => x.data[2 * order[i >> 1] + (i & 1)])),
        time: Float64Array.from(order, (i) => time[i]),
        censored: Float64Array.from(order, (i) => 1 - event[i]),
        bandwidth,
      })
      for (let i = 0; i < 25; i++) {
        expect(moved[i]).toBeCloseTo(survival[order[i]], 9)
        expect(survival[i]).toBeGreaterThan(0)
        expect(survival[i]).toBeLessThanOrEqual(1)
      }
    }))
  })

  it('comes near the true survival as rows grow', () => {
    const error = (n: number): number => {
      const { x, time, event } = sampleCensored(n, STEP, createRandom(5))
      const survival = beranSurvival({ x, time, censored: flip(event), bandwidth: 0.15 })
      return mean(Array.from(survival, (s, i) => Math.abs(s - trueCensoringSurvival(x.data[2 * i], time[i], STEP))))
    }
    expect(error(1600)).toBeLessThan(0.7 * error(100))
  })

  it('says what is wrong with its input', () => {
    const x = matrix(2, 1, Float64Array.from([0, 1e9]))
    expect(() => beranSurvival({ x, time: [1, 2], censored: [0, 1], bandwidth: 0 })).toThrow(BandwidthNotPositive)
    expect(() => beranSurvival({ x, time: [1, 2], censored: [0, 1], bandwidth: 0.1 })).toThrow(EmptyNeighbourhood)
    expect(() => beranSurvival({ x, time: [1, -2], censored: [0, 1], bandwidth: 1 })).toThrow('Row 1')
    expect(() => beranSurvival({ x: matrix(3, 1), time: [1, 2], censored: [0, 1], bandwidth: 1 })).toThrow('3 rows')
  })
})

describe('weights and risks', () => {
  it('weights of uncensored data are one and the risk is the plain mean', () => {
    const event = [1, 1, 1]
    const survival = marginalCensoringSurvival([3, 1, 2], event)
    const { weights, meanWeight, warnings } = ipcwWeights(event, survival)
    expect([...weights]).toEqual([1, 1, 1])
    expect(meanWeight).toBe(1)
    expect(warnings).toEqual([])
    expect(censoredRisk([3, 1, 2], weights, [1, 1, 1])).toBeCloseTo(5 / 3, 12)
  })

  it('true weights make the risk of a fixed rule unbiased, which complete rows are not', () => {
    // 40,000 rows: standard error of the weighted risk about 0.007 (measured over 20 seeds).
    const n = 40_000
    const { x, time, event } = sampleCensored(n, STEP, createRandom(8))
    const survival = Float64Array.from(time, (t, i) => trueCensoringSurvival(x.data[2 * i], t, STEP))
    const { weights, meanWeight } = ipcwWeights(event, survival)
    const prediction = Float64Array.from({ length: n }, (_, i) => fixedRule(x.data[2 * i]))
    expect(fixedRuleRisk('step')).toBeCloseTo(0.7857, 4)
    expect(censoredRisk(time, weights, prediction)).toBeCloseTo(fixedRuleRisk('step'), 1.3)
    expect(meanWeight).toBeCloseTo(1, 1.5)
    expect(censoredRisk(time, event, prediction)).toBeLessThan(0.65)
    const share = mean(event)
    // The card: 34–36 % censored.
    expect(1 - share).toBeGreaterThan(0.33)
    expect(1 - share).toBeLessThan(0.37)
  })

  it('warns about a model that does not fit and about rows nobody could see', () => {
    const { warnings, clippedShare, maxWeight } = ipcwWeights([1, 1, 0, 1], [0.001, 0.5, 0.2, 1])
    expect(warnings.map(({ code }) => code)).toEqual(['MeanWeightOff', 'Positivity'])
    expect(clippedShare).toBeCloseTo(1 / 3, 12)
    expect(maxWeight).toBe(50)
    expect(() => ipcwWeights([1], [1], { clip: 0 })).toThrow('(0, 1]')
    expect(() => censoredRisk([1], [1, 1], [1])).toThrow('as many weights')
  })

  it('weighted ridge stands where the gradient of its objective is zero', () => {
    const random = createRandom(2)
    const features = polynomialFeatures(matrix(40, 2, random.uniforms(80, -1, 1)), 3)
    const y = random.normals(40)
    const weights = random.uniforms(40)
    const b = weightedRidge(features, y, weights, 1e-3)
    const objective = (at: Float64Array): number => censoredRisk(y, weights, matvec(features, at)) + 1e-3 * at.reduce((s, v) => s + v * v, 0)
    for (let j = 0; j < b.length; j++) {
      const up = b.slice()
      const down = b.slice()
      up[j] += 1e-4
      down[j] -= 1e-4
      expect((objective(up) - objective(down)) / 2e-4).toBeCloseTo(0, 8)
    }
  })
})

describe('features, design, bandwidth', () => {
  it('has 21 monomials of degree five in two variables, constant first', () => {
    expect(monomialExponents(2, 5)).toHaveLength(21)
    expect([...polynomialFeatures(matrix(1, 2, Float64Array.from([2, 3])), 2).data]).toEqual([1, 3, 2, 9, 6, 4])
  })

  it('draws durations of the stated mean, and the survival of the censoring it says', () => {
    const n = 20_000
    for (const design of ['step', 'smooth', 'independent', 'heavy-tail'] as const) {
      const { x, duration, time, event } = sampleCensored(n, { ...STEP, design }, createRandom(4))
      const ratio = mean(Array.from(duration, (y, i) => y / meanDuration(x.data[2 * i], x.data[2 * i + 1])))
      // Standard deviation of the ratio at most 0.71: five standard errors.
      expect(Math.abs(ratio - 1)).toBeLessThan((5 * 0.71) / Math.sqrt(n))
      for (let i = 0; i < 50; i++) expect(event[i] === 1 ? time[i] === duration[i] : time[i] < duration[i]).toBe(true)
    }
    const left = sampleCensored(n, { ...STEP, design: 'independent' }, createRandom(9))
    const curve = kaplanMeier(left.time, flip(left.event), { first: 'other' })
    expect(survivalAt(curve, 1)).toBeCloseTo(Math.exp(-0.35), 1.7)
  })

  it('returns the bandwidth of least held-out risk', () => {
    const { x, time, event } = sampleCensored(400, STEP, createRandom(3))
    const features = polynomialFeatures(matrix(400, 2, x.data.map((v) => 2 * v - 1)), 3)
    const { bandwidth, risks } = selectBandwidth({
      x, features, time, event, grid: [0.15, 3], folds: 5, order: createRandom(1).permutation(400), ridge: 1e-3,
    })
    expect(risks).toHaveLength(2)
    expect([0.15, 3]).toContain(bandwidth)
    expect(risks[[0.15, 3].indexOf(bandwidth)]).toBe(Math.min(...risks))
    expect(() => selectBandwidth({ x, features, time, event, grid: [], folds: 5, order: time, ridge: 1 })).toThrow('at least one')
  })
})
