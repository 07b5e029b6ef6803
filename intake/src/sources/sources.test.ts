import { externalId, findPaper, upsertPapers, type PaperRecord } from '@offprint/catalogue'
import { eachEngine } from '@offprint/store/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { HostPolicy } from '../gate/policy.ts'
import { SourceError } from '../gate/http.ts'
import { harvestAnnouncements, harvestContext, harvestHuggingFace } from '../harvest/harvest.ts'
import { listRuns } from '../import/run.repository.ts'
import { Archive } from '../simulator/archive.ts'
import type { Fault } from '../simulator/faults.ts'
import { startSimulator, type SimulatorOptions } from '../simulator/server.ts'
import { catalogueText } from '../testing/catalogue.ts'
import { madeUpRecords } from '../testing/records.ts'
import { readCrossrefWork } from './crossref/fetch.ts'
import { readDataciteDoi } from './datacite/fetch.ts'
import { enrichListedPapers, readSemanticScholar } from './enrichment/semantic-scholar.ts'
import { harvestOpenreview, readOpenreviewNote } from './openreview/fetch.ts'
import { fetchPaperRecord, takeInPaper } from './registry.ts'

const FAST: HostPolicy = { intervalMs: 2, leaseMs: 600, backoffMs: 2, maxBackoffMs: 20, attempts: 6, deadlineMs: 5_000 }
const NOW = '2026-11-25T12:00:00Z'
const CLEAN = { tooSoon: 0, parallel: 0, ignoredRetryAfter: 0, anonymous: 0, malformed: 0 }

async function simulate(records: PaperRecord[], options: Partial<SimulatorOptions> = {}) {
  const archive = new Archive(records, () => '2026-11-20')
  const simulator = await startSimulator({ archive, intervalMs: FAST.intervalMs, now: () => NOW, ...options })
  onTestFinished(() => simulator.close())
  return { archive, simulator, settings: { contact: 'keeper@example.org', policy: FAST, now: () => NOW } }
}

/** 230 papers on Tuesday, some on Wednesday, none at the weekend before. */
const listed = () => madeUpRecords(240).map((record, index) => ({ ...record, listedOn: index < 230 ? '2026-11-24' : '2026-11-25', importedUpvotes: index, importedComments: 2, organisation: { slug: 'exorg', name: 'Example Org' } }))

eachEngine('Hugging Face Daily Papers', (store) => {
  test('days and their pages since the first, listed on their day, with imported figures', async () => {
    const records = listed()
    const { simulator, settings } = await simulate(records)
    const database = await store.open()
    const result = await harvestHuggingFace(database, { ...settings, endpoint: simulator.origin, since: '2026-11-21' })
    expect(result).toMatchObject({ read: 240, added: 240, rejectedTotal: 0 })
    expect(await findPaper(database.db, records[7].id!)).toMatchObject({ listedOn: '2026-11-24', listedBy: 'source:huggingface', importedUpvotes: 7, importedComments: 2, upvotes: 0, organisation: { slug: 'exorg', name: 'Example Org' }, provenance: { title: { source: 'offprint' } } })
    expect(simulator.log).toHaveLength(3 + 3 + 1)
    expect(simulator.politeness.violations).toEqual(CLEAN)
  })

  test('votes that came since are taken at the next run, the listing stays', async () => {
    const records = listed()
    const { archive, simulator, settings } = await simulate(records)
    const database = await store.open()
    const options = { ...settings, endpoint: simulator.origin }
    await harvestHuggingFace(database, options)
    archive.change(records[3].id!, '2026-11-25', { importedUpvotes: 99 })
    expect(await harvestHuggingFace(database, options)).toMatchObject({ added: 0, changed: 1 })
    expect(await findPaper(database.db, records[3].id!)).toMatchObject({ importedUpvotes: 99, listedOn: '2026-11-24' })
  })

  test('faults change nothing in the end', async () => {
    const kinds: Fault[] = ['drop', 'too-many', 'gzip', 'xml', 'empty', 'html', 'error', 'redirect']
    const [calm, rough] = [await simulate(listed()), await simulate(listed(), { faults: { every: 2, kinds } })]
    const [unbroken, database] = [await store.open(), await store.open()]
    await harvestHuggingFace(unbroken, { ...calm.settings, endpoint: calm.simulator.origin, since: '2026-11-10' })
    await harvestHuggingFace(database, { ...rough.settings, endpoint: rough.simulator.origin, since: '2026-11-10' })
    expect(await catalogueText(database)).toBe(await catalogueText(unbroken))
    expect(Object.keys(rough.simulator.faultsSent).sort()).toEqual([...kinds].sort())
    expect(rough.simulator.politeness.violations).toEqual(CLEAN)
  })

  test('"today" that is still tomorrow over there is no failure; a day long past that is refused is', async () => {
    const { simulator, settings } = await simulate(listed(), { now: () => '2026-11-24T23:50:00Z' })
    const database = await store.open()
    expect(await harvestHuggingFace(database, { ...settings, endpoint: simulator.origin, since: '2026-11-24' })).toMatchObject({ added: 230 })
    await simulator.close()
    const strange = await simulate([], { now: () => '2020-01-01T00:00:00Z' })
    await expect(harvestHuggingFace(database, { ...settings, endpoint: strange.simulator.origin, date: '2026-11-01' })).rejects.toThrow(SourceError)
  })

  test('a source silent for a month is asked for every day of it', async () => {
    const { simulator, settings } = await simulate(listed())
    const database = await store.open()
    await harvestHuggingFace(database, { ...settings, endpoint: simulator.origin, now: () => '2026-10-20T12:00:00Z' })
    simulator.log.length = 0
    expect(await harvestHuggingFace(database, { ...settings, endpoint: simulator.origin })).toMatchObject({ added: 240 })
    expect(simulator.log[0]).toContain('date=2026-10-18')
    expect(new Set(simulator.log.map((line) => /date=([\d-]+)/.exec(line)![1])).size).toBe(39)
  })
})

