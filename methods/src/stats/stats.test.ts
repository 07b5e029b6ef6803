import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrix, matrixFromRows, matvec } from '../linalg/index.ts'
import { createRandom } from '../random/index.ts'
import {
  bootstrapInterval, correlation, covariance, fitLine, kaplanMeier, linearRegression, linearSpace, logisticRegression, logSpace,
  mean, meanAbsoluteError, meanSquaredError, median, NegativeTime, NotConverged, quantile, ridgePath, ridgeRegression, sigmoid,
  standardDeviation, standardError, survivalAt, TooFewValues, variance, withIntercept,
} from './index.ts'

describe('summaries', () => {
  it('agree with values computed by hand', () => {
    const x = [2, 4, 4, 4, 5, 5, 7, 9]
    expect(mean(x)).toBe(5)
    expect(standardDeviation(x, 0)).toBe(2)
    expect(variance(x)).toBeCloseTo(32 / 7, 12)
    expect(standardError(x)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12)
    expect(median(x)).toBe(4.5)
    // NumPy 2: np.quantile([1, 2, 3, 4], .1) = 1.3
    expect(quantile([4, 1, 3, 2], 0.1)).toBeCloseTo(1.3, 12)
    expect(covariance([1, 2, 3], [2, 4, 7])).toBeCloseTo(2.5, 12)
    expect(meanSquaredError([1, 2], [3, 2])).toBe(2)
    expect(meanAbsoluteError([1, 2], [3, 2])).toBe(1)
    expect([...linearSpace(0, 1, 5)]).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect([...logSpace(0.01, 100, 3)].map((v) => Number(v.toPrecision(12)))).toEqual([0.01, 1, 100])
  })

  it('refuse what has no answer, in a sentence', () => {
    expect(() => mean([])).toThrow(TooFewValues)
    expect(() => variance([1])).toThrow('needs at least 2 values, not 1')
    expect(() => correlation([1, 1], [1, 2])).toThrow('constant')
    expect(() => meanSquaredError([1], [1, 2])).toThrow('differ in length')
    expect(() => quantile([1], 1.5)).toThrow('[0, 1]')
  })

  it('correlation stays in [-1, 1] and does not see shift and scale', () => {
    const sample = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 20 })
    fc.assert(fc.property(sample, fc.integer({ min: 1, max: 50 }), (x, scale) => {
      const y = x.map((v, i) => v * 0.3 + (i % 3))
      fc.pre(variance(x) > 1e-3 && variance(y) > 1e-3)
      const r = correlation(x, y)
      expect(Math.abs(r)).toBeLessThanOrEqual(1)
      expect(correlation(x.map((v) => v * scale + 5), y)).toBeCloseTo(r, 6)
    }))
  })
})

// Anscombe, "Graphs in Statistical Analysis", The American Statistician 27 (1973), data set I: y = 3.00 + 0.500 x, r² .667.
const ANSCOMBE_X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
const ANSCOMBE_Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]

describe('regression', () => {
  it("finds Anscombe's published line", () => {
    const line = fitLine(ANSCOMBE_X, ANSCOMBE_Y)
    expect(line.intercept).toBeCloseTo(3.0, 2)
    expect(line.slope).toBeCloseTo(0.5001, 4)
    expect(line.r2).toBeCloseTo(0.667, 3)
    const b = linearRegression(withIntercept(matrix(11, 1, Float64Array.from(ANSCOMBE_X))), ANSCOMBE_Y)
    expect(b[0]).toBeCloseTo(line.intercept, 9)
    expect(b[1]).toBeCloseTo(line.slope, 9)
    expect(() => fitLine([1, 1], [2, 3])).toThrow('two different values')
  })

  it('ridge has a gradient of zero at its solution, weights and unpenalised coefficient included', () => {
    const random = createRandom(1)
    const x = withIntercept(matrix(30, 4, random.normals(120)))
    const y = random.normals(30)
    const weights = random.uniforms(30)
    const b = ridgeRegression(x, y, { ridge: 2, weights, unpenalised: [0] })
    const objective = (at: Float64Array): number => {
      const f = matvec(x, at)
      return y.reduce((sum, yi, i) => sum + weights[i] * (yi - f[i]) ** 2, 0) + 2 * at.reduce((sum, v, j) => sum + (j === 0 ? 0 : v * v), 0)
    }
    for (let j = 0; j < b.length; j++) expect(finiteDifference(objective, b, j)).toBeCloseTo(0, 6)
  })

  it('the ridge path equals ridge by ridge, for tall and for wide X', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.nat(1000), (n, d, seed) => {
      const random = createRandom(seed)
      const x = matrix(n, d, random.normals(n * d))
      const y = random.normals(n)
      const ridges = [0.1, 1, 10]
      for (const [i, b] of ridgePath(x, y, ridges).entries()) {
        const direct = ridgeRegression(x, y, { ridge: ridges[i] })
        for (let j = 0; j < d; j++) expect(b[j]).toBeCloseTo(direct[j], 8)
      }
    }), { numRuns: 40 })
    expect(() => ridgePath(matrix(1, 1), [0], [0])).toThrow('above zero')
  })

  it('logistic regression recovers the log odds of a 2 × 2 table', () => {
    // Closed form: intercept = logit of the first group's share, slope = difference of logits. 3 of 10 and 8 of 10.
    const x = matrixFromRows(Array.from({ length: 20 }, (_, i) => [1, i < 10 ? 0 : 1]))
    const t = Array.from({ length: 20 }, (_, i) => (i < 3 || (i >= 10 && i < 18) ? 1 : 0))
    const b = logisticRegression(x, t)
    expect(b[0]).toBeCloseTo(Math.log(3 / 7), 9)
    expect(b[1]).toBeCloseTo(Math.log(8 / 2) - Math.log(3 / 7), 9)
  })

  it('logistic regression with a ridge stands where the penalised score is zero', () => {
    const random = createRandom(4)
    const x = withIntercept(matrix(60, 3, random.normals(180)))
    const t = Array.from({ length: 60 }, () => random.integer(2))
    const b = logisticRegression(x, t, { ridge: 0.5, unpenalised: [0] })
    const p = matvec(x, b).map(sigmoid)
    for (let j = 0; j < 4; j++) {
      const score = t.reduce((sum, ti, i) => sum + (ti - p[i]) * x.data[i * 4 + j], 0) - (j === 0 ? 0 : 0.5 * b[j])
      expect(score).toBeCloseTo(0, 7)
    }
  })

  it('says so when a plane separates the classes', () => {
    const x = matrixFromRows([[1, -1], [1, -2], [1, 1], [1, 2]])
    expect(() => logisticRegression(x, [0, 0, 1, 1])).toThrow(NotConverged)
  })
})

