import { expect, it } from 'vitest'
import { eachEngine } from '@offprint/store/testing'
import type { Database } from '@offprint/store'
import { findPaper, findPapers, papersChangedSince, currentChange, countPapers } from './paper.repository.ts'
import { externalId, parsePaperId } from './paper-id.ts'
import type { PaperRecord } from './paper.ts'
import type { SourceName } from './source.ts'
import { upsertPapers } from './upsert.ts'

const arxiv = (text: string) => parsePaperId(text)!.id
const say = (database: Database, source: SourceName, records: PaperRecord[], more: { run?: number; repeat?: boolean } = {}) =>
  database.write((trx) => upsertPapers(trx, records, { source, ...more }))
const outcomes = async (database: Database, source: SourceName, records: PaperRecord[]) =>
  (await say(database, source, records)).map((result) => result.outcome)

const TITLE = 'Provable Scaling Laws of Feature Emergence'

eachEngine('upsertPapers', (store) => {
  it('adds, changes, and leaves alone', async () => {
    const database = await store.open()
    const record: PaperRecord = { id: arxiv('2509.21519'), title: TITLE, authors: [{ name: 'Yuandong Tian' }], categories: ['cs.LG', 'cs.AI'] }
    expect(await outcomes(database, 'jsonl', [record])).toEqual(['added'])
    const before = await currentChange(database.db)
    expect(await outcomes(database, 'jsonl', [record])).toEqual(['unchanged'])
    expect(await currentChange(database.db)).toBe(before)
    expect(await outcomes(database, 'jsonl', [{ ...record, title: `${TITLE}, revised` }])).toEqual(['changed'])
    expect(await findPaper(database.db, record.id!)).toMatchObject({ title: `${TITLE}, revised`, categories: ['cs.LG', 'cs.AI'], change: before + 1 })
  })

  it('knows one paper by id, then by DOI, then by title and first author', async () => {
    const database = await store.open()
    await say(database, 'jsonl', [{ id: arxiv('2509.21519'), title: TITLE, authors: [{ name: 'Yuandong Tian' }], doi: '10.1000/ABC' }])
    expect(await outcomes(database, 'bibtex', [{ id: externalId('10.1000/abc'), title: 'Another title for it' }])).toEqual(['changed'])
    expect(await outcomes(database, 'bibtex', [{ title: `${TITLE.toUpperCase()}!`, authors: [{ name: 'Tian, Y.' }] }])).toEqual(['unchanged'])
    expect(await outcomes(database, 'page', [{ title: TITLE }])).toEqual(['unchanged'])
    expect(await outcomes(database, 'bibtex', [{ title: TITLE, authors: [{ name: 'Someone Else' }] }])).toEqual(['added'])
    expect(await countPapers(database.db)).toBe(2)
  })

  it('never takes two arXiv papers for one, whatever their titles', async () => {
    const database = await store.open()
    const twins = ['2501.00001', '2501.00002'].map((id) => ({ id: arxiv(id), title: TITLE, authors: [{ name: 'Ann Example' }] }))
    expect(await outcomes(database, 'arxiv-oai', twins)).toEqual(['added', 'added'])
  })

  it('keeps papers apart that a file numbers and nobody signed, whatever their titles; one without a number joins them', async () => {
    const database = await store.open()
    const numbered = [1, 2].map((n) => ({ id: externalId(`report-${n}`), title: 'On the theory of thin wings' }))
    expect(await outcomes(database, 'jsonl', numbered)).toEqual(['added', 'added'])
    expect(await outcomes(database, 'jsonl', [{ title: 'A title of its own for once' }, { id: externalId('report-3'), title: 'A title of its own for once' }])).toEqual(['added', 'changed'])
    expect(await countPapers(database.db)).toBe(3)
  })

  it('joins records of one batch, and gives a paper the better id while the old one goes on leading to it', async () => {
    const database = await store.open()
    const conference: PaperRecord = { id: externalId('iclr2026-x'), title: TITLE, authors: [{ name: 'Yuandong Tian' }], venue: 'iclr' }
    const preprint: PaperRecord = { id: arxiv('2509.21519'), title: TITLE, authors: [{ name: 'Yuandong Tian' }] }
    expect(await outcomes(database, 'jsonl', [conference])).toEqual(['added'])
    const before = await currentChange(database.db)
    expect(await outcomes(database, 'arxiv-oai', [preprint, preprint])).toEqual(['changed', 'unchanged'])
    const paper = await findPaper(database.db, conference.id!)
    expect(paper).toMatchObject({ id: '2509.21519', aliases: ['ext:iclr2026-x'], venue: 'iclr' })
    expect(await countPapers(database.db)).toBe(1)
    const changes = await papersChangedSince(database.db, before, 10)
    expect(changes.removed).toEqual(['ext:iclr2026-x'])
    expect(changes.papers.map((one) => one.id)).toEqual(['2509.21519'])
  })

  it('gives every change a number of its own, and followers see each paper once, in order', async () => {
    const database = await store.open()
    const records = Array.from({ length: 25 }, (_, i) => ({ id: externalId(`p${i}`), title: `A paper with the number ${i}` }))
    await Promise.all([say(database, 'jsonl', records.slice(0, 10)), say(database, 'jsonl', records.slice(10))])
    const seen: string[] = []
    let after = 0
    for (let more = true; more; ) {
      const step = await papersChangedSince(database.db, after, 7)
      seen.push(...step.papers.map((paper) => paper.id))
      expect(step.papers.every((paper) => paper.change > after && paper.change <= step.upTo)).toBe(true)
      ;({ upTo: after, more } = step)
    }
    expect(new Set(seen).size).toBe(25)
    expect(seen.length).toBe(25)
    expect(after).toBe(await currentChange(database.db))
  })

  it('stores awkward text as it is, and SQL in it does nothing', async () => {
    const database = await store.open()
    const title = `Robert'); drop table paper; -- "quoted" $1 ? 𝔸 \\alpha`
    await say(database, 'jsonl', [{ id: externalId('x'), title, authors: [{ name: `O'Brien'; --` }] }])
    expect((await findPapers(database.db, [externalId('x')]))[0]).toMatchObject({ title, authors: [{ name: `O'Brien'; --` }] })
  })

  it('is undone as a whole when a later step of the transaction fails', async () => {
    const database = await store.open()
    await expect(
      database.write(async (trx) => {
        await upsertPapers(trx, [{ title: 'Lost with its batch' }], { source: 'jsonl' })
        throw new Error('power cut')
      }),
    ).rejects.toThrow('power cut')
    expect(await countPapers(database.db)).toBe(0)
    expect(await currentChange(database.db)).toBe(0)
  })
})