eachEngine('arXiv announcements', (store) => {
  test('a new announcement gives the day, a replacement does not; an unchanged feed is not read again', async () => {
    const records = madeUpRecords(20).map((record) => ({ ...record, categories: ['cs.LG'] }))
    const { simulator, settings } = await simulate(records)
    const database = await store.open()
    const options = { ...settings, endpoint: `${simulator.origin}/rss`, categories: ['cs'] }
    expect(await harvestAnnouncements(database, options)).toMatchObject({ read: 20, added: 20 })
    const days = await Promise.all(records.map(async (record) => (await findPaper(database.db, record.id!))?.announcedOn))
    expect(days.slice(0, 5)).toEqual(['2026-11-25', '2026-11-25', '2026-11-25', undefined, undefined])
    const paper = await findPaper(database.db, records[0].id!)
    expect(paper).toMatchObject({ title: records[0].title, abstract: records[0].abstract, authors: records[0].authors })
    expect(paper!.published).toBeUndefined()
    expect(paper!.listedOn).toBeUndefined()
    expect(await harvestAnnouncements(database, options)).toMatchObject({ read: 0 })
    expect((await listRuns(database.db)).every((run) => run.finished_at)).toBe(true)
  })

  test('a holiday without announcements is a complete run', async () => {
    const { simulator, settings } = await simulate([])
    expect(await harvestAnnouncements(await store.open(), { ...settings, endpoint: `${simulator.origin}/rss`, categories: ['cs'] })).toMatchObject({ read: 0, rejectedTotal: 0 })
  })
})

// Made up after the published documentation of each service.
const WORK = {
  DOI: '10.1000/XYZ', title: ['On <i>Tests</i>'], subtitle: ['A Study'], abstract: '<jats:title>Abstract</jats:title><jats:p>One &amp; two.</jats:p>', issued: { 'date-parts': [[2020, 5]] },
  author: [{ given: 'Ada', family: 'Lovelace', ORCID: 'http://orcid.org/0000-0002-1825-0097', affiliation: [{ name: 'London' }] }, { name: 'The Group' }],
  'container-title': ['J. Tests'], volume: '12', issue: '3', page: '45-67', license: [{ URL: 'https://creativecommons.org/licenses/by/4.0/' }], URL: 'http://dx.doi.org/10.1000/xyz',
}
const DATACITE = {
  doi: '10.5281/zenodo.1', titles: [{ title: 'A Data Paper' }], publicationYear: 2021, dates: [{ date: '2021-03-04', dateType: 'Issued' }], url: 'https://zenodo.org/record/1',
  creators: [{ name: 'Hopper, Grace', givenName: 'Grace', familyName: 'Hopper', nameIdentifiers: [{ nameIdentifier: '0000-0002-1825-0097' }] }, { name: 'Lab, The', nameType: 'Organizational' }],
  descriptions: [{ description: 'Not this.', descriptionType: 'Other' }, { description: 'This.', descriptionType: 'Abstract' }], subjects: [{ subject: 'tests' }],
}
const NOTE = { id: 'B11bwYgfM', forum: 'B11bwYgfM', cdate: 1_518_730_188_352, content: { title: { value: 'A Submission' }, abstract: { value: 'Text.' }, authors: { value: ['Ada Lovelace'] }, keywords: { value: ['tests'] }, venue: { value: 'ICLR 2018' } } }

