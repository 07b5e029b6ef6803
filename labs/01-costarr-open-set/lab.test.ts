import { createRandom } from '@offprint/methods/random'
import { describe, expect, it } from 'vitest'
import { runLab } from '../kit/index.ts'
import type { DataFile } from '../kit/index.ts'
import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { worlds: 1, digitSplits: 0 },
  controls: {
    'weights-of-ones': { worlds: 2, digitSplits: 0 },
    'only-faint': { worlds: 2, digitSplits: 0 },
    'rolled-centroids': { worlds: 1, digitSplits: 2 },
  },
})

/** An array as numpy.save writes it: version 1, float64, C order. */
function npy(name: string, shape: readonly number[], values: readonly number[]): DataFile {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n'
  const bytes = new Uint8Array(10 + header.length + 8 * values.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0])
  bytes.set(new TextEncoder().encode(header), 10)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => view.setFloat64(10 + header.length + 8 * i, value, true))
  return { name: `${name}.npy`, bytes }
}

describe("a reader's features and last layer", () => {
  // Two classes, each with a dimension of its own; unknown samples use the third, which has no weight.
  const random = createRandom(8)
  const count = 90
  const kinds = Array.from({ length: count }, (_, i) => (i % 3 === 2 ? -1 : i % 3))
  const features = kinds.flatMap((kind) => [0, 1, 2].map((d) => (d === (kind < 0 ? 2 : kind) || (kind < 0 && d === 0) ? 2 : 0.2) + 0.1 * random.uniform(0, 1)))
  const labels = npy('labels', [count], kinds)
  const weights = npy('weights', [2, 3], [1, 0, 0, 0, 1, 0])
  const good = npy('features', [count, 3], features)

  it('are scored, and foreign features are seen before attenuation only', async () => {
    const { metrics, checks } = await runLab(lab, { data: lab.data!.parse([good, labels, weights]) })
    expect(checks).toEqual([])
    expect(metrics['auroc before']).toBeGreaterThan(0.95)
    expect(metrics['auroc MaxLogit']).toBeLessThan(0.8)
  })

  const spoilt = features.with(4, Number.NaN)
  it.each([
    [[good, labels], 'Missing: weights.npy.'],
    [[npy('features', [count * 3], features), labels, weights], 'features.npy has shape (270); expected (any, any).'],
    [[good, labels, npy('weights', [3, 2], [1, 0, 0, 0, 1, 0])], 'weights.npy has shape (3, 2); expected (any, 3).'],
    [[npy('features', [count, 3], spoilt), labels, weights], 'features.npy holds NaN at row 1, column 1; finite numbers are expected.'],
    [[good, labels, weights, npy('bias', [2], [0, Infinity])], 'bias.npy holds Infinity at row 1, column 0'],
    [[good, npy('labels', [count], kinds.with(0, 2)), weights], 'labels.npy holds 2 at position 0; labels run from 0 to 1'],
    [[good, npy('labels', [count], kinds.map((kind) => Math.max(kind, 0))), weights], 'marks no sample as unknown'],
    [[good, npy('labels', [count], kinds.map((kind) => Math.min(kind, 0))), weights], 'labels.npy holds no sample of class 1'],
    [[{ name: 'features.npy', bytes: new Uint8Array(0) }, labels, weights], 'features.npy is not an NPY file.'],
  ])('are refused with a reason (%#)', (files, reason) => {
    expect(() => lab.data!.parse(files)).toThrow(reason)
  })
})
