import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { upsertPapers } from '@offprint/catalogue'
import { openDatabase, type Database } from '@offprint/store'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSearch, type Search } from './index.ts'
import { OPERATORS } from './query/operators.ts'
import { madePapers } from './testing/papers.ts'

const RANDOM_QUERIES = 10_000
const AT_ONCE = 20
const PAPERS = 200
const SEED = 20261125

let database: Database
let search: Search
beforeAll(async () => {
  database = await openDatabase({ folder: mkdtempSync(join(tmpdir(), 'offprint-search-')) })
  await database.write((trx) => upsertPapers(trx, madePapers(PAPERS), { source: 'jsonl' }))
  search = openSearch({ database, folder: database.folder, labs: ['ext:made-1'] })
  await search.follow()
})
afterAll(async () => {
  await database.close()
  rmSync(database.folder, { recursive: true, force: true })
})

async function answered(q: string): Promise<void> {
  const answer = await search.search({ q, today: '2026-04-14', limit: 5 }).catch((error: Error) => {
    throw new Error(`No answer to ${JSON.stringify(q.slice(0, 300))}: ${error.message}`)
  })
  expect(answer.results.length).toBeLessThanOrEqual(5)
  expect(answer.total).toBeGreaterThanOrEqual(answer.results.length)
}

describe('any text gets an answer', () => {
  test(`${RANDOM_QUERIES} random strings`, async () => {
    const names = OPERATORS.flatMap((operator) => [operator.name, ...operator.aliases]).map((name) => `${name}:`)
    const pieces = fc.constantFrom(...names, ' ', '"', '(', ')', '-', '+', 'OR', ' AND ', '|', "'", '\\', '%', '*', ';--', '\0', '$', '..', '2025', 'gradient', 'the', '深度', 'é', '😀', '\u202e', 'ext:made-1')
    const strings = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }), fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')))
    const queries = fc.sample(strings, { numRuns: RANDOM_QUERIES, seed: SEED })
    for (let at = 0; at < queries.length; at += AT_ONCE) await Promise.all(queries.slice(at, at + AT_ONCE).map(answered))
  }, 180_000)

  test.each([
    ['100 KB of words', 'gradient descent '.repeat(6_000)],
    ['100 KB without a space', 'x'.repeat(100_000)],
    ['100 KB of parentheses', '('.repeat(100_000)],
    ['100 KB of quotes', '"a'.repeat(50_000)],
    ['100 KB of operators', 'author:x OR '.repeat(8_500)],
    ['many exclusions', Array.from({ length: 800 }, (_, at) => `-word${at}`).join(' ')],
    ['null bytes', 'gra\0dient author:\0 "\0"'],
    ['only operators', 'author: title: cat: after: -has: OR AND NOT'],
    ['only stop words', 'the of and to be or not'],
    ['lone surrogates', '\ud800 author:\udfff'],
    ['nothing', ''],
    ['white space', ' \t\r\n\u3000'],
  ])('%s', async (_name, q) => answered(q))
})

describe('values never leave their quotes', () => {
  const total = async (q: string) => (await search.search({ q })).total
  test.each([
    `author:"x') OR true --"`,
    `cat:"cs.LG'] ) OR (1=1"`,
    `venue:"' OR '1'='1"`,
    `org:"a']) OR array_has_any(categories, ['cs.lg"`,
    `by:"x'); DELETE FROM papers; --"`,
    `id:"ext:made-1') OR ('1'='1"`,
    `"x' OR '1'='1"`,
  ])('%s', async (q) => {
    expect(await total(`${q} -title:zzz`)).toBeLessThan(PAPERS)
    expect(await total('cat:cs OR cat:stat')).toBe(PAPERS)
  })

  test('a filter on a page far beyond the last is an empty page', async () => {
    const answer = await search.search({ q: 'cat:cs.LG', offset: 1e9, limit: 1e9 })
    expect(answer).toMatchObject({ results: [], total: Math.ceil(PAPERS / 3) })
    expect((await search.search({ q: 'gradient', limit: -3, offset: Number.NaN })).results).toEqual([])
  })
})
