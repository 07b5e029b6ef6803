/**
 * What every embedder must do, as one suite: `describeEmbedder(name, open)` in a test file runs it on an implementation.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Embedder } from './embedder.ts'

/** Neural embedders round differently in batches of different shape. */
const SAME = 1e-4

const TEXTS = [
  'Attention is all you need. We propose a network architecture based solely on attention mechanisms.',
  'Grasp planning for a robot hand with tactile sensors',
  'A transformer without recurrence: self-attention for machine translation',
  'Ünïcödé, ﬁgures ≤ 3 and 深度学习'
]

export function describeEmbedder(name: string, open: () => Embedder | Promise<Embedder>): void {
  describe(`${name} as an embedder`, () => {
    let embedder: Embedder
    beforeAll(async () => {
      embedder = await open()
    })
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0)

    test('gives one vector of unit length a text, in order', async () => {
      const vectors = await embedder.embed(TEXTS)
      expect(vectors).toHaveLength(TEXTS.length)
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedder.dimensions)
        const length = Math.sqrt(dot(vector, vector))
        if (length > 0) expect(length).toBeCloseTo(1, 4)
      }
    })

    test('gives a text the same vector alone and in a batch, and every time', async () => {
      const together = await embedder.embed(TEXTS)
      for (const [i, text] of TEXTS.entries()) {
        const [alone] = await embedder.embed([text])
        for (let j = 0; j < embedder.dimensions; j++) expect(Math.abs(alone[j] - together[i][j])).toBeLessThan(SAME)
      }
    })

    test('puts texts on one subject nearer than texts on two', async () => {
      const [paper, grasping, like] = await embedder.embed(TEXTS)
      expect(dot(paper, like)).toBeGreaterThan(dot(paper, grasping))
    })

    test('answers no texts with no vectors, and an empty text with a vector', async () => {
      expect(await embedder.embed([])).toEqual([])
      expect((await embedder.embed(['']))[0]).toHaveLength(embedder.dimensions)
    })

    test('never throws and never gives a value that is not finite', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async text => {
          const [vector] = await embedder.embed([text])
          expect(vector.every(Number.isFinite)).toBe(true)
        }),
        { numRuns: 50 }
      )
    })

    test('takes a very long text', async () => {
      const [vector] = await embedder.embed(['word salad '.repeat(20_000)])
      expect(vector.every(Number.isFinite)).toBe(true)
    })

    test('has a name to keep beside its vectors', () => expect(embedder.id).toMatch(/^[\w.:/-]+$/))
  })
}
