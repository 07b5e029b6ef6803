import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { upsertPapers, parsePaperId, type PaperRecord } from '@offprint/catalogue'
import { openDatabase, type Database } from '@offprint/store'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { indexBm25 } from '../evaluation/index.ts'
import { openSearch, type Search } from '../index.ts'
import { Vocabulary } from '../spelling/vocabulary.ts'
import { madePapers } from '../testing/papers.ts'
import { tokens } from '../text/index.ts'
import { direction, towards } from './direction.ts'
import { evidenceOf } from './evidence.ts'
import { tellingTerms } from './telling.ts'

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * b[at], 0)

describe('direction', () => {
  const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }).map((values) => Float32Array.from([1, ...values]))

  test('has unit length, nears what is wanted and its neighbours, and leaves what is not', () => {
    fc.assert(fc.property(fc.array(vector, { minLength: 1, maxLength: 4 }), fc.array(vector, { maxLength: 3 }), vector, (wanted, neighbours, unwanted) => {
      const plain = direction(wanted, [])
      const drawn = towards(plain, neighbours)
      const away = direction(wanted, [unwanted])
      for (const one of [plain, drawn, away]) expect(dot(one, one)).toBeCloseTo(1, 4)
      const middle = direction(neighbours.length > 0 ? neighbours : [plain], [])
      expect(dot(drawn, middle)).toBeGreaterThanOrEqual(dot(plain, middle) - 1e-5)
      expect(dot(away, unwanted)).toBeLessThanOrEqual(dot(plain, unwanted) + 1e-5)
    }))
  })

  test('by hand', () => {
    expect([...direction([Float32Array.of(1, 0), Float32Array.of(0, 1)], [])]).toEqual([expect.closeTo(Math.SQRT1_2), expect.closeTo(Math.SQRT1_2)])
    // (1, 0) + ½ (0, 1), to unit length.
    expect([...towards(Float32Array.of(1, 0), [Float32Array.of(0, 2)])]).toEqual([expect.closeTo(2 / Math.sqrt(5)), expect.closeTo(1 / Math.sqrt(5))])
    expect(direction([], [])).toHaveLength(0)
  })
})

describe('words', () => {
  const texts = ['tensor factors of tensors', 'graphs of tensors', 'proposing graphs']

  test('are told by their stems: a rare form of a common word says little', () => {
    const vocabulary = new Vocabulary(1, new Map([['propose', 900], ['proposed', 500], ['proposing', 12], ['tensor', 40], ['tensors', 30]]))
    const telling = tellingTerms([{ title: 'Proposing tensors', abstract: 'A tensor, proposed.' }], vocabulary, 1000)
    expect(telling.map(({ word, count, papers }) => [word, count, papers])).toEqual([['tensor', 2, 70], ['proposed', 2, 1000]])
  })

  test('are evidence as BM25 has it', () => {
    const terms = texts.map(tokens)
    const query = ['tensor', 'tensor', 'graph']
    const telling = [{ word: 'tensors', term: 'tensor', count: 2, papers: 2, weight: 1 }, { word: 'graphs', term: 'graph', count: 1, papers: 2, weight: 1 }]
    const expected = [...indexBm25(terms).scores(query)]
    expect([...evidenceOf(telling, terms, texts.length)]).toEqual(expected.map((score) => expect.closeTo(score, 10)))
    expect([...evidenceOf([], [], 3)]).toEqual([])
  })
})

describe('similar papers', () => {
  const paper = (number: number, title: string, abstract: string): PaperRecord => ({ id: parsePaperId(`2501.0000${number}`)!.id, title, abstract, authors: [{ name: 'Ann Example' }] })
  const RECORDS = [
    paper(1, 'Grokking in modular arithmetic', 'Networks trained on modular addition generalise long after they fit the training set. Weight decay decides when.'),
    paper(2, 'Delayed generalisation of small transformers', 'Grokking on modular addition: networks generalise long after they overfit the training set.'),
    paper(3, 'Grokking in Modular Arithmetic.', 'The same paper once more.'),
    paper(4, 'Grasp planning for robot hands', 'Tactile sensors and contact forces plan a stable grasp of unknown objects.'),
    paper(5, 'Weight decay and generalisation', 'Regularisation by weight decay, revisited for deep networks.'),
  ]
  const OTHERS = 300
  const id = (number: number) => RECORDS[number - 1].id!
  let database: Database
  let search: Search
  let words: Search
  beforeAll(async () => {
    database = await openDatabase({ folder: mkdtempSync(join(tmpdir(), 'offprint-like-')) })
    await database.write((trx) => upsertPapers(trx, [...RECORDS, ...madePapers(OTHERS)], { source: 'jsonl' }))
    search = openSearch({ database, folder: database.folder })
    await search.follow()
    // The index has vectors, but not this reader's: words alone must do.
    words = openSearch({ database, folder: database.folder, embedder: null })
  })
  afterAll(async () => {
    await database.close()
    rmSync(database.folder, { recursive: true, force: true })
  })

  test('come nearest first, without the paper itself and its double, and name the words they share', async () => {
    const similar = await search.similar(id(1))
    expect(similar.map((one) => one.paper.id).slice(0, 2)).toEqual([id(2), id(5)])
    expect(similar.map((one) => one.paper.id)).not.toContain(id(3))
    expect(similar[0].shared).toContain('grokking')
    expect(similar[0].score).toBeGreaterThan(similar[1].score)
  })

  test('are found by words alone where there are no vectors', async () => {
    expect((await words.similar(id(1))).map((one) => one.paper.id)).toEqual(expect.arrayContaining([id(2), id(5)]))
  })

  test('answer like:, which takes several papers, unwanted ones, filters and words', async () => {
    const ids = async (q: string) => (await search.search({ q })).results.map((one) => one.id)
    expect((await ids(`like:${id(1)}`))[0]).toBe(id(2))
    expect(await ids(`like:${id(1)},${id(4)}`)).not.toContain(id(4))
    expect((await ids(`like:${id(1)} -like:${id(2)}`))[0]).toBe(id(5))
    expect((await ids(`like:${id(1)} title:decay`))).toEqual([id(5)])
    expect((await ids(`like:${id(1)} regularisation`))[0]).toBe(id(5))
    expect(await ids('like:2501.99999')).toEqual([])
    const [first] = (await search.search({ q: `like:${id(1)}` })).results
    expect(`${first.highlight.title} ${first.highlight.abstract}`).toContain('<mark>Grokking</mark>')
  })

  test('of an unknown paper are none', async () => expect(await search.similar(parsePaperId('2501.99999')!.id)).toEqual([]))
})
