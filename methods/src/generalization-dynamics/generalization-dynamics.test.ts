import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gram, matrix, matvec, symmetricEigen } from '../linalg/index.ts'
import { createRandom } from '../random/index.ts'
import { logSpace, mean, meanSquaredError } from '../stats/index.ts'
import {
  Diverged, frozenSubspace, initialWeights, linearDescent, linearDynamicsTheory, linearFinalError, linearFlow, linearTask, linearTestError,
  mpDensity, mpDensityAt, nullMotion, optimalStopping, outputLayerFlow, reluFeatures, reluTask, ridgeOptimum, stableLearningRate,
  StepTooLong, trainStudent,
} from './index.ts'

const TIMES = logSpace(0.1, 3162, 61)

describe('Marchenko–Pastur', () => {
  it('has the mass and moments of the law: 1 - zero part, α, α + α²', () => {
    for (const alpha of [0.25, 0.8, 1, 1.25, 4]) {
      const { lambda, weight, massAtZero } = mpDensity(alpha)
      const moment = (k: number): number => weight.reduce((sum, w, i) => sum + w * lambda[i] ** k, 0)
      expect(moment(0)).toBeCloseTo(1 - massAtZero, 3)
      expect(moment(1)).toBeCloseTo(alpha, 9)
      expect(moment(2)).toBeCloseTo(alpha + alpha * alpha, 8)
      expect(massAtZero).toBe(Math.max(0, 1 - alpha))
    }
    expect(mpDensityAt(0.25, 5)).toBe(0)
    expect(() => mpDensity(0)).toThrow('above zero')
  })

  it('is the spectrum of large random matrices', () => {
    const values = symmetricEigen(gram(matrix(300, 200, createRandom(1).normals(60_000, 0, 1 / Math.sqrt(200))))).values
    const { lambda, weight } = mpDensity(1.5)
    for (const edge of [0.5, 1, 2, 3]) {
      const expected = weight.reduce((sum, w, i) => sum + (lambda[i] < edge ? w : 0), 0)
      // Eigenvalues repel each other, so counts scatter by about one in 200.
      expect(Math.abs(values.filter((v) => v < edge).length / 200 - expected)).toBeLessThan(0.02)
    }
  })
})

describe('theory of the linear student', () => {
  it("agrees with the card's table (card 28, section (g): theory, SNR 5, INR 0)", () => {
    const rows = [
      [0.25, 1.001, 1.017, 1.0], [0.5, 0.826, 0.9, 0.822], [0.8, 0.655, 1.2, 0.647], [1, 0.568, 7.54, 0.558],
      [1.25, 0.485, 1.0, 0.476], [2, 0.354, 0.4, 0.348], [4, 0.263, 0.267, 0.261],
    ]
    for (const [alpha, least, last, ridge] of rows) {
      const { test } = linearDynamicsTheory({ alpha, snr: 5, inr: 0, times: TIMES })
      expect(optimalStopping(TIMES, test).error).toBeCloseTo(least, 2.5)
      expect(Math.abs(test[60] / last - 1)).toBeLessThan(0.01)
      expect(ridgeOptimum({ alpha, snr: 5 })).toBeCloseTo(ridge, 2.5)
    }
  })

  it('starts at 1 + INR + 1/SNR and ends at the closed form', () => {
    fc.assert(fc.property(
      fc.record({ alpha: fc.double({ min: 0.2, max: 4, noNaN: true }), snr: fc.double({ min: 0.5, max: 50, noNaN: true }), inr: fc.double({ min: 0, max: 4, noNaN: true }) }),
      (setting) => {
        fc.pre(Math.abs(setting.alpha - 1) > 0.15)
        const { test, train } = linearDynamicsTheory({ ...setting, times: [0, 1, 10, 1e5] })
        expect(test[0]).toBeCloseTo(1 + setting.inr + 1 / setting.snr, 6)
        expect(Math.abs(test[3] / linearFinalError(setting) - 1)).toBeLessThan(1e-4)
        for (let i = 1; i < 4; i++) expect(train[i]).toBeLessThanOrEqual(train[i - 1] + 1e-12)
      },
    ), { numRuns: 25 })
    expect(linearFinalError({ alpha: 1, snr: 5, inr: 0 })).toBe(Infinity)
    expect(() => linearDynamicsTheory({ alpha: 1, snr: 0, inr: 0, times: [1] })).toThrow('signal-to-noise')
  })

  it('early stopping never beats the best ridge, and without noise the error only falls', () => {
    for (const alpha of [0.5, 1, 2]) {
      const noisy = linearDynamicsTheory({ alpha, snr: 5, inr: 0, times: TIMES }).test
      expect(optimalStopping(TIMES, noisy).error).toBeGreaterThanOrEqual(ridgeOptimum({ alpha, snr: 5 }))
      const clean = linearDynamicsTheory({ alpha, snr: Infinity, inr: 0, times: TIMES }).test
      for (let i = 1; i < 61; i++) expect(clean[i]).toBeLessThanOrEqual(clean[i - 1] + 1e-12)
    }
  })
})

