import type { PaperRecord } from '@offprint/catalogue'
import { externalId } from '@offprint/catalogue'
import { describe, expect, test } from 'vitest'
import { InputError } from '../item.ts'
import { heldBytes } from '../testing/memory.ts'
import { parseAll, recordsOf } from '../testing/parse.ts'
import { madeUpRecords } from '../testing/records.ts'
import { atomEntry, atomFeed, oaiArxivRawXml, oaiArxivXml, oaiPage } from '../testing/xml.ts'
import { parseAtom } from './atom.ts'
import { datesOf, parseOai, readOaiEnvelope } from './oai.ts'
import { parseSnapshot } from './snapshot.ts'

const RECORDS = madeUpRecords(20)
const id = (text: string) => externalId(text)

describe('OAI-PMH', () => {
  test('records of both formats come out as they went in, however the bytes are cut', async () => {
    for (const toXml of [oaiArxivXml, oaiArxivRawXml]) {
      const text = oaiPage(RECORDS.map((record) => toXml(record)))
      const records = recordsOf(await parseAll(parseOai, text))
      for (const [index, record] of records.entries()) {
        const { id, title, abstract, authors, categories } = RECORDS[index]
        expect(record).toMatchObject({ id, title, abstract, authors, categories })
      }
      const whole = await parseAll(parseOai, text)
      for (const pieces of [1, 11, 4096]) expect(await parseAll(parseOai, text, { pieces })).toEqual(whole)
    }
  })

  test('a prefix on the elements, a comment and a byte order mark change nothing', async () => {
    const text = oaiPage([oaiArxivXml(RECORDS[0])]).replaceAll(/<(\/?)(record|header|metadata|identifier|datestamp|setSpec|OAI-PMH|ListRecords|responseDate|request)\b/g, '<$1oai:$2')
    expect(recordsOf(await parseAll(parseOai, `\uFEFF${text.replace('<oai:record>', '<!-- <not a record> --><oai:record>')}`))[0].id).toBe(RECORDS[0].id)
  })

  test("TeX in names and titles becomes Unicode, mathematics stays, affiliations and the journal's facts are kept", async () => {
    const record: PaperRecord = {
      id: id('2508.01832'), title: "On Schr\\\"odinger's $\\hat{H}$", abstract: 'For $x<y$ & more.', categories: ['math-ph', 'math.MP'],
      authors: [{ name: "Stephan Cl\\'emen\\c{c}on", affiliation: 'T\\\'el\\\'ecom Paris' }], comment: '12 pages; code at https://github.com/a/b.',
      journalRef: 'Ann. Phys. 1 (2025)', doi: '10.1000/XYZ 10.1000/abc', licence: 'http://creativecommons.org/licenses/by/4.0/', published: '2025-08-01',
    }
    const [read] = recordsOf(await parseAll(parseOai, oaiPage([oaiArxivXml(record)])))
    expect(read).toEqual({
      id: '2508.01832', title: "On Schrödinger's $\\hat{H}$", abstract: 'For $x<y$ & more.', categories: ['math-ph', 'math.MP'],
      authors: [{ name: 'Stephan Clémençon', affiliation: 'Télécom Paris' }], comment: '12 pages; code at https://github.com/a/b.',
      journalRef: 'Ann. Phys. 1 (2025)', doi: '10.1000/xyz', licence: 'http://creativecommons.org/licenses/by/4.0/',
      published: '2025-08-01', updated: '2025-08-01', links: [{ kind: 'code', url: 'https://github.com/a/b' }],
    })
  })

  test('"published" is version 1 and "updated" the newest, in whatever order versions stand', async () => {
    const record = { ...RECORDS[0], versions: [{ version: 3, at: '2025-06-03T01:00:00Z' }, { version: 1, at: '2025-01-01T10:00:00Z' }, { version: 2, at: '2025-02-01T00:00:00Z' }] }
    const [read] = recordsOf(await parseAll(parseOai, oaiPage([oaiArxivRawXml(record)])))
    expect(read).toMatchObject({ published: '2025-01-01T10:00:00Z', updated: '2025-06-03T01:00:00Z' })
    expect(read.versions!.map((version) => version.version)).toEqual([1, 2, 3])
  })

  test('a "created" after the month of the id is not taken for version 1', () => {
    expect(datesOf(id('2405.14568'), [], '2025-06-01')).toEqual({ published: '2024-05', updated: '2025-06-01' })
    expect(datesOf(id('2406.14568'), [], '2024-04-29', '2024-09-01')).toEqual({ published: '2024-04-29', updated: '2024-09-01' })
    expect(datesOf(id('cs/9912017'), [], '2001-01-01')).toEqual({ published: '1999-12', updated: '2001-01-01' })
  })

  test('withdrawn papers are marked, by the comment or by the last version', async () => {
    const texts = [oaiArxivXml({ ...RECORDS[0], comment: 'This paper has been withdrawn by the author' }), oaiArxivRawXml({ ...RECORDS[1], withdrawn: true }), oaiArxivXml({ ...RECORDS[2], comment: 'The claim was not withdrawable' })]
    expect(recordsOf(await parseAll(parseOai, oaiPage(texts))).map((record) => record.withdrawn)).toEqual([true, true, undefined])
  })

  test('one broken record costs only itself and is kept with its line and text', async () => {
    const good = RECORDS.slice(0, 3).map((record) => oaiArxivXml(record))
    const text = oaiPage([good[0], good[1].replace('</title>', '</tile>'), good[2], oaiArxivXml(RECORDS[3], { deleted: true }), good[2].replace(/<title>.*<\/title>/, '')])
    const items = await parseAll(parseOai, text)
    expect(items.map((item) => ('reason' in item ? item.reason : item.record.id))).toEqual([
      RECORDS[0].id,
      expect.stringContaining('not well-formed XML'),
      RECORDS[2].id,
      expect.stringContaining('has deleted'),
      'This record has no title.',
    ])
    expect(items[1]).toMatchObject({ line: 8, raw: expect.stringContaining('</tile>') })
  })

  test('bytes that are no UTF-8 reject that record', async () => {
    const bytes = Buffer.from(oaiPage([oaiArxivXml(RECORDS[0]), oaiArxivXml(RECORDS[1])]))
    bytes[bytes.indexOf('On ') + 1] = 0xff
    const items = await parseAll(parseOai, bytes)
    expect(items[0]).toMatchObject({ reason: 'This record is not valid UTF-8.' })
    expect(items[1]).toMatchObject({ record: { id: RECORDS[1].id } })
  })

  test('a page cut short gives its whole records, then says so', async () => {
    const text = oaiPage(RECORDS.map((record) => oaiArxivXml(record)))
    const items = await parseAll(parseOai, text.slice(0, text.indexOf(RECORDS[10].title)))
    expect(items).toHaveLength(11)
    expect(items[10]).toMatchObject({ reason: 'The file ends in the middle of this record.' })
  })

  test('entity bombs and external entities are refused before anything is expanded', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${oaiPage([oaiArxivXml(RECORDS[0])]).replace(/^<\?xml.*\n/, '')}`
    await expect(parseAll(parseOai, bomb)).rejects.toThrow(InputError)
    const inside = oaiPage([oaiArxivXml(RECORDS[0]).replace(RECORDS[0].title, '&xxe;'), oaiArxivXml(RECORDS[1]).replace('<metadata>', '<!DOCTYPE y SYSTEM "file:///etc/passwd"><metadata>')])
    expect((await parseAll(parseOai, inside)).map((item) => 'reason' in item)).toEqual([true, true])
  })

  test('a record far over the limit is rejected without being held', async () => {
    const record = oaiArxivXml(RECORDS[0])
    const chunk = Buffer.alloc(2 ** 20, 'x')
    async function* endless() {
      yield Buffer.from(oaiPage([record]).split('</ListRecords>')[0])
      yield Buffer.from('<record><header>')
      for (let megabyte = 0; megabyte < 200; megabyte++) yield Buffer.from(chunk)
      held = heldBytes()
      yield Buffer.from(`</header></record>${record}</ListRecords></OAI-PMH>`)
    }
    const before = heldBytes()
    let held = Infinity
    const items = []
    for await (const item of parseOai(endless(), { now: '2025-01-01' })) items.push(item)
    expect(items.map((item) => 'reason' in item)).toEqual([false, true, false])
    expect(held - before).toBeLessThan(20e6)
  })

  test('white space between very many records does not add up to anything', async () => {
    const record = `${oaiArxivXml(RECORDS[0], { deleted: true })}${' '.repeat(2000)}\n`
    async function* page() {
      const [head, tail] = oaiPage(['@@']).split('@@')
      yield Buffer.from(head)
      for (let index = 0; index < 1500; index++) yield Buffer.from(record)
      yield Buffer.from(tail)
    }
    const items = []
    for await (const item of parseOai(page(), { now: '' })) items.push(item)
    expect(items).toHaveLength(1500)
    expect(items[1499].line).toBe(6 + 1499)
  })

  test('the envelope tells token, clock and errors, and that a page is not whole', () => {
    const envelope = oaiPage([], { token: 'from=2025-08-01&skip=10', expires: '2025-08-02T00:00:00Z', responseDate: '2025-08-01T23:59:59Z' })
    expect(readOaiEnvelope(envelope)).toMatchObject({ resumptionToken: 'from=2025-08-01&skip=10', tokenExpires: '2025-08-02T00:00:00Z', responseDate: '2025-08-01T23:59:59Z', errors: [] })
    expect(readOaiEnvelope(oaiPage([], { token: '' })).resumptionToken).toBeUndefined()
    expect(readOaiEnvelope(oaiPage([]).replace(/<ListRecords>[^]*<\/ListRecords>/, '<error code="noRecordsMatch">none</error>')).errors).toEqual([{ code: 'noRecordsMatch', message: 'none' }])
    expect(() => readOaiEnvelope(envelope.slice(0, -20))).toThrow(InputError)
    expect(() => readOaiEnvelope('<html></html>')).toThrow('not an OAI-PMH page')
  })
})

describe('Atom', () => {
  test('entries come out as they went in', async () => {
    const given = RECORDS.map((record, index) => ({ ...record, updated: '2025-12-24T00:00:00Z', versions: [{ version: 1, at: record.published! }, { version: 2 + index, at: '2025-12-24T00:00:00Z' }] }))
    const text = atomFeed(given.map(atomEntry))
    const records = recordsOf(await parseAll(parseAtom, text))
    expect(records).toEqual(given.map((record) => expect.objectContaining(record)))
    expect(await parseAll(parseAtom, text, { pieces: 3 })).toEqual(await parseAll(parseAtom, text))
  })

  test("arXiv's answer to a wrong query is told in its words", async () => {
    const error = '<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_1</id><title>Error</title><summary>incorrect id format for 1</summary></entry>'
    expect(await parseAll(parseAtom, atomFeed([error]))).toMatchObject([{ reason: 'arXiv answers: incorrect id format for 1.' }])
  })

  test('subject classes among the categories are left out', async () => {
    const entry = atomEntry(RECORDS[0]).replace('</entry>', '<category term="68T07; I.2.6" scheme="x"/></entry>')
    expect(recordsOf(await parseAll(parseAtom, atomFeed([entry])))[0].categories).toEqual(RECORDS[0].categories)
  })
})

test('the metadata snapshot: versions, parsed authors, categories', async () => {
  const line = JSON.stringify({
    id: '0704.0001', submitter: 'X', authors: "C. Bal\\'azs, E. L. Berger", title: 'Calculation of\n  diphoton', comments: '37 pages', 'journal-ref': 'Phys.Rev.D76',
    doi: '10.1103/PhysRevD.76.013009', 'report-no': null, categories: 'hep-ph hep-th', license: null, abstract: '  A fully\ndifferential calculation.\n',
    versions: [{ version: 'v1', created: 'Mon, 2 Apr 2007 19:18:42 GMT' }, { version: 'v2', created: 'Tue, 24 Jul 2007 20:10:27 GMT' }],
    update_date: '2008-11-26', authors_parsed: [["Bal\\'azs", 'C.', ''], ['Berger', 'E. L.', 'Jr', 'ANL']],
  })
  expect(recordsOf(await parseAll(parseSnapshot, line))).toEqual([
    {
      id: '0704.0001', title: 'Calculation of diphoton', abstract: 'A fully differential calculation.', categories: ['hep-ph', 'hep-th'], comment: '37 pages',
      authors: [{ name: 'C. Balázs' }, { name: 'E. L. Berger Jr', affiliation: 'ANL' }], journalRef: 'Phys.Rev.D76', doi: '10.1103/physrevd.76.013009',
      versions: [{ version: 1, at: '2007-04-02T19:18:42Z' }, { version: 2, at: '2007-07-24T20:10:27Z' }], published: '2007-04-02T19:18:42Z', updated: '2007-07-24T20:10:27Z',
    },
  ])
})
