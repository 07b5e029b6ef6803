import { join } from 'node:path'
import { countPapers, findPaper, type PaperRecord } from '@offprint/catalogue'
import { openDatabase } from '@offprint/store'
import { eachEngine } from '@offprint/store/testing'
import { expect, onTestFinished, test } from 'vitest'
import type { HostPolicy } from '../../gate/policy.ts'
import { SourceError } from '../../gate/http.ts'
import { harvestArxiv } from '../../harvest/harvest.ts'
import { listRuns, rejectedOf } from '../../import/run.repository.ts'
import { Archive } from '../../simulator/archive.ts'
import { FAULTS } from '../../simulator/faults.ts'
import { startSimulator, type SimulatorOptions } from '../../simulator/server.ts'
import { catalogueText } from '../../testing/catalogue.ts'
import { runChild } from '../../testing/child.ts'
import { generator, madeUpRecords } from '../../testing/records.ts'

/** The rules of arXiv at a thousandth of its time. */
const FAST: HostPolicy = { intervalMs: 3, leaseMs: 600, backoffMs: 2, maxBackoffMs: 20, attempts: 6, deadlineMs: 5_000 }
const NOW = '2026-11-25T12:00:00Z'
const CHILD = join(import.meta.dirname, '../../testing/harvest-child.ts')

const day = (index: number) => `2026-11-${String(1 + (index % 20)).padStart(2, '0')}`

/** Records as arXiv would have them: versions, and days of modification that differ from days of publication. */
function archiveOf(count: number, seed = 1): Archive {
  const records: PaperRecord[] = madeUpRecords(count, seed).map((record, index) => {
    const versions = Array.from({ length: 1 + (index % 3) }, (_, v) => ({ version: v + 1, at: `2025-${String(1 + ((index + v) % 12)).padStart(2, '0')}-15T0${v}:00:00Z` })).sort((a, b) => (a.at < b.at ? -1 : 1)).map((version, v) => ({ ...version, version: v + 1 }))
    return { ...record, versions, published: versions[0].at, updated: versions.at(-1)!.at, comment: index % 50 === 0 ? 'This paper has been withdrawn' : undefined }
  })
  return new Archive(records, day)
}

async function simulate(options: Partial<SimulatorOptions> & { archive: Archive }) {
  const simulator = await startSimulator({ pageSize: 100, intervalMs: FAST.intervalMs, now: () => NOW, ...options })
  onTestFinished(() => simulator.close())
  return { simulator, settings: { endpoint: `${simulator.origin}/oai`, sets: [''].filter(Boolean), from: '2026-11-01', policy: FAST, contact: 'keeper@example.org', now: () => NOW } }
}

