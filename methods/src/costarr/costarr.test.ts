import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { auroc, costarrScore, energy, fitCostarr, fitGhost, ghostScore, maxLogit, msp, oscr, thresholdAtFpr } from './index.ts'

/** Two classes in three dimensions; the third is of no use to either. */
const layer = { weights: [1, 0, 0.1, 0, 1, 0.1], classes: 2, dims: 3 }
const features = [2, 0, 0, 4, 0, 0, 0, 3, 0, 0, 1, 0, 0, 5, 0]
const logits = [2, 0, 4, 0, 0, 3, 0, 1, 0, 5]
// The last sample is labelled 0 and predicted 1: it must not enter a centroid.
const model = fitCostarr(features, logits, [0, 0, 1, 1, 0], layer)

describe('COSTARR', () => {
  it('takes centroids of correctly classified samples, before and after attenuation', () => {
    expect([...model.pre]).toEqual([3, 0, 0, 0, 2, 0])
    expect([...model.post]).toEqual([3, 0, 0, 0, 2, 0])
    expect(model.logitRange).toEqual([1, 4])
  })

  it('sees a foreign feature before attenuation and hardly after, worked by hand', () => {
    // f = (1, 0, 1): cos with (3, 0, 0) is 1/√2; h = (1, 0, 0.1): cos is 1/√1.01.
    const { pre, post, score, pred } = costarrScore(model, [1, 0, 1], [1.1, 0.1], { factor: 'none' })
    expect(pred[0]).toBe(0)
    expect(pre[0]).toBeCloseTo(1 / Math.SQRT2, 12)
    expect(post[0]).toBeCloseTo(1 / Math.sqrt(1.01), 12)
    expect(score[0]).toBeCloseTo((pre[0] + post[0]) / 2, 12)
    const withProbability = costarrScore(model, [1, 0, 1], [1.1, 0.1])
    expect(withProbability.score[0]).toBeCloseTo(score[0] / (1 + Math.exp(-1)), 12)
    const withLogit = costarrScore(model, [1, 0, 1], [1.1, 0.1], { factor: 'logit' })
    expect(withLogit.score[0]).toBeCloseTo((score[0] * 0.1) / 3, 12)
    // Joined raw: (f, h) · (μ, η) = 6, |(f, h)|² = 3.01, |(μ, η)|² = 18.
    expect(costarrScore(model, [1, 0, 1], [1.1, 0.1], { factor: 'none', concat: 'raw' }).score[0]).toBeCloseTo(6 / Math.sqrt(3.01 * 18), 12)
  })

  it('does not change with the scale of features, and is 0 for no feature at all', () => {
    fc.assert(
      // In steps of a thousandth: the square of a number below 1e-154 is 0, and so is the length of a vector of such.
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }).map((step) => step / 1_000), { minLength: 3, maxLength: 3 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (f, scale) => {
        fc.pre(Math.hypot(...f) > 1e-3)
        const one = costarrScore(model, f, [1, 0], { factor: 'none' }).score[0]
        expect(costarrScore(model, f.map((value) => value * scale), [1, 0], { factor: 'none' }).score[0]).toBeCloseTo(one, 9)
        expect(one).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
    expect(costarrScore(model, [0, 0, 0], [1, 0]).score[0]).toBe(0)
  })

  it('with weights of ones is the cosine before attenuation (control of the card)', () => {
    const random = createRandom(3)
    const x = random.uniforms(90)
    const z = random.normals(60)
    const ones = fitCostarr(x, z, Uint8Array.from({ length: 30 }, (_, i) => Number(z[2 * i + 1] > z[2 * i])), { ...layer, weights: [1, 1, 1, 1, 1, 1] })
    const { score, pre } = costarrScore(ones, x, z, { factor: 'none' })
    for (let i = 0; i < 30; i++) expect(score[i]).toBe(pre[i])
  })

  it('names what is wrong', () => {
    expect(() => fitCostarr(features, logits, [1, 1, 1, 1, 1], layer)).toThrow('Class 0 has no correctly classified sample')
    expect(() => fitCostarr([1, 2], logits, [0], layer)).toThrow('no rows of 3')
    expect(() => fitCostarr(features, logits, [0], layer)).toThrow('5 rows need 5 labels, not 1')
    expect(() => costarrScore(model, [1, 0, Number.NaN], [1, 0])).toThrow('A feature is not a finite number (position 2).')
    expect(() => fitCostarr([0, 0, 0, 0, 1, 0], [1, 0, 0, 1], [0, 1], layer)).toThrow('centroid of class 0 before attenuation is zero')
  })
})

describe('comparators', () => {
  it('are what their formulas say', () => {
    const z = [1, 3, 2, 0]
    expect([...maxLogit(z, 2)]).toEqual([3, 2])
    expect(msp(z, 2)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12)
    expect(energy(z, 2)[1]).toBeCloseTo(Math.log(Math.exp(2) + 1), 12)
    // Class 0: means (2, 0), spreads (1, least); one unit away in the first dimension.
    const ghost = fitGhost([1, 0, 3, 0, 0, 1, 0, 3], [5, 0, 5, 0, 0, 5, 0, 5], [0, 0, 1, 1], { classes: 2, dims: 2 })
    expect(ghostScore(ghost, [3, 0], [6, 0])[0]).toBeCloseTo(6, 9)
  })
})

describe('judging', () => {
  it('counts pairs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), (known, unknown) => {
        let pairs = 0
        for (const a of known) for (const b of unknown) pairs += a > b ? 1 : a === b ? 0.5 : 0
        expect(auroc(known, unknown)).toBeCloseTo(pairs / (known.length * unknown.length), 12)
        // With every known sample classified correctly the OSCR area is the AUROC.
        expect(oscr(known, known.map(() => 1), unknown).area).toBeCloseTo(auroc(known, unknown), 12)
      }),
    )
    expect(() => auroc([], [1])).toThrow('at least one of each')
  })

  it('never accepts more unknowns than allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), (unknown, rate) => {
        const threshold = thresholdAtFpr(unknown, rate)
        expect(unknown.filter((score) => score >= threshold).length / unknown.length).toBeLessThanOrEqual(rate)
      }),
    )
    expect(oscr([3, 2, 1], [1, 0, 1], [0, 2])).toMatchObject({ fpr: [0, 0, 0.5, 0.5, 1], ccr: [0, 1 / 3, 1 / 3, 2 / 3, 2 / 3] })
    expect(thresholdAtFpr([1, 2, 3, 4], 0.5)).toBe(3)
  })
})
