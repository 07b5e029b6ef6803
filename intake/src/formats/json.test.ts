import { externalId } from '@offprint/catalogue'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heldBytes } from '../testing/memory.ts'
import { parseAll, recordsOf } from '../testing/parse.ts'
import { madeUpRecords } from '../testing/records.ts'
import { parseHf } from './hf.ts'
import { parseJsonLines } from './jsonl.ts'

const lines = (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const RECORDS = madeUpRecords(30)

test('the exported shape comes back unchanged, as lines or as one array, however the bytes are cut', async () => {
  for (const text of [lines(RECORDS), `\uFEFF${lines(RECORDS)}`, JSON.stringify(RECORDS), JSON.stringify(RECORDS, null, 2)]) {
    expect(recordsOf(await parseAll(parseJsonLines, text))).toEqual(RECORDS)
    for (const pieces of [1, 17]) expect(recordsOf(await parseAll(parseJsonLines, text, { pieces }))).toEqual(RECORDS)
  }
})

test('authors as strings, year in place of published, other names by the map, unknown fields counted', async () => {
  const counted: Record<string, number> = {}
  const unknownField = (name: string) => void (counted[name] = (counted[name] ?? 0) + 1)
  const text = lines([{ key: 'iclr2018-B11', headline: 'A <i>Title</i> &amp; more', authors: ['Ada Lovelace'], year: 2018, citations: 3, abs: null }])
  expect(recordsOf(await parseAll(parseJsonLines, text, { map: { key: 'id', headline: 'title', abs: 'abstract' }, unknownField }))).toEqual([
    { id: 'ext:iclr2018-B11', title: 'A Title & more', authors: [{ name: 'Ada Lovelace' }], published: '2018' },
  ])
  expect(counted).toEqual({ citations: 1 })
})

test('identifiers: arXiv in any form, DOIs, others as ext', async () => {
  const ids = ['arXiv:2508.01832v3', 'https://arxiv.org/abs/cs/0112017', '10.1000/ABC', 'My paper #1', undefined]
  const records = recordsOf(await parseAll(parseJsonLines, lines(ids.map((id) => ({ id, title: 'T' })))))
  expect(records.map((record) => record.id)).toEqual(['2508.01832', 'cs/0112017', 'doi:10.1000/abc', 'ext:My-paper-1', undefined])
})

test('one string of authors is split where names end', async () => {
  const records = recordsOf(await parseAll(parseJsonLines, lines(['Ada Lovelace, Alan Turing', 'Lovelace, Ada; Turing, Alan', 'Lovelace, Ada and Turing, Alan'].map((authors) => ({ title: 'T', authors })))))
  for (const record of records) expect(record.authors).toEqual([{ name: 'Ada Lovelace' }, { name: 'Alan Turing' }])
})

test.each([
  ['{"title":"x"', 'not valid JSON'],
  ['[1]', 'not a JSON object'],
  ['{"id":"1"}', 'no title'],
  ['{"title":"  <b></b> "}', 'no title'],
  ['{"title":"x","abstract":{}}', '"abstract" should be text'],
  ['{"title":"x","published":"2025-02-30"}', '"published" should be a date'],
  ['{"title":"x","authors":[1]}', '"authors" should be a list of names'],
  ['{"title":"x","listedOn":"2025"}', '"listedOn" should be a day'],
  ['{"title":"x","links":[{"url":"javascript:alert(1)"}]}', '"links" should be'],
  [`{"title":"${'x'.repeat(3000)}"}`, '3000 characters'],
])('%s is rejected with its line, the rest is read', async (bad, reason) => {
  const text = `{"title":"first"}\n${bad}\n\n{"title":"last"}`
  const items = await parseAll(parseJsonLines, text)
  expect(items).toMatchObject([{ line: 1 }, { line: 2, reason: expect.stringContaining(reason), raw: bad }, { line: 4 }])
})

test('a line that is not UTF-8 is rejected and not guessed at', async () => {
  const bytes = Buffer.concat([Buffer.from('{"title":"Caf'), Buffer.from([0xe9]), Buffer.from('"}\n{"title":"Café"}\n')])
  expect(await parseAll(parseJsonLines, bytes)).toMatchObject([{ line: 1, reason: expect.stringContaining('UTF-8') }, { line: 2, record: { title: 'Café' } }])
})

test('an array cut short gives its whole objects', async () => {
  const text = JSON.stringify(RECORDS)
  const items = await parseAll(parseJsonLines, text.slice(0, text.indexOf(RECORDS[5].title)))
  expect(items).toHaveLength(6)
  expect(items[5]).toMatchObject({ reason: 'The file ends in the middle of this record.' })
})

test('a line far over the limit is rejected, its neighbours are read, and memory stays', async () => {
  const chunk = Buffer.alloc(2 ** 20, 'x')
  for (const [open, close] of [['{"title":"a"}\n{"title":"', '"}\n{"title":"b"}'], ['[{"title":"a"},{"title":"', '"},{"title":"b"}]']]) {
    async function* endless() {
      yield Buffer.from(open)
      for (let megabyte = 0; megabyte < 200; megabyte++) yield Buffer.from(chunk)
      held = heldBytes()
      yield Buffer.from(close)
    }
    const before = heldBytes()
    let held = Infinity
    const items = []
    for await (const item of parseJsonLines(endless(), { now: '2025-01-01' })) items.push(item)
    expect(items.map((item) => ('reason' in item ? item.reason.slice(0, 28) : item.record.title))).toEqual(['a', 'This record is longer than 4', 'b'])
    expect(held - before).toBeLessThan(20e6)
  }
})

test('any JSON at all gives items and no exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.json(), fc.string()), { maxLength: 6 }), async (values) => {
      const items = await parseAll(parseJsonLines, values.map((value) => value.replaceAll('\n', ' ')).join('\n'))
      expect(items.length).toBeLessThanOrEqual(values.join('').length)
    }),
  )
})