eachEngine('harvesting arXiv', (store) => {
  test('both formats meet in one paper: authors as data, dates from versions', async () => {
    const archive = archiveOf(250)
    const { simulator, settings } = await simulate({ archive })
    const database = await store.open()
    const result = await harvestArxiv(database, settings)
    expect(result).toMatchObject({ read: 500, added: 250, rejectedTotal: 0 })
    expect(await countPapers(database.db)).toBe(250)
    for (const record of archive.records.slice(0, 60)) {
      const paper = await findPaper(database.db, record.id!)
      expect(paper).toMatchObject({ title: record.title, authors: record.authors, published: record.versions![0].at, updated: record.versions!.at(-1)!.at, versions: record.versions, withdrawn: record.comment !== undefined })
      expect(paper!.listedOn).toBeUndefined()
    }
    expect(simulator.politeness.violations).toEqual({ tooSoon: 0, parallel: 0, ignoredRetryAfter: 0, anonymous: 0, malformed: 0 })
  })

  test('a second run asks from the server\'s day of the first, and finds nothing new', async () => {
    const archive = archiveOf(30)
    const { simulator, settings } = await simulate({ archive, now: () => '2026-11-20T23:59:00Z' })
    const database = await store.open()
    // The keeper's clock is ten minutes ahead: already the next day.
    const own = { endpoint: settings.endpoint, sets: ['cs'], policy: FAST, contact: 'x', now: () => '2026-11-21T00:09:00Z' }
    await harvestArxiv(database, own)
    simulator.log.length = 0
    const second = await harvestArxiv(database, own)
    expect(simulator.log.map((line) => new URLSearchParams(line.split('?')[1]).get('from'))).toEqual(['2026-11-20', '2026-11-20'])
    expect(second).toMatchObject({ added: 0, changed: 0 })
  })

  test('a revision updates text and versions, never the day of listing or of publication', async () => {
    const archive = archiveOf(5)
    const { settings } = await simulate({ archive })
    const database = await store.open()
    await harvestArxiv(database, settings)
    const [record] = archive.records
    await database.db.updateTable('paper').set({ listed_on: '2026-11-10', listed_by: 'person:1' }).where('id', '=', record.id!).execute()
    archive.change(record.id!, '2026-11-24', { title: `${record.title}, revised`, updated: '2026-11-24T01:00:00Z', versions: [...record.versions!, { version: 9, at: '2026-11-24T01:00:00Z' }] })
    await harvestArxiv(database, settings)
    expect(await findPaper(database.db, record.id!)).toMatchObject({ title: `${record.title}, revised`, listedOn: '2026-11-10', listedBy: 'person:1', published: record.published, updated: '2026-11-24T01:00:00Z' })
  })

  test('corrected metadata without a new version is taken too; a deleted record withdraws the paper', async () => {
    const archive = archiveOf(5)
    const { settings } = await simulate({ archive })
    const database = await store.open()
    await harvestArxiv(database, settings)
    const [first, second] = archive.records
    archive.change(first.id!, '2026-11-24', { journalRef: 'J. Tests 1 (2026)', authors: [{ name: 'Corrected Name' }] })
    archive.delete(second.id!, '2026-11-24')
    await harvestArxiv(database, settings)
    expect(await findPaper(database.db, first.id!)).toMatchObject({ journalRef: 'J. Tests 1 (2026)', authors: [{ name: 'Corrected Name' }] })
    expect(await findPaper(database.db, second.id!)).toMatchObject({ withdrawn: true, title: second.title })
  })

  test('a run from a given day is where the next one goes on; another day gives an interrupted run up', async () => {
    const archive = archiveOf(300)
    const { simulator, settings } = await simulate({ archive, onRequest: (request) => simulator.setFaults({ every: request === 2 ? 1 : 0, kinds: ['error'] }) })
    const database = await store.open()
    await expect(harvestArxiv(database, { ...settings, from: '2026-11-05', policy: { ...FAST, attempts: 1 } })).rejects.toThrow(SourceError)
    await harvestArxiv(database, { ...settings, from: '2026-11-01' })
    expect(await countPapers(database.db)).toBe(300)
    simulator.log.length = 0
    await harvestArxiv(database, { ...settings, from: undefined })
    expect(simulator.log.map((line) => new URLSearchParams(line.split('?')[1]).get('from'))).toEqual(['2026-11-25', '2026-11-25'])
    expect((await listRuns(database.db)).map((run) => run.error)).toEqual([null, null, expect.stringContaining('Given up')])
  })

  test('nothing matches: that is a complete run', async () => {
    const { settings } = await simulate({ archive: archiveOf(3) })
    const database = await store.open()
    expect(await harvestArxiv(database, { ...settings, from: '2026-11-25' })).toMatchObject({ read: 0, added: 0 })
    expect((await listRuns(database.db))[0].finished_at).toBe(NOW)
  })

  test('a token that died at midnight is not used; the list goes on from the last datestamp reached', async () => {
    const archive = archiveOf(400)
    let now = '2026-11-25T23:59:58Z'
    const { simulator, settings } = await simulate({ archive, now: () => now, onRequest: (request) => (now = request >= 3 ? '2026-11-26T00:00:02Z' : now) })
    const database = await store.open()
    const result = await harvestArxiv(database, { ...settings, now: () => now })
    expect(await countPapers(database.db)).toBe(400)
    expect(result.added).toBe(400)
    // Records of the first two pages are of the first ten days: the list began again there.
    const restart = simulator.log.map((line) => new URLSearchParams(line.split('?')[1]).get('from')).filter(Boolean)
    expect(restart).toEqual(['2026-11-01', '2026-11-10', '2026-11-01'])
  })

  test('a hundred pages of one datestamp come to their end', async () => {
    const archive = new Archive(madeUpRecords(1000), () => '2026-11-24')
    const { settings } = await simulate({ archive, pageSize: 10 })
    const database = await store.open()
    expect(await harvestArxiv(database, settings)).toMatchObject({ added: 1000 })
  })

  test('records that change while one pages end up as the source has them', async () => {
    const archive = archiveOf(500)
    const ids = archive.records.map((record) => record.id!)
    const { settings } = await simulate({ archive, onRequest: (request) => archive.change(ids[request * 7], '2026-11-25', { title: `Changed while paging ${request}` }) })
    const database = await store.open()
    await harvestArxiv(database, settings)
    // What moved past an offset is seen by the run of the next day, whose "from" is the day on which this one began.
    await harvestArxiv(database, settings)
    for (const record of archive.records) expect((await findPaper(database.db, record.id!))?.title).toBe(record.title)
  })

  test('a page that stays damaged gives its good records, and keeps the bad one', async () => {
    const archive = archiveOf(20)
    const { settings } = await simulate({ archive, faults: { every: 1, kinds: ['xml'] } })
    const database = await store.open()
    const result = await harvestArxiv(database, settings)
    expect(result.rejectedTotal).toBe(2)
    // The record whose title is damaged in one format is damaged in the other.
    expect(await countPapers(database.db)).toBe(19)
    expect(await rejectedOf(database.db, result.run)).toEqual([1, 2].map((line) => expect.objectContaining({ line, raw: expect.stringContaining('</titel>') })))
  })

  test('a source that stays broken stops the run in one sentence; the next goes on', async () => {
    const archive = archiveOf(300)
    const { simulator, settings } = await simulate({ archive, onRequest: (request) => simulator.setFaults({ every: request === 2 ? 1 : 0, kinds: ['error'] }) })
    const database = await store.open()
    const hold = { ...settings, policy: { ...FAST, attempts: 1 } }
    await expect(harvestArxiv(database, hold)).rejects.toThrow(SourceError)
    expect((await listRuns(database.db))[0]).toMatchObject({ finished_at: null, error: expect.stringMatching(/^127\.0\.0\.1:\d+ answers with status 500/) })
    expect(await countPapers(database.db)).toBe(100)
    expect(await harvestArxiv(database, hold)).toMatchObject({ added: 200 })
    expect(await listRuns(database.db)).toHaveLength(1)
  })

  test('entity bombs are refused and count as a broken answer', async () => {
    const { settings } = await simulate({ archive: archiveOf(3), faults: { every: 1, kinds: ['bomb'] } })
    const database = await store.open()
    await expect(harvestArxiv(database, { ...settings, policy: { ...FAST, attempts: 2 } })).rejects.toThrow(/document type or entities/)
    expect(await countPapers(database.db)).toBe(0)
  })
})

