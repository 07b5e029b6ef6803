import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accuracy } from '../mlp/index.ts'
import { type Core, type Tensor, createCore } from '../numerics/index.ts'
import { createRandom } from '../random/index.ts'
import { EmptyInput, LabelOutOfRange, LengthMismatch, type NoPropSettings, aloneDifference, cosineSchedule, crossTalk, inferNoProp, teacherForced, trainNoProp } from './index.ts'

const settings: NoPropSettings = { T: 4, hidden: 16, classes: 3, steps: 150, batch: 32, rate: 0.01, decay: 1e-3, eta: 0.1 }

/** Three clusters in five dimensions. */
function clusters(core: Core, n: number, seed: number): { x: Tensor; y: Uint8Array } {
  const random = createRandom(seed)
  const y = Uint8Array.from({ length: n }, (_, i) => i % 3)
  const x = Float32Array.from({ length: n * 5 }, (_, i) => (i % 5 === y[Math.floor(i / 5)] ? 2 : 0) + random.normal(0, 0.5))
  return { x: core.from(x, [n, 5]), y }
}

function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

describe('the schedule', () => {
  it('keeps signal and noise of the posterior: a + b√ᾱ = √ᾱ′ and b²(1 − ᾱ) + c = 1 − ᾱ′', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.001, max: 0.4, noNaN: true }), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (T, lo, hi) => {
      const { abar, a, b, c, snrGain } = cosineSchedule(T, { lo, hi })
      for (let t = 0; t < T; t++) {
        expect(abar[t + 1]).toBeGreaterThan(abar[t])
        expect(a[t] + b[t] * Math.sqrt(abar[t])).toBeCloseTo(Math.sqrt(abar[t + 1]), 9)
        expect(b[t] ** 2 * (1 - abar[t]) + c[t]).toBeCloseTo(1 - abar[t + 1], 9)
        expect(snrGain[t]).toBeGreaterThan(0)
      }
    }))
  })

  it('refuses what is no schedule', () => {
    expect(() => cosineSchedule(0)).toThrow(RangeError)
    expect(() => cosineSchedule(5, { lo: 0.5, hi: 0.4 })).toThrow('0 < lo < hi < 1')
    expect(() => cosineSchedule(5, { hi: 1 })).toThrow(RangeError)
  })
})

describe('training', () => {
  it('learns to classify, and not when it may not see', () => {
    const core = createCore()
    const { x, y } = clusters(core, 300, 1)
    const test = clusters(core, 300, 2)
    const score = (mode: 'ok' | 'blind'): number => {
      const model = finish(trainNoProp(core, x, y, { ...settings, mode }, createRandom(3)))
      return accuracy(inferNoProp(model, test.x, { noise: false }, createRandom(4)).probs, test.y, 3)
    }
    expect(score('ok')).toBeGreaterThan(0.95)
    expect(score('blind')).toBeLessThan(0.6)
  })

  it('teaches late blocks to read the label, which blocks trained on noise do not', () => {
    const core = createCore()
    const { x, y } = clusters(core, 300, 1)
    // Images that say nothing: what is right then was read from z.
    const nothing = core.zeros([300, 5])
    const last = (mode: 'ok' | 'zfree'): number => {
      const model = finish(trainNoProp(core, x, y, { ...settings, mode }, createRandom(3)))
      return teacherForced(model, nothing, y, createRandom(5))[3]
    }
    expect(last('ok')).toBeGreaterThan(last('zfree') + 0.3)
  })

  it('passes nothing between blocks, exactly', () => {
    const core = createCore()
    const { x, y } = clusters(core, 64, 1)
    const model = finish(trainNoProp(core, x, y, { ...settings, steps: 3 }, createRandom(3)))
    for (let t = 0; t < 4; t++) expect(crossTalk(model, x, y, t, createRandom(6))).toBe(0)
    expect(finish(aloneDifference(core, x, y, { ...settings, steps: 5 }, 2, createRandom(7)))).toBe(0)
  })

  it('says what is wrong with its input', () => {
    const core = createCore()
    const { x, y } = clusters(core, 6, 1)
    const start = (rows: Tensor, labels: ArrayLike<number>) => () => finish(trainNoProp(core, rows, labels, settings, createRandom(1)))
    expect(start(core.zeros([0, 5]), [])).toThrow(EmptyInput)
    expect(start(x, y.subarray(1))).toThrow(LengthMismatch)
    expect(start(x, [0, 1, 2, 3, 0, 1])).toThrow(LabelOutOfRange)
  })
})

describe('the chain', () => {
  it('is z ← a û + b z from z_0, and the head reads its end', () => {
    const core = createCore()
    const { x, y } = clusters(core, 30, 1)
    // Before any step the head is the identity, so that probabilities are the softmax of z_T itself.
    const model = finish(trainNoProp(core, x, y, { ...settings, steps: 0 }, createRandom(3)))
    const random = createRandom(4)
    const { probs, perBlock } = inferNoProp(model, x, { noise: false }, random)
    const { a, b } = cosineSchedule(settings.T)
    const z = new Float32Array(30 * 3)
    random.stream(0).stream('start').fillNormal(z)
    perBlock.forEach((guess, t) => { for (let i = 0; i < z.length; i++) z[i] = a[t] * guess[i] + b[t] * z[i] })
    for (let row = 0; row < 30; row++) {
      const powers = Array.from(z.subarray(3 * row, 3 * row + 3), Math.exp)
      const total = powers.reduce((sum, p) => sum + p, 0)
      for (let k = 0; k < 3; k++) expect(probs[3 * row + k]).toBeCloseTo(powers[k] / total, 5)
    }
  })
})
