import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from './index.ts'

const moments = (values: ArrayLike<number>) => {
  const all = Array.from(values)
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length
  return { mean, variance: all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1) }
}

describe('random numbers', () => {
  it('repeats bit for bit from the same seed, and differs between seeds and streams', () => {
    expect(createRandom(7).normals(50)).toEqual(createRandom(7).normals(50))
    expect(createRandom(7).normals(50)).not.toEqual(createRandom(8).normals(50))
    expect(createRandom(7).stream('a').uniforms(50)).not.toEqual(createRandom(7).stream('b').uniforms(50))
  })

  it('gives a stream that does not depend on what was drawn before', () => {
    const fresh = createRandom(3).stream('world').uniforms(10)
    const used = createRandom(3)
    used.normals(17)
    expect(used.stream('world').uniforms(10)).toEqual(fresh)
  })

  it('keeps streams of neighbouring seeds uncorrelated', () => {
    const n = 20_000
    const a = createRandom(1).normals(n)
    for (const other of [createRandom(2), createRandom(1).stream('x'), createRandom(11)]) {
      const b = other.normals(n)
      let product = 0
      for (let i = 0; i < n; i++) product += a[i] * b[i]
      // Five standard errors of a correlation of zero.
      expect(Math.abs(product / n)).toBeLessThan(5 / Math.sqrt(n))
    }
  })

  // Closed forms of mean and variance; tolerances are five standard errors at n = 100,000.
  it.each([
    ['uniform', (r: ReturnType<typeof createRandom>) => r.uniform(), 0.5, 1 / 12],
    ['normal', (r: ReturnType<typeof createRandom>) => r.normal(2, 3), 2, 9],
    ['exponential', (r: ReturnType<typeof createRandom>) => r.exponential(2), 0.5, 0.25],
    ['gamma 0.5', (r: ReturnType<typeof createRandom>) => r.gamma(0.5, 2), 1, 2],
    ['gamma 1', (r: ReturnType<typeof createRandom>) => r.gamma(1, 0.5), 0.5, 0.25],
    ['gamma 4', (r: ReturnType<typeof createRandom>) => r.gamma(4), 4, 4],
    ['bernoulli', (r: ReturnType<typeof createRandom>) => Number(r.bernoulli(0.3)), 0.3, 0.21],
    ['integer', (r: ReturnType<typeof createRandom>) => r.integer(6), 2.5, 35 / 12],
    ['categorical', (r: ReturnType<typeof createRandom>) => r.categorical([1, 0, 3]), 1.5, 0.75],
  ])('has the mean and variance of the %s distribution', (_name, draw, mean, variance) => {
    const random = createRandom(5)
    const n = 100_000
    const measured = moments(Float64Array.from({ length: n }, () => draw(random)))
    expect(Math.abs(measured.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / n))
    expect(Math.abs(measured.variance / variance - 1)).toBeLessThan(0.06)
  })

  it('permutes and chooses without repetition, each place equally often', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (seed, n, share) => {
        const random = createRandom(seed)
        expect([...random.permutation(n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
        const chosen = random.choice(n, Math.floor(share * n))
        expect(new Set(chosen).size).toBe(Math.floor(share * n))
        expect(chosen.every((i) => i < n)).toBe(true)
      }),
    )
    const random = createRandom(9)
    for (const count of [2, 10]) {
      const seen = new Float64Array(20)
      for (let round = 0; round < 20_000; round++) for (const i of random.choice(20, count)) seen[i]++
      for (const times of seen) expect(Math.abs(times / (20_000 * count * 0.05) - 1)).toBeLessThan(0.15)
    }
  })

  it('says what is wrong with a seed or a range', () => {
    expect(() => createRandom(-1)).toThrow('A seed is a whole number of at least 0, not -1.')
    expect(() => createRandom(0.5)).toThrow(RangeError)
    expect(() => createRandom(1).choice(3, 4)).toThrow('choice cannot take 4 distinct numbers out of 3.')
    expect(() => createRandom(1).categorical([0, 0])).toThrow('positive, finite sum')
  })
})
