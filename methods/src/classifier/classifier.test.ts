import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { accuracy, argmaxRows, softmaxRows, trainClassifier } from './index.ts'

/** Two classes in the plane; `ring` puts one around the other, which no line can part. */
function points(n: number, kind: 'sides' | 'ring', seed: number) {
  const random = createRandom(seed)
  const x = new Float32Array(2 * n)
  const labels = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    labels[i] = i % 2
    const angle = random.uniform(0, 2 * Math.PI)
    const radius = labels[i] ? 2 : 0.7
    x[2 * i] = kind === 'ring' ? radius * Math.cos(angle) : random.normal(labels[i] ? 2 : -2)
    x[2 * i + 1] = kind === 'ring' ? radius * Math.sin(angle) : random.normal()
  }
  return { x, labels, dims: 2, classes: 2 }
}

describe('classifiers', () => {
  it('part what a line can part, from zero weights', async () => {
    const probe = await trainClassifier(points(400, 'sides', 1), { hidden: [], steps: 200, rate: 0.05, init: 'zero', schedule: 'linear', random: createRandom(1) })
    const test = points(400, 'sides', 2)
    // Bayes: Φ(2) = 0.977 of points lie on their side.
    expect(accuracy(probe.logits(test.x), test.labels, 2)).toBeGreaterThan(0.95)
    expect(probe.classWeights[0]).toBeLessThan(0)
    expect(probe.classWeights[2]).toBeGreaterThan(0)
    expect(probe.features(test.x)).toBe(test.x)
  })

  it('need a hidden layer for a ring', async () => {
    const [train, test] = [points(400, 'ring', 3), points(400, 'ring', 4)]
    const line = await trainClassifier(train, { hidden: [], steps: 200, rate: 0.05, random: createRandom(1) })
    const net = await trainClassifier(train, { hidden: [16], steps: 300, rate: 0.02, random: createRandom(1) })
    expect(accuracy(line.logits(test.x), test.labels, 2)).toBeLessThan(0.7)
    expect(accuracy(net.logits(test.x), test.labels, 2)).toBeGreaterThan(0.97)
    // Features are what the last layer reads: logits = features · W + b.
    const { w, b, inputs } = net.layers[1]
    const features = net.features(test.x)
    let logit = b[1]
    for (let j = 0; j < inputs; j++) logit += features[5 * inputs + j] * w[2 * j + 1]
    expect(net.logits(test.x)[2 * 5 + 1]).toBeCloseTo(logit, 4)
    expect(features.every((value) => value >= 0)).toBe(true)
  })

  it('repeat exactly from the same seed', async () => {
    const train = () => trainClassifier(points(50, 'ring', 3), { hidden: [4], steps: 20, random: createRandom(9) })
    expect((await train()).layers).toEqual((await train()).layers)
  })

  it('refuse rows that do not fit', async () => {
    const data = points(10, 'sides', 1)
    await expect(trainClassifier({ ...data, dims: 3 }, { hidden: [], steps: 1, random: createRandom(1) })).rejects.toThrow('10 rows of 3 need 30 numbers, not 20.')
    await expect(trainClassifier(data, { hidden: [3], steps: 1, init: 'zero', random: createRandom(1) })).rejects.toThrow('zero weights')
  })

  it('softmax and argmax by hand', () => {
    expect([...softmaxRows([0, Math.log(3), 1000, 1000], 2)]).toEqual([expect.closeTo(0.25), expect.closeTo(0.75), 0.5, 0.5])
    expect([...argmaxRows([1, 2, 3, 0], 2)]).toEqual([1, 0])
  })
})
