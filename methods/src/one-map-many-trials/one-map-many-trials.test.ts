import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { fitLine, mean, meanSquaredError, standardDeviation } from '../stats/index.ts'
import {
  compareDebiasers, ConstantTarget, debiasedAte, drawGenerator, drawImages, drawUnits, EmptyInput, fitLcc, fitReversedLcc, fitTweedie, ipwAte, NonFinite, ppiAte, propensityWeights,
  SlopeNotPositive, trainImageModel, weightedEffect,
} from './index.ts'

/** Y ~ N(0, 1), X = Y + N(0, 1), prediction X/2: reliability ½, so k = ½ and σ² = ½. */
function gaussian(n: number, seed: number) {
  const random = createRandom(seed)
  const truth = random.normals(n)
  const prediction = truth.map((y) => (y + random.normal()) / 2)
  return { truth, prediction }
}

describe('LCC', () => {
  it('undoes a known shrinkage exactly', () => {
    fc.assert(fc.property(fc.double({ min: 0.05, max: 3, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (k, m) => {
      const truth = createRandom(1).normals(20)
      const lcc = fitLcc(truth.map((y) => m + k * y), truth)
      expect(lcc.slope).toBeCloseTo(k, 9)
      expect(meanSquaredError(lcc.correct(truth.map((y) => m + k * y)), truth)).toBeLessThan(1e-18)
      expect(lcc.warnings.length).toBe(lcc.slope < 0.2 ? 1 : 0)
    }))
  })

  it('reversed is recalibration: slope 1 for a calibrated model, so nothing is corrected', () => {
    const { truth, prediction } = gaussian(20_000, 2)
    expect(fitLcc(prediction, truth).slope).toBeCloseTo(0.5, 1.5)
    expect(fitReversedLcc(prediction, truth).slope).toBeCloseTo(1, 1.5)
  })

  it('says what is wrong with a calibration split', () => {
    expect(() => fitLcc([], [])).toThrow(EmptyInput)
    expect(() => fitLcc([1, 2], [1])).toThrow('as many true values')
    expect(() => fitLcc([1, NaN], [1, 2])).toThrow(NonFinite)
    expect(() => fitLcc([1, 2], [3, 3])).toThrow(ConstantTarget)
    expect(() => fitLcc([2, 1], [1, 2])).toThrow(SlopeNotPositive)
  })
})

describe('Tweedie', () => {
  it('has the score of the kernel density that finite differences give', () => {
    const predictions = [-1, 0.2, 0.5, 2]
    const tweedie = fitTweedie(predictions, [0, 0, 1, 1], { grid: 4001 })
    const width = 4 ** -0.2 * standardDeviation(predictions)
    const logDensity = (p: number): number => Math.log(predictions.reduce((sum, q) => sum + Math.exp(-0.5 * ((p - q) / width) ** 2), 0))
    for (const p of [-0.7, 0, 0.9, 1.8]) expect(tweedie.score(p)).toBeCloseTo((logDensity(p + 1e-5) - logDensity(p - 1e-5)) / 2e-5, 4)
    // Beyond the calibration predictions: the nearest end's score.
    expect(tweedie.score(9)).toBe(tweedie.score(2))
    expect(tweedie.outOfSupport([-2, 0, 9, 1])).toBe(0.5)
    expect(tweedie.sigma).toBeCloseTo(standardDeviation([-1, 0.2, -0.5, 1], 0), 12)
  })

  it('equals LCC for Gaussian data (closed form: corrected = p/ρ)', () => {
    const { truth, prediction } = gaussian(20_000, 3)
    const tweedie = fitTweedie(prediction, truth)
    // Scott's kernel widens the variance by n^(-2/5) = 2 %, so the line through all corrections has slope 1.98.
    expect(Math.abs(fitLine(prediction, tweedie.correct(prediction)).slope - 1.98)).toBeLessThan(0.05)
    expect(tweedie.warnings).toEqual([])
    expect(fitTweedie(prediction.slice(0, 50), truth.slice(0, 50)).warnings.map(({ code }) => code)).toEqual(['SmallCalibration'])
  })

  it('shifts with its input', () => {
    fc.assert(fc.property(fc.nat(500), fc.double({ min: -50, max: 50, noNaN: true }), (seed, shift) => {
      const { truth, prediction } = gaussian(40, seed)
      const plain = fitTweedie(prediction, truth).correct([0.1])[0]
      const moved = fitTweedie(prediction.map((p) => p + shift), truth.map((y) => y + shift)).correct([0.1 + shift])[0]
      expect(moved - shift).toBeCloseTo(plain, 5)
    }))
    expect(() => fitTweedie([1, 1], [0, 1])).toThrow(ConstantTarget)
    expect(() => fitTweedie([1, 2], [0, 1], { bandwidth: 0 })).toThrow('above zero')
  })
})

describe('effects', () => {
  it('with equal propensities is the difference of means, with its usual standard error', () => {
    const { ate, se } = ipwAte([1, 3, 2, 6], [1, 1, 0, 0], [0.5, 0.5, 0.5, 0.5])
    expect(ate).toBe(-2)
    // √(Σ (y - mean)²/n² of both arms) = √(2/4 + 8/4).
    expect(se).toBeCloseTo(Math.sqrt(2 / 4 + 8 / 4), 12)
  })

  it('undoes confounding when the propensity is known', () => {
    const random = createRandom(5)
    const n = 40_000
    const c = random.normals(n)
    const e = c.map((v) => 1 / (1 + Math.exp(-v)))
    const a = e.map((p) => (random.bernoulli(p) ? 1 : 0))
    const y = c.map((v, i) => 2 * a[i] + v + random.normal())
    expect(Math.abs(ipwAte(y, a, e).ate - 2)).toBeLessThan(0.1)
    const plain = mean(Array.from(y).filter((_, i) => a[i] === 1)) - mean(Array.from(y).filter((_, i) => a[i] === 0))
    expect(plain).toBeGreaterThan(2.5)
  })

  it('a linear correction divides the effect by its slope', () => {
    const { truth, prediction } = gaussian(400, 6)
    const lcc = fitLcc(prediction, truth)
    const weights = propensityWeights(Array.from({ length: 400 }, (_, i) => i % 2), new Float64Array(400).fill(0.5))
    expect(debiasedAte(lcc, prediction, weights).ate).toBeCloseTo(weightedEffect(prediction, weights).ate / lcc.slope, 12)
  })

  it('PPI is right whatever the predictions, given labels enough', () => {
    const random = createRandom(7)
    const n = 6000
    const a = Array.from({ length: n }, () => random.integer(2))
    const y = a.map((t) => 1.5 * t + random.normal())
    const weights = propensityWeights(a, new Float64Array(n).fill(0.5))
    const labelled = new Set(random.choice(n, 3000))
    const wrong = random.normals(n, 5, 1)
    expect(Math.abs(ppiAte(y, wrong, weights, labelled) - 1.5)).toBeLessThan(0.25)
    expect(() => ppiAte(y, wrong, weights, new Set())).toThrow('labelled')
    expect(() => ipwAte([1, 2], [1, 1], [0.5, 0.5])).toThrow('no untreated row')
    expect(() => ipwAte([1], [2], [0.5])).toThrow('Row 0')
  })
})

describe('comparing debiasers', () => {
  it('recommends a correction where predictions are shrunk, and shows its price', () => {
    const { truth, prediction } = gaussian(1000, 8)
    const { recommended, table } = compareDebiasers(prediction, truth, createRandom(1).permutation(1000))
    const [naive, lcc, tweedie] = table
    expect(recommended).not.toBe('naive')
    expect(naive.slope).toBeCloseTo(0.5, 1)
    expect(Math.abs(lcc.slope - 1)).toBeLessThan(0.1)
    expect(Math.abs(tweedie.slope - 1)).toBeLessThan(0.2)
    // Closed form: mean squared error ½ shrunk, 1 corrected.
    expect(naive.mse).toBeLessThan(lcc.mse)
    expect(() => compareDebiasers([1, 2, 3], [1, 2, 3], [0, 1, 2], 5)).toThrow('folds')
  })
})

describe('the simulated world', () => {
  it('draws units with the stated effect, and images that carry the outcome through a shrinking model', () => {
    const random = createRandom(9)
    const generator = drawGenerator('glorot', random.stream('generator'))
    const train = drawUnits(1200, () => 1, random.stream('train'))
    const test = drawUnits(800, () => 1, random.stream('test'))
    expect(Math.abs(ipwAte(test.outcome, test.treatment, test.propensity).ate - 1)).toBeLessThan(0.4)
    const model = trainImageModel(drawImages(generator, train.outcome, 0.3, random.stream('images')), train.outcome, { ridge: 10, random: random.stream('model') })
    const prediction = model.predict(drawImages(generator, test.outcome, 0.3, random.stream('test images')))
    const { slope } = fitLcc(prediction, test.outcome)
    // The card: k = .50 ± .08 over 80 worlds; never above 1.
    expect(slope).toBeGreaterThan(0.2)
    expect(slope).toBeLessThan(0.85)
    // Trained on 1,200 rows the model overfits a little, so recalibration is not quite 1.
    expect(fitReversedLcc(prediction, test.outcome).slope).toBeGreaterThan(0.7)
  })

  it('gives two units of one outcome different images', () => {
    const random = createRandom(1)
    const images = drawImages(drawGenerator('he', random), [1, 1], 0, random)
    expect(images.data.slice(0, 100)).not.toEqual(images.data.slice(100))
  })
})
