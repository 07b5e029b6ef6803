import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePaperId, upsertPapers, type PaperRecord } from '@offprint/catalogue'
import { openDatabase, type Database } from '@offprint/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStaticEmbedder } from '../embedder/index.ts'
import { openSearch, type Search } from '../index.ts'
import { readCurrent } from '../index/generations.ts'
import { embeddedText } from '../index/row.ts'
import { openTable } from '../index/table.ts'
import { madePapers } from '../testing/papers.ts'
import { idsOf } from './candidates.ts'
import { lateRows } from './late.ts'
import { rankByVector } from './vectors.ts'

/** With more than 5,000 vectors they are indexed, and only then some can be left out of the index. */
const PAPERS = 5_100
const record = (number: string, title: string, abstract: string): PaperRecord => ({ id: parsePaperId(number)!.id, title, abstract, authors: [{ name: 'Ann Example' }] })
const GRASP = record('2501.00001', 'Grasp planning for robot hands', 'Tactile sensors and contact forces plan a stable grasp of unknown objects.')
const GROKKING = record('2501.00002', 'Grokking in modular arithmetic', 'Networks trained on modular addition generalise long after they fit the training set.')
const TIDES = record('2501.00002', 'Tidal currents from satellite altimetry', 'Ocean tides and sea surface height are estimated by a Kalman filter.')

describe('rows that the vector index does not cover', () => {
  const embedder = openStaticEmbedder()
  let database: Database
  let search: Search
  beforeAll(async () => {
    database = await openDatabase({ folder: mkdtempSync(join(tmpdir(), 'offprint-late-')) })
    search = openSearch({ database, folder: database.folder })
    await database.write((trx) => upsertPapers(trx, [...madePapers(PAPERS), GROKKING], { source: 'jsonl' }))
    await search.follow({ finish: true })
  }, 120_000)
  afterAll(async () => {
    await database.close()
    rmSync(database.folder, { recursive: true, force: true })
  })

  const table = () => {
    const folder = join(database.folder, 'index')
    return openTable(folder, readCurrent(folder)!.name)
  }
  const near = async (text: PaperRecord, limit = 5) => {
    const { rows, scores } = await rankByVector(await table(), embedder.embedOne(embeddedText(text)), {}, limit)
    return { ids: await idsOf(await table(), rows), scores }
  }

  test('are none after an import', async () => {
    expect((await lateRows(await table()))?.size).toBe(0)
    expect((await near(GROKKING)).ids[0]).toBe(GROKKING.id)
  })

  test('are found among the others, once, and with what they say now', async () => {
    await database.write((trx) => upsertPapers(trx, [GRASP, TIDES], { source: 'jsonl' }))
    await search.follow()
    const now = await table()
    expect([...(await lateRows(now))!.keys()]).toHaveLength(2)
    for (const paper of [GRASP, TIDES]) {
      const { ids, scores } = await near(paper, 50)
      expect(ids[0]).toBe(paper.id)
      expect(scores[0]).toBeCloseTo(1, 4)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      expect(new Set(ids).size).toBe(ids.length)
    }
    const [row] = (await rankByVector(now, embedder.embedOne(embeddedText(GRASP)), {}, 1)).rows
    expect((await rankByVector(now, embedder.embedOne(embeddedText(GRASP)), { except: new Set([row]) }, 5)).rows).not.toContain(row)
    expect((await rankByVector(now, embedder.embedOne(embeddedText(GRASP)), { where: 'published IS NULL' }, 5)).rows[0]).toBe(row)
  })

  test('rank as they do once they are covered', async () => {
    const before = await near(GRASP, 3)
    await search.rebuild()
    expect((await lateRows(await table()))?.size).toBe(0)
    expect((await near(GRASP, 3)).ids[0]).toBe(before.ids[0])
  }, 60_000)
})
