import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { countPapers, currentChange, findPapers, foundingRecords, loadFoundingEdition, type PaperId } from '@offprint/catalogue'
import { openDatabase } from '@offprint/store'
import { eachEngine, temporaryFolder } from '@offprint/store/testing'
import { describe, expect, test } from 'vitest'
import { catalogueText } from '../testing/catalogue.ts'
import { runChild } from '../testing/child.ts'
import { generator, madeUpRecords } from '../testing/records.ts'
import { oaiArxivRawXml, oaiPage } from '../testing/xml.ts'
import { importFiles } from './import-files.ts'
import { findRun, rejectedOf } from './run.repository.ts'

const NOW = '2026-11-25T12:00:00.000Z'
const SEED_PAGE = '../shared/data/seed-page.txt'
const CHILD = join(import.meta.dirname, '../testing/import-child.ts')

const jsonLines = (records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

eachEngine('importing files', (store) => {
  test('counts what it did, keeps what it rejected, and the same file again changes nothing', async () => {
    const database = await store.open()
    const path = file('papers.jsonl', `${jsonLines(madeUpRecords(1200))}{"title":""}\nnot json\n`)
    const first = await importFiles(database, [path], { now: NOW })
    expect(first).toMatchObject({ read: 1202, added: 1200, changed: 0, unchanged: 0, rejectedTotal: 2, errors: [] })
    expect(first.rejected).toEqual([{ line: 1201, reason: 'This record has no title.' }, { line: 1202, reason: expect.stringContaining('JSON') }])
    expect(await rejectedOf(database.db, first.runs[0])).toEqual([
      { line: 1201, reason: 'This record has no title.', raw: '{"title":""}' },
      { line: 1202, reason: expect.stringContaining('JSON'), raw: 'not json' },
    ])
    expect(await findRun(database.db, first.runs[0])).toMatchObject({ source: 'file:jsonl', read: 1202, added: 1200, rejected: 2, finished_at: NOW, error: null })

    const [before, change] = [await catalogueText(database), await currentChange(database.db)]
    expect(await importFiles(database, [path], { now: NOW })).toMatchObject({ read: 1202, added: 0, changed: 0, unchanged: 1200 })
    expect(await catalogueText(database)).toBe(before)
    expect(await currentChange(database.db)).toBe(change)
  })

  test('a listing day asked for holds for every record of any format; who is in an edition already stays there', async () => {
    const database = await store.open()
    const lines = jsonLines([{ id: '2501.00001', title: 'A paper without a day' }, { id: '2501.00002', title: 'A paper with a day', listedOn: '2026-01-01' }])
    await importFiles(database, [file('first.jsonl', lines.split('\n')[0])], { now: NOW, listedOn: '2026-04-15' })
    await importFiles(database, [file('both.jsonl', lines)], { now: NOW, listedOn: '2026-05-01' })
    const papers = await findPapers(database.db, ['2501.00001', '2501.00002'] as PaperId[])
    expect(papers.map((paper) => paper.listedOn)).toEqual(['2026-04-15', '2026-05-01'])
  })

  test('a file packed, from standard input, or cut into other pieces is the same file', async () => {
    const text = jsonLines(madeUpRecords(300))
    const plain = await store.open()
    await importFiles(plain, [file('a.jsonl', text)], { now: NOW })
    const packed = await store.open()
    await importFiles(packed, [file('a.data', gzipSync(text))], { now: NOW })
    const piped = await store.open()
    async function* stdin() {
      const bytes = gzipSync(text)
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
    }
    expect(await importFiles(piped, ['-'], { now: NOW, stdin: stdin() })).toMatchObject({ added: 300 })
    expect(await catalogueText(packed)).toBe(await catalogueText(plain))
    expect(await catalogueText(piped)).toBe(await catalogueText(plain))
  })

  test('a gzip cut short gives what came before the cut and says so', async () => {
    const database = await store.open()
    const bytes = gzipSync(jsonLines(madeUpRecords(2000)))
    const result = await importFiles(database, [file('cut.jsonl.gz', bytes.subarray(0, Math.floor(bytes.length * 0.6)))], { now: NOW })
    expect(result.errors).toEqual([{ input: expect.stringContaining('cut.jsonl.gz'), reason: expect.stringContaining('is cut short') }])
    expect(result.added).toBeGreaterThan(900)
    expect(await countPapers(database.db)).toBe(result.added)
    expect(await findRun(database.db, result.runs[0])).toMatchObject({ error: expect.stringContaining('is cut short') })
  })

  test('what cannot be read is told by name, and the next input is read', async () => {
    const database = await store.open()
    const good = file('good.jsonl', jsonLines(madeUpRecords(3)))
    const unknown = file('photo.dat', Buffer.from([1, 2, 3, 4]))
    const empty = file('empty.jsonl', '')
    const missing = join(temporaryFolder(), 'nowhere.jsonl')
    const result = await importFiles(database, [missing, temporaryFolder(), unknown, empty, good], { now: NOW })
    expect(result.added).toBe(3)
    expect(result.errors.map((error) => error.reason)).toEqual([
      expect.stringMatching(/nowhere\.jsonl does not exist\.$/),
      expect.stringMatching(/is a folder; name the files in it\.$/),
      expect.stringMatching(/say so with --format \(oai, atom/),
    ])
  })

  test('duplicate ids in one file are one paper', async () => {
    const database = await store.open()
    const [record] = madeUpRecords(1)
    const result = await importFiles(database, [file('twice.jsonl', jsonLines([record, record, { ...record, id: `arXiv:${record.id}v2` }]))], { now: NOW })
    expect(result).toMatchObject({ read: 3, added: 1, unchanged: 2 })
  })

  test('control characters that a database would refuse do not stop a batch', async () => {
    const database = await store.open()
    const result = await importFiles(database, [file('nul.jsonl', '{"title":"a\\u0000b paper","abstract":"x\\ud800y"}\n{"title":1,"abstract":[]}\n{"x":"\\u0000"}\n')], { now: NOW })
    expect(result).toMatchObject({ added: 1, rejectedTotal: 2 })
  })

  test('an aborted import goes on where it was, in the same run', async () => {
    const database = await store.open()
    const path = file('papers.jsonl', jsonLines(madeUpRecords(1700)))
    const abort = new AbortController()
    const progress = () => abort.abort(new Error('stop'))
    await expect(importFiles(database, [path], { now: NOW }, { progress, signal: abort.signal })).rejects.toThrow('stop')
    expect(await countPapers(database.db)).toBe(500)
    const rest = await importFiles(database, [path], { now: NOW })
    expect(rest).toMatchObject({ read: 1200, added: 1200 })
    expect(await findRun(database.db, rest.runs[0])).toMatchObject({ read: 1700, added: 1700, finished_at: NOW })
    expect(await database.db.selectFrom('source_run').select('id').execute()).toHaveLength(1)
  })

  test('killed at any point and started again, it ends as an unbroken run', async () => {
    // Records that meet in several lines, and bad ones: what a repetition would show in counts and fields.
    const records = madeUpRecords(2600)
    const doubled = records.map((record, index) => (index % 7 === 0 ? { ...records[(index * 13) % 2600], comment: `line ${index}` } : record))
    const path = file('papers.jsonl', doubled.map((record, index) => (index % 101 === 0 ? '{"title":""}\n' : `${JSON.stringify(record)}\n`)).join(''))

    const unbroken = await store.open()
    await importFiles(unbroken, [path], { now: NOW })

    const options = await store.options()
    const random = generator(20_261_125)
    let kills = 0
    for (let ended = false; !ended; ) {
      const lineToDieAt = 1 + Math.floor(random() * 3)
      // Some die right after a batch was stored, others while the next one is under way.
      const delayed = random() < 0.5
      const end = await runChild(CHILD, [JSON.stringify(options), NOW, path], (line, count) => kills < 6 && count > (delayed ? lineToDieAt : 1) && !line.startsWith('done'))
      if (end.killed) kills++
      ended = !end.killed
    }
    expect(kills).toBeGreaterThan(3)
    const broken = await openDatabase(options)
    try {
      expect(await catalogueText(broken)).toBe(await catalogueText(unbroken))
      const runs = async (database: typeof broken) => database.db.selectFrom('source_run').select(['read', 'added', 'changed', 'unchanged', 'rejected', 'cursor']).orderBy('id').execute()
      // A process that dies between its last batch and its exit has done everything; the next then finds nothing new.
      const [run, ...again] = await runs(broken)
      expect([run]).toEqual(await runs(unbroken))
      for (const { added, changed } of again) expect([added, changed]).toEqual([0, 0])
      const kept = async (database: typeof broken) => database.db.selectFrom('rejected_record').select(['line', 'reason', 'raw']).where('run_id', '=', 1).orderBy('line').execute()
      expect(await kept(broken)).toEqual(await kept(unbroken))
    } finally {
      await broken.close()
    }
  })

  test('a paper from two sources is one; the better source wins whatever the order', async () => {
    const [record] = madeUpRecords(1)
    const poor = file('poor.jsonl', jsonLines([{ ...record, title: record.title.toUpperCase(), abstract: 'Poor.', venue: 'iclr' }]))
    const good = file('good.xml', oaiPage([oaiArxivRawXml(record)]))
    const texts = []
    for (const files of [[poor, good], [good, poor]]) {
      const database = await store.open()
      await importFiles(database, files, { now: NOW })
      const [paper] = await findPapers(database.db, [record.id as PaperId])
      expect(paper).toMatchObject({ title: record.title, abstract: record.abstract, venue: 'iclr' })
      expect(paper.provenance).toMatchObject({ title: { source: 'arxiv-oai' }, venue: { source: 'jsonl' } })
      texts.push(await catalogueText(database))
    }
    expect(texts[0]).toBe(texts[1])
  })
})

const here = existsSync(SEED_PAGE)
describe.skipIf(!here)(`the saved page meets the founding edition${here ? '' : ' (the saved page is not part of this repository)'}`, () => {
  test('the catalogue stays at 36, each with its abstract', async () => {
    const database = await openDatabase({ folder: temporaryFolder() })
    try {
      await loadFoundingEdition(database)
      const result = await importFiles(database, [SEED_PAGE], { now: NOW })
      expect(result).toMatchObject({ read: 36, added: 0, changed: 36, rejectedTotal: 0 })
      expect(await countPapers(database.db)).toBe(36)
      const papers = await findPapers(database.db, foundingRecords().map((record) => record.id!))
      const text = readFileSync(SEED_PAGE, 'utf8').normalize('NFC')
      for (const paper of papers) {
        expect(text).toContain(paper.abstract)
        expect(paper.listedOn).toBe('2026-04-14')
        expect(paper.authors.length).toBeGreaterThan(0)
      }
      expect(await importFiles(database, [SEED_PAGE], { now: NOW })).toMatchObject({ changed: 0, unchanged: 36 })
    } finally {
      await database.close()
    }
  })
})
