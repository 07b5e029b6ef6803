import { existsSync, readFileSync } from 'node:fs'
import { foundingRecords } from '@offprint/catalogue'
import { describe, expect, test } from 'vitest'
import { isRejected } from '../item.ts'
import { escapeXml } from '../testing/records.ts'
import { parseAll, recordsOf } from '../testing/parse.ts'
import { parsePageHtml, parsePageText } from './page.ts'

const SEED_PAGE = '../shared/data/seed-page.txt'
const NOT_HERE = 'the saved page is not part of this repository'

const ABSTRACT = 'We propose a method that is long enough to be an abstract, with $\\ell_1$ and \\textbf{bold} in it, and it ends here.'

/** The shape of a page saved from a browser: header, then entries. */
const page = (entries: string[], header = 'new\n\nDaily Papers\n\nbyAK and the research community\n\nApr 14\n') => `${header}\n${entries.join('\n\n')}`
const entry = (title: string, meta: string, abstract = ABSTRACT) => `${title}\n\n${abstract}\n\n${meta}`

describe.skipIf(!existsSync(SEED_PAGE))(`the saved page of 14 April 2026${existsSync(SEED_PAGE) ? '' : ` (${NOT_HERE})`}`, () => {
  const text = existsSync(SEED_PAGE) ? readFileSync(SEED_PAGE, 'utf8') : ''

  test('all 36 entries agree with the founding facts in title, count of authors or organisation, and date', async () => {
    const records = recordsOf(await parseAll(parsePageText, text))
    const founding = foundingRecords()
    expect(records.map((record) => record.title)).toEqual(founding.map((record) => record.title))
    for (const [index, record] of records.entries()) {
      const fact = founding[index]
      if (record.authorCount !== undefined) expect(record.authorCount).toBe(fact.authors!.length)
      else expect(record.organisation?.slug).toBe(fact.organisation?.slug)
      expect(record.listedOn).toBe('2026-04-14')
    }
    // Two entries have neither authors nor date; the numbers are theirs on the page, from one.
    expect(records.flatMap((record, index) => (record.published ? [] : [index + 1]))).toEqual([16, 26])
    expect(records[16].organisation).toEqual({ slug: 'DukeNLPGroup', name: 'Duke NLP' })
    expect(records[3].published).toBe('2026-01-08')
    expect(records[4]).toMatchObject({ published: '2025-06-11', importedComments: 2 })
  })

  test('abstracts are whole: every word of the page outside headers and small print is in one', async () => {
    const records = recordsOf(await parseAll(parsePageText, text))
    const long = text.split('\n').filter((line) => line.length > 300)
    expect(records.map((record) => record.abstract)).toEqual(long.map((line) => line.trim().normalize('NFC')))
  })

  test('the pieces in which it arrives do not matter', async () => {
    const whole = await parseAll(parsePageText, text)
    for (const pieces of [1, 7, 1000]) expect(await parseAll(parsePageText, text, { pieces })).toEqual(whole)
  })
})

test('on a page of January, "Dec 30" is of the year before', async () => {
  const text = page([entry('A Paper of the Old Year', '• 3 authors\n·\nDec 30'), entry('A Paper of the New Year', '• 1 author\n·\nJan 2 4')], 'Daily Papers\n\nJan 5, 2026\n')
  const records = recordsOf(await parseAll(parsePageText, text))
  expect(records.map((record) => record.published)).toEqual(['2025-12-30', '2026-01-02'])
  expect(records.map((record) => record.listedOn)).toEqual(['2026-01-05', '2026-01-05'])
  expect(records[1].importedComments).toBe(4)
})

test('a page without a date lists its papers only when a day is given', async () => {
  const text = page([entry('A Paper', '• 3 authors\n·\nMar 3')], 'Daily Papers\n')
  expect(recordsOf(await parseAll(parsePageText, text))[0].listedOn).toBeUndefined()
  const [given] = recordsOf(await parseAll(parsePageText, text, { listedOn: '2025-02-01' }))
  expect(given).toMatchObject({ listedOn: '2025-02-01', published: '2024-03-03' })
})

test('abstracts of several paragraphs and wrapped lines stay with their entry', async () => {
  const wrapped = 'First line of a paragraph that a mail program\nhas wrapped.\n\nSecond paragraph, which is long enough to be seen as running text and not as a heading of any kind, by far.'
  const records = recordsOf(await parseAll(parsePageText, page([entry('One', '• 2 authors\n·\nMar 3', wrapped), entry('Two', '• 2 authors · Mar 4, 2026 7')])))
  expect(records.map((record) => record.title)).toEqual(['One', 'Two'])
  expect(records[0].abstract).toMatch(/^First line of a paragraph that a mail program has wrapped\.\n\nSecond paragraph/)
  expect(records[1]).toMatchObject({ published: '2026-03-04', importedComments: 7, authorCount: 2 })
})

test('a title that the end of the file leaves alone is rejected, with its line', async () => {
  const items = await parseAll(parsePageText, page([entry('One', '• 2 authors\n·\nMar 3'), 'A Title Cut Off']))
  expect(items.map(isRejected)).toEqual([false, true])
  expect(items[1]).toMatchObject({ line: 17, raw: 'A Title Cut Off' })
})

const htmlEntry = (title: string, id: string, meta: string) =>
  `<article class="card"><h3><a href="/papers/${id}">${escapeXml(title)}</a></h3><p>${escapeXml(ABSTRACT)}</p><div><ul><li>${meta}</li></ul><span>·</span>
   <time>Aug 1, 2025</time></div></article>`

test('HTML gives the same records as its text, and the identifiers of its links', async () => {
  const html = `<!doctype html><html><head><title>Daily Papers</title><script>var x = "<h3>No</h3>"</script></head><body><nav><a href="/models">Models</a></nav>
    <h1>Daily Papers</h1><p>by<a href="/akhaliq">AK</a> and the research community</p><time>Apr 14</time>
    ${htmlEntry('Sparse <T> & Dense', '2508.01832', '4 authors')}${htmlEntry('Another', '2508.01833', 'ExLab Example Lab')}</body></html>`
  const records = recordsOf(await parseAll(parsePageHtml, html))
  expect(records.map((record) => record.id)).toEqual(['2508.01832', '2508.01833'])
  expect(records[0]).toMatchObject({ title: 'Sparse <T> & Dense', abstract: ABSTRACT, authorCount: 4, published: '2025-08-01', listedOn: '2026-04-14' })
  expect(records[1].organisation).toEqual({ slug: 'ExLab', name: 'Example Lab' })
  for (const pieces of [1, 13]) expect(recordsOf(await parseAll(parsePageHtml, html, { pieces }))).toEqual(records)
})

test("a page's own data is read in place of its text", async () => {
  const data = { dateString: '2026-04-14', dailyPapers: [{ title: 'T', paper: { id: '2508.01832', title: 'T', summary: 'S', authors: [{ name: 'Ada Lovelace' }], upvotes: 9 }, numComments: 2 }] }
  const html = `<!doctype html><main><div data-target="DailyPapers" data-props="${escapeXml(JSON.stringify(data))}"></div><h3><a href="/papers/2508.01832">T</a></h3></main>`
  const records = recordsOf(await parseAll(parsePageHtml, html))
  expect(records).toEqual([
    expect.objectContaining({ id: '2508.01832', abstract: 'S', importedUpvotes: 9, importedComments: 2, listedOn: '2026-04-14', authors: [{ name: 'Ada Lovelace' }] }),
  ])
})
