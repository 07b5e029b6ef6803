import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGate, fuse, FUSION_DEPTH, GATE, signalsOf, vectorWeight, WEIGHT_GRID, type JudgedQuery, type Ranking } from './index.ts'

const ranking = fc
  .uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 30 })
  .chain(rows => fc.record({ rows: fc.constant(rows), scores: fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: rows.length, maxLength: rows.length }).map(scores => scores.sort((a, b) => b - a)) }))
const rows = (lexical: Ranking, vectors: Ranking, weight: number): number[] => fuse(lexical, vectors, weight).map(hit => hit.row)

describe('fuse', () => {
  test('weighs by hand', () => {
    const lexical = { rows: [1, 2, 3], scores: [10, 8, 0] }
    const vectors = { rows: [3, 2, 4], scores: [0.9, 0.7, 0.5] }
    expect(fuse(lexical, vectors, 0.5).map(hit => [hit.row, hit.lexical, hit.vector])).toEqual([
      [2, 0.8, expect.closeTo(0.25)],
      [1, 1, 0],
      [3, 0, 0.5],
      [4, 0, 0]
    ])
  })

  test('gives full text alone at weight 0, and vectors alone where full text found nothing', () => {
    fc.assert(
      fc.property(ranking, ranking, (lexical, vectors) => {
        expect(rows(lexical, vectors, 0)).toEqual(lexical.rows)
        expect(rows({ rows: [], scores: [] }, vectors, 1)).toEqual(vectors.rows)
      })
    )
  })

  test('has every row once, in order, and no row gains more than the weight', () => {
    fc.assert(
      fc.property(ranking, ranking, fc.double({ min: 0, max: 2, noNaN: true }), (lexical, vectors, weight) => {
        const fused = fuse(lexical, vectors, weight)
        expect(new Set(fused.map(hit => hit.row)).size).toBe(fused.length)
        for (const [i, hit] of fused.entries()) {
          expect(hit.vector).toBeLessThanOrEqual(weight + 1e-9)
          expect(hit.lexical).toBeLessThanOrEqual(1)
          if (i > 0) expect(hit.score).toBeLessThanOrEqual(fused[i - 1].score)
        }
      })
    )
  })

  test('keeps to its depth', () => {
    const deep = { rows: Array.from({ length: 500 }, (_, i) => i), scores: Array.from({ length: 500 }, (_, i) => 500 - i) }
    expect(fuse(deep, { rows: [], scores: [] }, 1)).toHaveLength(FUSION_DEPTH)
  })
})

describe('gate', () => {
  test('lets vectors say more to a question on known ground than to a bag of words', () => {
    const near = { rows: [1], scores: [0.75] }
    const question = vectorWeight(signalsOf('Which papers study pruning of vision transformers?', near))
    expect(question).toBeGreaterThan(vectorWeight(signalsOf('sufficiently vanishing biases choice arbitrarily', near)) * 1.5)
    expect(question).toBeGreaterThan(vectorWeight(signalsOf('Which papers study pruning of vision transformers?', { rows: [1], scores: [0.4] })) * 1.5)
  })

  test('is bounded for any text and any cosine', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: -1, max: 1, noNaN: true }), (text, cosine) => {
        const weight = vectorWeight(signalsOf(text, { rows: [1], scores: [cosine] }))
        expect(weight).toBeGreaterThanOrEqual(0)
        expect(weight).toBeLessThanOrEqual(GATE.maximum)
      })
    )
  })

  test('learns that questions want vectors and word bags do not', () => {
    const rising = WEIGHT_GRID.map(weight => weight)
    const falling = WEIGHT_GRID.map(weight => -weight)
    const query = (request: number, i: number): JudgedQuery => ({
      signals: { request, terms: 1 + (i % 3), bestCosine: 0.3 + (i % 5) / 10 },
      usefulness: request === 1 ? rising : falling,
      importance: 1
    })
    const gate = fitGate(Array.from({ length: 60 }, (_, i) => query(i % 2, i)))
    const weight = (request: number): number => vectorWeight({ request, terms: 2, bestCosine: 0.5 }, gate)
    expect(weight(1)).toBeGreaterThan(1.2)
    expect(weight(0)).toBeLessThan(0.2)
  })

  test('cannot be fitted on nothing', () => expect(() => fitGate([])).toThrow(/judged queries/))
})