describe('records of single papers', () => {
  test('Crossref', () => {
    expect(readCrossrefWork(WORK)).toEqual({
      id: 'doi:10.1000/xyz', doi: '10.1000/xyz', title: 'On Tests: A Study', abstract: 'One & two.', published: '2020-05', journalRef: 'J. Tests 12(3), 45-67 (2020)', venue: 'J. Tests',
      authors: [{ name: 'Ada Lovelace', orcid: '0000-0002-1825-0097', affiliation: 'London' }, { name: 'The Group' }], licence: 'https://creativecommons.org/licenses/by/4.0/',
    })
  })
  test('DataCite, where arXiv\'s own DOIs lead to the arXiv paper', () => {
    expect(readDataciteDoi(DATACITE)).toMatchObject({ id: 'doi:10.5281/zenodo.1', abstract: 'This.', published: '2021-03-04', authors: [{ name: 'Grace Hopper', orcid: '0000-0002-1825-0097' }, { name: 'Lab, The' }] })
    expect(readDataciteDoi({ ...DATACITE, doi: '10.48550/arXiv.2508.01832' })).toMatchObject({ id: '2508.01832' })
  })
  test('OpenReview, both versions of its interface', () => {
    const expected = { id: 'openreview:B11bwYgfM', title: 'A Submission', abstract: 'Text.', authors: [{ name: 'Ada Lovelace' }], keywords: ['tests'], venue: 'ICLR 2018', published: '2018-02-15T21:29:48Z' }
    expect(readOpenreviewNote(NOTE)).toEqual(expected)
    expect(readOpenreviewNote({ ...NOTE, content: Object.fromEntries(Object.entries(NOTE.content).map(([name, { value }]) => [name, value])) })).toEqual(expected)
  })
  test('Semantic Scholar', () => {
    expect(readSemanticScholar({ title: 'T', externalIds: { DOI: '10.1000/ABC' }, venue: 'NeurIPS', journal: { name: 'ArXiv' } }, externalId('2508.01832'))).toEqual({ id: '2508.01832', title: 'T', doi: '10.1000/abc', venue: 'NeurIPS' })
  })
})

eachEngine('enrichment', (store) => {
  test('listed papers without a venue are asked about, unknown ones are left', async () => {
    const records = madeUpRecords(3).map((record) => ({ ...record, listedOn: '2026-11-24' }))
    const known = `/graph/v1/paper/${encodeURIComponent(`ARXIV:${records[1].id}`)}`
    const { simulator, settings } = await simulate([], { routes: { [known]: () => ({ status: 200, body: JSON.stringify({ title: records[1].title, venue: 'NeurIPS', externalIds: { DOI: '10.1000/abc' } }) }) } })
    const database = await store.open()
    await database.write((trx) => upsertPapers(trx, records, { source: 'arxiv-oai' }))
    expect(await enrichListedPapers(harvestContext(database, settings), 'key', simulator.origin)).toEqual({ asked: 3, changed: 1 })
    expect(await findPaper(database.db, records[1].id!)).toMatchObject({ venue: 'NeurIPS', doi: '10.1000/abc', title: records[1].title, provenance: { title: { source: 'arxiv-oai' }, venue: { source: 'enrichment' } } })
    expect(simulator.politeness.violations).toEqual(CLEAN)
  })
})

eachEngine('asking for one paper', (store) => {
  test('each id is asked for where it belongs, and taken in', async () => {
    const [record] = madeUpRecords(1)
    const json = (value: unknown) => ({ status: 200, body: JSON.stringify(value) })
    const { simulator, settings } = await simulate([record], {
      routes: {
        '/works/10.1000': () => json({ message: WORK }),
        '/dois/10.5281': () => json({ data: { attributes: DATACITE } }),
        '/notes': (query) => json({ notes: query.get('id') === NOTE.id ? [NOTE] : query.has('content.venueid') ? Array.from({ length: query.get('offset') === '0' ? 1000 : 3 }, (_, index) => ({ ...NOTE, id: `n${query.get('offset')}x${index}`, forum: `n${query.get('offset')}x${index}`, content: { title: { value: `Submission ${query.get('offset')} ${index}` } } })) : [] }),
      },
    })
    const database = await store.open()
    const context = harvestContext(database, settings)
    const endpoints = { arxivAtom: `${simulator.origin}/api/query`, crossref: simulator.origin, datacite: simulator.origin, openreview: simulator.origin }
    expect(await takeInPaper(context, record.id!, endpoints)).toBe(record.id)
    expect(await findPaper(database.db, record.id!)).toMatchObject({ title: record.title, published: record.published, provenance: { title: { source: 'arxiv-atom' } } })
    const sources = []
    for (const id of ['doi:10.1000/xyz', 'doi:10.5281/zenodo.1', 'openreview:B11bwYgfM', 'doi:10.9999/nowhere', '2501.99999', 'ext:own']) sources.push((await fetchPaperRecord(context, externalId(id), endpoints))?.source)
    expect(sources).toEqual(['crossref', 'datacite', 'openreview', undefined, undefined, undefined])
    expect(await harvestOpenreview(context, { venue: 'ICLR.cc/2018/Conference', endpoint: simulator.origin })).toMatchObject({ added: 1003 })
    expect(simulator.politeness.violations).toEqual(CLEAN)
  })
})