describe('the linear student', () => {
  const task = linearTask({ n: 40, alpha: 0.5, snr: 5, random: createRandom(1) })
  const start = initialWeights(40, 1, createRandom(2))

  it('flows where small plain steps go', () => {
    const stepped = linearDescent(task, start, { step: 0.002, steps: 1000 })
    const flow = linearFlow(task, start, [2])
    expect(linearTestError(task, stepped)).toBeCloseTo(flow.test[0], 2.5)
    expect(meanSquaredError(matvec(task.x, stepped), task.y)).toBeCloseTo(flow.train[0], 2.5)
  })

  it('never moves where no sample pulls, unless weights decay', () => {
    expect(frozenSubspace(task).dimension).toBe(20)
    expect(frozenSubspace(linearTask({ n: 20, alpha: 2, snr: 5, random: createRandom(3) })).dimension).toBe(0)
    expect(nullMotion(task, start, linearDescent(task, start, { step: 0.2, steps: 500 }))).toBeLessThan(1e-12)
    expect(nullMotion(task, start, linearDescent(task, start, { step: 0.2, steps: 500, weightDecay: 0.01 }))).toBeGreaterThan(0.01)
    expect(() => linearDescent(task, start, { step: 2, steps: 1 })).toThrow(StepTooLong)
  })

  it('follows the theory on average', () => {
    const times = [0.5, 2, 10, 30]
    const { test } = linearDynamicsTheory({ alpha: 2, snr: 5, inr: 0, times })
    const curves = Array.from({ length: 20 }, (_, s) => {
      const random = createRandom(s)
      return linearFlow(linearTask({ n: 100, alpha: 2, snr: 5, random }), new Float64Array(100), times).test
    })
    // Card 28: mean curve error 0.8 to 2.9 % over blocks of ten at N = 100.
    for (let i = 0; i < 4; i++) expect(Math.abs(mean(curves.map((c) => c[i])) / test[i] - 1)).toBeLessThan(0.06)
  })
})

