import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { softmaxRows } from '../classifier/index.ts'
import { createRandom } from '../random/index.ts'
import { evidenceFeatures, fusionReport, gateFusion, logLinearFuse, trainFixedWeight, trainGate } from './index.ts'

/** Three classes; the context is right where the feature is positive, and another sample's where it is negative. */
function world(n: number, seed: number) {
  const random = createRandom(seed)
  const classes = 3
  const labels = Uint8Array.from({ length: n }, () => random.integer(classes))
  const features = Float32Array.from({ length: n }, () => random.normal())
  const audioLogits = new Float32Array(n * classes)
  const prior = new Float32Array(n * classes)
  for (let i = 0; i < n; i++) {
    const said = features[i] > 0 ? labels[i] : random.integer(classes)
    for (let k = 0; k < classes; k++) {
      audioLogits[i * classes + k] = (k === labels[i] ? 1 : 0) + random.normal()
      prior[i * classes + k] = k === said ? 0.8 : 0.1
    }
  }
  return { audioLogits, prior, labels, classes, features }
}

describe('log-linear fusion', () => {
  it('is A/T + w log(Q + eps), worked by hand', () => {
    const fused = logLinearFuse([2, 0], [0.25, 0.75], [0.5], { temperature: 2, eps: 0.25 })
    expect([...fused]).toEqual([expect.closeTo(1 + 0.5 * Math.log(0.5), 12), expect.closeTo(0, 12)])
  })

  it('with w = 0 and T = 1 is the classifier, and never moves a logit further than w |log eps|', () => {
    const numbers = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: 0, max: 2, noNaN: true }), fc.double({ min: 1e-8, max: 0.01, noNaN: true }), (logits, q, w, eps) => {
        const prior = softmaxRows(q, 4)
        expect(logLinearFuse(logits, prior, [0], { temperature: 1, eps }).every((value, k) => value === logits[k])).toBe(true)
        const fused = logLinearFuse(logits, prior, [w], { temperature: 1, eps })
        // Up to log(1 + eps) the context can also raise a logit.
        for (let k = 0; k < 4; k++) expect(Math.abs(fused[k] - logits[k])).toBeLessThanOrEqual(w * Math.abs(Math.log(eps)) + 1e-9)
      }),
    )
  })

  it('names what is wrong', () => {
    const settings = { temperature: 1, eps: 1e-3 }
    expect(() => logLinearFuse([1, 2], [0.5, 0.6], [1], settings)).toThrow('Row 0 of the prior sums to 1.1000, not to 1.')
    expect(() => logLinearFuse([1, 2], [1.5, -0.5], [1], settings)).toThrow('Row 0 of the prior holds -0.5')
    expect(() => logLinearFuse([1, 2], [1], [1], settings)).toThrow('The prior has 1 numbers; 1 rows of 2 are expected.')
    expect(() => logLinearFuse([1, Number.NaN], [0.5, 0.5], [1], settings)).toThrow('Row 0, class 1 fuses to NaN')
    expect(() => logLinearFuse([1, 2], [0.5, 0.5], [1], { temperature: 0, eps: 1 })).toThrow('must be positive')
  })
})

describe('statistics of evidence', () => {
  it('are largest probability, entropy and margin', () => {
    const [top, entropy, margin, ...uniform] = evidenceFeatures([0.5, 0.25, 0.25, 1 / 3, 1 / 3, 1 / 3], 3)
    expect([top, margin]).toEqual([0.5, 0.25])
    expect(entropy).toBeCloseTo(1.5 * Math.log(2), 8)
    expect(uniform).toEqual([expect.closeTo(1 / 3), expect.closeTo(Math.log(3), 8), 0])
  })
})

describe('learned weights', () => {
  const [train, test] = [world(1500, 1), world(1500, 2)]
  const training = { steps: 300, random: createRandom(3) }
  const report = (logits: ArrayLike<number>) => fusionReport(logits, test.labels)

  it('the gate learns where the context is right, and beats the fixed weight', async () => {
    const fixed = await trainFixedWeight(train, training)
    const gate = await trainGate(train, training)
    const { logits, weights } = gateFusion(gate, test)
    const mean = (chosen: (i: number) => boolean) => {
      const kept = weights.filter((_, i) => chosen(i))
      return kept.reduce((sum, w) => sum + w, 0) / kept.length
    }
    expect(mean((i) => test.features[i] > 0.3)).toBeGreaterThan(1)
    expect(mean((i) => test.features[i] < -0.3)).toBeLessThan(0.4)
    const alone = report(test.audioLogits)
    const constant = report(logLinearFuse(test.audioLogits, test.prior, new Float64Array(1500).fill(fixed.w), fixed))
    expect(report(logits).nll).toBeLessThan(constant.nll - 0.05)
    expect(constant.nll).toBeLessThan(alone.nll)
    // In single precision the sigmoid reaches its ends.
    expect(weights.every((w) => w >= 0 && w <= gate.wMax)).toBe(true)
  })

  it('the fixed weight is the one with the least loss', async () => {
    const { w, temperature, eps } = await trainFixedWeight(train, { ...training, steps: 1500 })
    const loss = (weight: number, t: number) => fusionReport(logLinearFuse(train.audioLogits, train.prior, new Float64Array(1500).fill(weight), { temperature: t, eps }), train.labels).nll
    const found = loss(w, temperature)
    for (const change of [0.85, 1.15]) {
      expect(loss(w * change, temperature)).toBeGreaterThan(found - 1e-4)
      expect(loss(w, temperature * change)).toBeGreaterThan(found - 1e-4)
    }
  })

  it('starts every sample at wInit, and repeats from a seed', async () => {
    const once = await trainGate(train, { steps: 1, rate: 1e-9, random: createRandom(4) })
    for (const w of once.weight(test.features)) expect(w).toBeCloseTo(0.2, 5)
    const small = await trainGate(train, { steps: 1, rate: 1e-9, wMax: 0.1, random: createRandom(4) })
    for (const w of small.weight(test.features)) expect(w).toBeCloseTo(0.05, 5)
    const weights = async () => (await trainGate(train, { steps: 20, random: createRandom(4) })).weight(test.features)
    expect(await weights()).toEqual(await weights())
  })

  it('refuses features that do not fit', async () => {
    await expect(trainGate({ ...train, features: new Float32Array(7) }, training)).rejects.toThrow('7 gate features do not divide into 1500 rows.')
    await expect(trainFixedWeight({ ...train, classes: 4 }, training)).rejects.toThrow('4500 logits')
    await expect(trainFixedWeight(train, { ...training, wMax: 0.1, wInit: 0.2 })).rejects.toThrow('between 0 and the largest, 0.1, not at 0.2')
  })
})

describe('report', () => {
  it('counts by hand', () => {
    const logits = [Math.log(0.9), Math.log(0.1), Math.log(0.4), Math.log(0.6)]
    const { acc, nll, ece, accByGroup, wByGroup } = fusionReport(logits, [0, 0], { groups: ['a', 'b'], weights: [1, 0.5] })
    expect(acc).toBe(0.5)
    expect(nll).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4)) / 2, 12)
    // One right at confidence .9, one wrong at .6.
    expect(ece).toBeCloseTo((0.1 + 0.6) / 2, 12)
    expect([accByGroup, wByGroup]).toEqual([{ a: 1, b: 0 }, { a: 1, b: 0.5 }])
  })
})
