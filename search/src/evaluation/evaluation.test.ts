import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { best, bootstrapInterval, indexBm25, measure, ndcg, readSet, recall, reciprocalRank, summariseSet } from './index.ts'

describe('measures', () => {
  const judgements = new Map([['a', 3], ['b', 1], ['c', 0], ['d', 2]])

  test('nDCG has linear gains and the ideal of all judgements', () => {
    // Gains 1, 0, 3 against the ideal 3, 2, 1.
    const expected = (1 + 0 + 3 / 2) / (3 + 2 / Math.log2(3) + 1 / 2)
    expect(ndcg(['b', 'c', 'a'], judgements)).toBeCloseTo(expected, 12)
    expect(ndcg(['a', 'd', 'b', 'c'], judgements)).toBe(1)
    expect(ndcg(['x'], new Map())).toBe(0)
  })

  test('recall and reciprocal rank count grades from 1', () => {
    expect(recall(['c', 'b', 'x'], judgements)).toBeCloseTo(1 / 3, 12)
    expect(recall(['c', 'b'], judgements, 1)).toBe(0)
    expect(reciprocalRank(['c', 'x', 'd'], judgements)).toBeCloseTo(1 / 3, 12)
    expect(reciprocalRank(['c', 'x', 'd'], judgements, 2)).toBe(0)
  })

  test('stay within 0 and 1', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.array(fc.tuple(fc.string(), fc.nat(4))), (ranking, pairs) => {
        for (const value of [ndcg, recall, reciprocalRank].map(one => one(ranking, new Map(pairs)))) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1 + 1e-12)
        }
      })
    )
  })

  test('an interval holds the mean, shrinks with more queries and repeats with its seed', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i % 4) / 3)
    const [low, high] = bootstrapInterval(values, 1)
    expect(low).toBeLessThan(0.5)
    expect(high).toBeGreaterThan(0.5)
    // Normal approximation: 1.96 · .3727 / √400 = ±.0365.
    expect(high - low).toBeCloseTo(0.073, 2)
    const [few, many] = [bootstrapInterval(values.slice(0, 40), 1), [low, high]]
    expect(few[1] - few[0]).toBeGreaterThan(many[1] - many[0])
    expect(bootstrapInterval(values, 1)).toEqual([low, high])
  })
})

describe('BM25', () => {
  test('scores by its formula', () => {
    const index = indexBm25([['a', 'a', 'b'], ['b', 'c', 'c', 'c', 'c'], ['d']])
    const scores = index.scores(['a', 'zebra'])
    // idf = ln(1 + (3 − 1 + .5) / (1 + .5)); tf 2, length 3, average 3.
    const idf = Math.log(1 + 2.5 / 1.5)
    expect(scores[0]).toBeCloseTo((idf * 2 * 2.2) / (2 + 1.2), 12)
    expect([scores[1], scores[2]]).toEqual([0, 0])
  })

  test('finds the best as a sort does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 5 }), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (scores, depth) => {
        const sorted = scores.map((score, index) => ({ index, score })).filter(hit => hit.score > 0).sort((a, b) => b.score - a.score || a.index - b.index)
        expect(best(scores, depth)).toEqual(sorted.slice(0, depth))
      })
    )
  })
})

describe('a test set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-set-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const corpus = [
    { id: 'p', title: 'Deep nets', abstract: 'Layers.', authors: [], keyworded: true },
    { id: 'q', title: 'Shallow nets', abstract: 'One layer.', authors: [], keyworded: true },
    { id: 'r', title: 'Trees', abstract: 'Branches.', authors: [], keyworded: false }
  ]

  test('whose queries are papers leaves the paper itself out, and papers without keywords', () => {
    writeFileSync(join(folder, 'queries.jsonl'), '{"id":"1","self":"p"}\n{"id":"2","self":"q"}\n')
    writeFileSync(join(folder, 'qrels.tsv'), '1\tq\t2\n')
    const set = readSet(folder, () => corpus)
    expect(set.documents.map(document => document.id)).toEqual(['p', 'q'])
    expect(set.queries.map(query => query.text)).toEqual(['Deep nets. Layers.'])
    const measures = set.queries.map(query => measure(query, ['p', 'q']))
    expect(measures[0]).toEqual({ ndcg: 1, recall: 1, reciprocalRank: 1 })
    expect(summariseSet(set, measures).all.ndcg).toEqual({ mean: 1, low: 1, high: 1 })
  })

  test('with documents of its own is searched over those, and tells kinds apart', () => {
    writeFileSync(join(folder, 'docs.jsonl'), '{"id":"x","title":"T","abstract":""}\n')
    writeFileSync(join(folder, 'queries.jsonl'), '{"id":"1","text":"t","kind":"rare"}\n{"id":"2","text":"u","kind":"typo"}\n')
    writeFileSync(join(folder, 'qrels.tsv'), '1\tx\t1\n2\tx\t1\n')
    const set = readSet(folder, () => corpus)
    expect(set.documents.map(document => document.id)).toEqual(['x'])
    const summary = summariseSet(set, set.queries.map((query, i) => measure(query, i === 0 ? ['x'] : [])))
    expect([summary.rare.mrr.mean, summary.typo.mrr.mean, summary.all.mrr.mean]).toEqual([1, 0, 0.5])
  })

  test('with a broken line says where', () => {
    writeFileSync(join(folder, 'docs.jsonl'), '{"id":"x","title":"T"}\n{"id":\n')
    expect(() => readSet(folder, () => corpus)).toThrow(/docs\.jsonl, line 2: this is not JSON/)
  })
})
