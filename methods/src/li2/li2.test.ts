import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCore } from '../numerics/index.ts'
import { createRandom } from '../random/index.ts'
import { type Nodes, SingularSystem, ascendEnergy, featureEnergy, frequencyShare, groupTask, lazyGradient, ridgeSolve, trainLi2, unitNodes } from './index.ts'

const settings = { width: 64, eta: 0.1, decay: 1e-3, rate: 0.01, steps: 250, activation: 'square' as const }

function finish<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value as T
  }
}

/** A node that is one cosine of frequency k in each half, of unit length. */
function wave(modulus: number, frequency: number): Nodes {
  const data = Float64Array.from({ length: 2 * modulus }, (_, a) => Math.cos((2 * Math.PI * frequency * (a % modulus)) / modulus) / Math.sqrt(modulus))
  return { count: 1, modulus, data }
}

describe('the task', () => {
  it('splits all pairs, with sums as labels', () => {
    fc.assert(fc.property(fc.integer({ min: 3, max: 15 }), fc.double({ min: 0.1, max: 1, noNaN: true }), fc.nat(1000), (modulus, trainFraction, seed) => {
      const { train, test } = groupTask({ modulus, trainFraction }, createRandom(seed))
      expect(train.label.length).toBe(Math.round(trainFraction * modulus * modulus))
      const seen = new Set([train, test].flatMap(({ i, j }) => Array.from(i, (value, at) => value * modulus + j[at])))
      expect(seen.size).toBe(modulus * modulus)
      train.label.forEach((label, at) => expect(label).toBe((train.i[at] + train.j[at]) % modulus))
    }), { numRuns: 30 })
  })

  it('refuses a modulus below 3 and an empty fraction', () => {
    expect(() => groupTask({ modulus: 2, trainFraction: 0.5 }, createRandom(1))).toThrow(RangeError)
    expect(() => groupTask({ modulus: 7, trainFraction: 0 }, createRandom(1))).toThrow(RangeError)
  })
})

describe('the ridge solution', () => {
  it('solves its equations', () => {
    const [k, m] = [13, 4]
    const random = createRandom(2)
    const f = random.normals(20 * k)
    const gram = new Float64Array(k * k)
    for (let r = 0; r < 20; r++) for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) gram[a * k + b] += f[r * k + a] * f[r * k + b]
    const right = random.normals(k * m)
    const v = ridgeSolve(gram.slice(), right.slice(), k, m, 0.3)
    for (let a = 0; a < k; a++) {
      for (let c = 0; c < m; c++) {
        let sum = 0.3 * v[a * m + c]
        for (let b = 0; b < k; b++) sum += gram[a * k + b] * v[b * m + c]
        expect(sum).toBeCloseTo(right[a * m + c], 9)
      }
    }
  })

  it('says so when there is no solution', () => {
    expect(() => ridgeSolve(new Float64Array(4), new Float64Array(2), 2, 1, 0)).toThrow(SingularSystem)
  })
})

describe('the energy', () => {
  it('of a pure wave is M/4, and its share of one frequency is 1', () => {
    const all = groupTask({ modulus: 13, trainFraction: 1 }, createRandom(1)).train
    for (let k = 1; k <= 6; k++) {
      expect(featureEnergy(wave(13, k), all, 'square')[0]).toBeCloseTo(13 / 4, 9)
      const { share, frequency } = frequencyShare(wave(13, k))
      expect(share[0]).toBeCloseTo(1, 12)
      expect(frequency[0]).toBe(k)
    }
  })

  it('is climbed along its gradient, also on part of the pairs', () => {
    const half = groupTask({ modulus: 7, trainFraction: 0.5 }, createRandom(8)).train
    const start = unitNodes(1, 7, createRandom(9))
    const h = 1e-5
    const energyAt = (data: Float64Array): number => featureEnergy({ ...start, data }, half, 'square')[0]
    const gradient = start.data.map((_, i) => {
      const [plus, minus] = [h, -h].map((d) => energyAt(start.data.map((value, c) => (c === i ? value + d : value))))
      return (plus - minus) / (2 * h)
    })
    const expected = start.data.map((value, i) => value + 0.5 * gradient[i])
    const length = Math.hypot(...expected)
    const { data } = finish(ascendEnergy(start, half, 'square', { step: 0.5, iterations: 1 }))
    data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] / length, 8))
  })

  it('rises along the climb to M/4, at pure frequencies', () => {
    const all = groupTask({ modulus: 11, trainFraction: 1 }, createRandom(1)).train
    const start = unitNodes(8, 11, createRandom(3))
    const end = finish(ascendEnergy(start, all, 'square', { step: 0.5, iterations: 300 }))
    const before = featureEnergy(start, all, 'square')
    featureEnergy(end, all, 'square').forEach((energy, k) => {
      expect(energy).toBeGreaterThan(before[k])
      expect(energy).toBeCloseTo(11 / 4, 6)
    })
    expect(Math.min(...frequencyShare(end).share)).toBeGreaterThan(0.99)
  })
})

describe('training', () => {
  it('memorises at once and understands later, with decay and without frozen features', () => {
    const task = groupTask({ modulus: 11, trainFraction: 0.7 }, createRandom(4))
    const run = (more: object): number[] => Array.from(trainLi2(createCore(), task, { ...settings, ...more }, createRandom(5)), (s) => s.testAccuracy)
    const grokked = run({})
    expect(grokked[5]).toBeLessThan(0.3)
    expect(grokked[grokked.length - 1]).toBe(1)
    expect(Math.max(...run({ freeze: true, steps: 20 }))).toBeLessThan(0.3)
    expect(run({ shuffleLabels: true }).at(-1)).toBeLessThan(0.4)
  })

  it('refuses a ridge of zero with as many nodes as rows', () => {
    const task = groupTask({ modulus: 5, trainFraction: 0.5 }, createRandom(4))
    expect(() => finish(trainLi2(createCore(), task, { ...settings, eta: 0 }, createRandom(5)))).toThrow('eta must be above 0')
  })
})

describe('the gradient at a wide start', () => {
  // Method card 6, measured in numpy: ‖G_F‖/η = 9.14, 9.08, 8.50, 4.96, .53 and cosines .70, .70, .71, .76, .90 for
  // M = 23, half of the pairs, K = 2048; one random start each, hence 5 %.
  it('has the sizes and directions of the card', () => {
    const task = groupTask({ modulus: 23, trainFraction: 0.5 }, createRandom(6))
    const found = finish(lazyGradient(task, 2048, [1e-3, 1e-2, 0.1, 1, 10], createRandom(7)))
    const card = [[9.14, 0.7], [9.08, 0.7], [8.5, 0.71], [4.96, 0.76], [0.53, 0.9]]
    found.forEach(({ eta, norm, cosine }, i) => {
      expect(Math.abs(norm / eta / card[i][0] - 1)).toBeLessThan(0.05)
      expect(Math.abs(cosine - card[i][1])).toBeLessThan(0.03)
    })
  })
})