describe('Kaplan–Meier', () => {
  // Freireich et al., Blood 21 (1963), 6-MP arm, as tabulated in Cox and Oakes, "Analysis of Survival Data" (1984).
  const weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
  const relapse = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]

  it('reproduces the published curve of the leukaemia remission data', () => {
    const curve = kaplanMeier(weeks, relapse)
    expect([...curve.times]).toEqual([6, 7, 10, 13, 16, 22, 23])
    expect([...curve.survival].map((s) => Number(s.toFixed(3)))).toEqual([0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448])
    expect(survivalAt(curve, 10)).toBeCloseTo(0.753, 3)
    expect(survivalAt(curve, 10, 'left')).toBeCloseTo(0.807, 3)
    expect(survivalAt(curve, 5.9)).toBe(1)
  })

  it('is one minus the empirical distribution without censoring, and never rises', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 }), (rows) => {
      const time = rows.map(([t]) => t)
      const all = kaplanMeier(time, time.map(() => 1))
      for (const [i, t] of all.times.entries()) {
        expect(all.survival[i]).toBeCloseTo(time.filter((u) => u > t).length / time.length, 10)
      }
      const { survival } = kaplanMeier(time, rows.map(([, e]) => e))
      for (let i = 1; i < survival.length; i++) expect(survival[i]).toBeLessThanOrEqual(survival[i - 1])
    }))
  })

  it('names the row that is wrong', () => {
    expect(() => kaplanMeier([1, -1], [1, 1])).toThrow(NegativeTime)
    expect(() => kaplanMeier([1, NaN], [1, 1])).toThrow('Row 1')
    expect(() => kaplanMeier([1, 2], [1, 3])).toThrow('0 or 1')
    expect(() => kaplanMeier([1, 2], [1])).toThrow('as many event flags')
  })
})

describe('bootstrap', () => {
  it("gives the mean's textbook interval and the same one for the same seed", () => {
    const values = createRandom(2).normals(200)
    const of = (rows: Uint32Array): number => mean(Array.from(rows, (i) => values[i]))
    const interval = bootstrapInterval(of, 200, { random: createRandom(3) })
    const error = standardError(values)
    // 1,000 resamples: standard error within 10 %, limits within a fifth of it.
    expect(interval.standardError / error).toBeGreaterThan(0.9)
    expect(interval.standardError / error).toBeLessThan(1.1)
    expect(Math.abs(interval.low - (mean(values) - 1.96 * error))).toBeLessThan(0.25 * error)
    expect(Math.abs(interval.high - (mean(values) + 1.96 * error))).toBeLessThan(0.25 * error)
    expect(bootstrapInterval(of, 200, { random: createRandom(3) })).toEqual(interval)
    expect(() => bootstrapInterval(of, 200, { random: createRandom(3), level: 1 })).toThrow('between 0 and 1')
  })
})

function finiteDifference(f: (x: Float64Array) => number, x: Float64Array, j: number, step = 1e-5): number {
  const up = x.slice()
  const down = x.slice()
  up[j] += step
  down[j] -= step
  return (f(up) - f(down)) / (2 * step)
}