describe('ReLU students', () => {
  const options = { inputs: 6, samples: 30, snr: 5, teacherHidden: 8, testPoints: 200 }
  const task = reluTask({ ...options, random: createRandom(1) })

  it('the teacher is standardised over the test points', () => {
    expect(mean(task.testY)).toBeCloseTo(0, 12)
    expect(mean(task.testY.map((v) => v * v))).toBeCloseTo(1, 12)
  })

  it('the output layer flows to least squares, by either side of the push-through identity', () => {
    for (const hidden of [10, 60]) {
      const w = matrix(6, hidden, createRandom(2).normals(6 * hidden))
      const features = reluFeatures(task.x, w, Math.sqrt(2 / hidden))
      const flow = outputLayerFlow(features, task.y)
      expect(flow.frozenDim).toBe(Math.max(0, hidden - 30))
      expect([...flow.weightsAt(0)].every((v) => v === 0)).toBe(true)
      // dw/dt at t = 1 against a finite difference: Hᵀ(y - Hw).
      const at = flow.weightsAt(1)
      const rate = flow.weightsAt(1.0001).map((v, j) => (v - flow.weightsAt(0.9999)[j]) / 0.0002)
      const fitted = matvec(features, at)
      for (let j = 0; j < hidden; j++) {
        let gradient = 0
        for (let p = 0; p < 30; p++) gradient += features.data[p * hidden + j] * (task.y[p] - fitted[p])
        expect(rate[j]).toBeCloseTo(gradient, 6)
      }
    }
  })

  it('a small step of both layers lowers the loss by step · |gradient|², the gradient by finite differences', () => {
    const hidden = 5
    const random = createRandom(3)
    const weights = [...random.stream('hidden weights').normals(6 * hidden, 0, 0.5), ...random.stream('output weights').normals(hidden, 0, 0.5 / Math.sqrt(hidden))]
    const loss = (at: readonly number[]): number => {
      let sum = 0
      for (let p = 0; p < 30; p++) {
        let f = 0
        for (let h = 0; h < hidden; h++) {
          let z = 0
          for (let i = 0; i < 6; i++) z += at[h * 6 + i] * task.x.data[p * 6 + i]
          f += at[6 * hidden + h] * Math.max(0, z)
        }
        sum += (task.y[p] - f) ** 2
      }
      return sum / 2
    }
    const gradient = weights.map((_, k) => {
      const moved = (step: number): number => loss(weights.map((v, j) => (j === k ? v + step : v)))
      return (moved(1e-6) - moved(-1e-6)) / 2e-6
    })
    const square = gradient.reduce((sum, g) => sum + g * g, 0)
    const rate = 1e-5
    const run = trainStudent(task, { hidden, initScale: 0.5, steps: 2, learningRate: rate, random, measureAt: [1, 2] })
    // `train` is the error before its step: the first is the start's, the second has seen one step.
    const [before, after] = [run.next().value, run.next().value]
    expect((before.train * 30) / 2).toBeCloseTo(loss(weights), 9)
    expect(((before.train - after.train) * 30) / 2 / (rate * square)).toBeCloseTo(1, 2)
  })

  it('fits noisy labels when wide, and says so when it diverges', () => {
    const drain = (rate?: number) => {
      const run = trainStudent(task, { hidden: 40, initScale: 0.1, steps: 3000, learningRate: rate, random: createRandom(4) })
      for (;;) {
        const { done, value } = run.next()
        if (done) return value
      }
    }
    expect(drain().train).toBeLessThan(0.01)
    expect(() => drain(5)).toThrow(Diverged)
  })

  it('from large weights takes a step below 2/λ, at which the error never rises; twice as long, it does', () => {
    const hidden = 100
    const random = createRandom(5)
    const { x } = reluTask({ inputs: 20, samples: 100, snr: 5, teacherHidden: 20, testPoints: 10, random })
    const weights = (scale: number) => matrix(20, hidden, random.stream('w').normals(20 * hidden, 0, scale))
    expect(stableLearningRate(x, weights(0.1))).toBe(1 / 100)
    const large = stableLearningRate(x, weights(3))
    // λ ≈ s² · hidden · samples / 2π + …, so 0.7 · 2/λ is about 0.009 of 1/P.
    expect(large * 100).toBeGreaterThan(0.006)
    expect(large * 100).toBeLessThan(0.011)
    const errors = (learningRate?: number): number[] => {
      const data = reluTask({ inputs: 20, samples: 100, snr: 5, teacherHidden: 20, testPoints: 10, random: createRandom(6) })
      return [...trainStudent(data, { hidden, initScale: 3, steps: 8, learningRate, random: createRandom(7), measureAt: [1, 2, 3, 4, 5, 6, 7, 8] })].map(({ train }) => train)
    }
    const stable = errors()
    for (let i = 1; i < stable.length; i++) expect(stable[i]).toBeLessThan(stable[i - 1])
    expect(Math.max(...errors(2.2 * large))).toBeGreaterThan(10 * stable[0])
  })
})