test('Hugging Face: wrapped and bare items, imported figures apart, the listing day from the submission', async () => {
  const paper = {
    id: '2508.01832', title: 'T', summary: 'S', authors: [{ name: 'Ada Lovelace', hidden: false }], publishedAt: '2025-08-01T00:00:00.000Z', upvotes: 42,
    submittedOnDailyAt: '2025-08-05T07:00:00.000Z', submittedOnDailyBy: { name: 'akhaliq' }, githubRepo: 'https://github.com/x/y', projectPage: 'https://github.com/x/y',
    organization: { name: 'exorg', fullname: 'Example Org' }, linkedModels: [{ id: 'a/b' }, { id: '../evil' }], discussionId: '64cc',
  }
  const expected = {
    id: '2508.01832', title: 'T', abstract: 'S', authors: [{ name: 'Ada Lovelace' }], published: '2025-08-01', listedOn: '2025-08-05', listedBy: 'source:huggingface/akhaliq',
    organisation: { slug: 'exorg', name: 'Example Org' }, importedUpvotes: 42,
    links: [{ kind: 'code', url: 'https://github.com/x/y' }, { kind: 'model', url: 'https://huggingface.co/a/b' }],
  }
  // The wrapper's own publishedAt follows arXiv's date in real answers: the listing day must not come from it.
  const wrapped = { paper, publishedAt: '2025-07-31T20:00:00.000Z', title: 'T', numComments: 3 }
  expect(recordsOf(await parseAll(parseHf, JSON.stringify([wrapped])))).toEqual([{ ...expected, importedComments: 3 }])
  expect(recordsOf(await parseAll(parseHf, JSON.stringify(paper)))).toEqual([expected])
  expect(await parseAll(parseHf, '[{"title":"no paper"}]')).toMatchObject([{ reason: expect.stringContaining('identifier') }])
  expect(expected.id).toBe(externalId('arXiv:2508.01832'))
})