/** Half a minute each on an idle machine; a busy one must not turn slowness into failure. */
const BUSY_MACHINE_MS = 600_000

eachEngine('harvesting a source that fails', (store) => {
  const COUNT = 10_000

  test(`${COUNT} records with a fault on every tenth request: the catalogue of a run without`, async () => {
    const pageSize = COUNT / 100
    const calm = await simulate({ archive: archiveOf(COUNT), pageSize })
    const unbroken = await store.open()
    await harvestArxiv(unbroken, calm.settings)

    const rough = await simulate({ archive: archiveOf(COUNT), pageSize, faults: { every: 10, kinds: FAULTS } })
    const database = await store.open()
    await harvestArxiv(database, rough.settings)
    expect(await catalogueText(database)).toBe(await catalogueText(unbroken))
    expect(await countPapers(database.db)).toBe(COUNT)
    // Each kind of fault has been met.
    expect(Object.keys(rough.simulator.faultsSent).sort()).toEqual([...FAULTS].sort())
    expect(rough.simulator.politeness.violations).toEqual({ tooSoon: 0, parallel: 0, ignoredRetryAfter: 0, anonymous: 0, malformed: 0 })
  }, BUSY_MACHINE_MS)

  const KILLS = 20
  test(`killed at ${KILLS} random points: the catalogue of an unbroken run, and no rule broken`, async () => {
    const archive = () => archiveOf(1200)
    const calm = await simulate({ archive: archive(), pageSize: 40 })
    const unbroken = await store.open()
    await harvestArxiv(unbroken, calm.settings)

    const rough = await simulate({ archive: archive(), pageSize: 40 })
    const options = await store.options()
    const random = generator(7)
    const { policy, now, ...own } = rough.settings
    const args = [options, own, { ...policy, leaseMs: 100 }, now()].map((value) => JSON.stringify(value))
    let kills = 0
    for (let ended = false; !ended; ) {
      const dieAt = 1 + Math.floor(random() * 4)
      const end = await runChild(CHILD, args, (line, count) => kills < KILLS && count >= dieAt && line !== 'done')
      if (end.killed) kills++
      ended = !end.killed
    }
    expect(kills).toBe(KILLS)
    const database = await openDatabase(options)
    try {
      expect(await catalogueText(database)).toBe(await catalogueText(unbroken))
      expect(rough.simulator.politeness.violations).toEqual({ tooSoon: 0, parallel: 0, ignoredRetryAfter: 0, anonymous: 0, malformed: 0 })
    } finally {
      await database.close()
    }
  }, BUSY_MACHINE_MS)
})

