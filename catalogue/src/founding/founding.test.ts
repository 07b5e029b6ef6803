import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isArxivId, parsePaperId } from '../paper/paper-id.ts'
import { FOUNDING_DAY, foundingRecords } from './founding.ts'

const SAVED_PAGE = join(import.meta.dirname, '../../../../shared/data/seed-page.txt')
/** A shared run of this many words is no accident: the summaries must be ours, not the abstracts'. */
const COPIED_RUN = 8
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const records = foundingRecords()

describe('the founding edition', () => {
  it('holds 36 different arXiv papers, all listed on its day', () => {
    expect(records).toHaveLength(36)
    expect(new Set(records.map((record) => record.id)).size).toBe(36)
    for (const record of records) {
      expect(isArxivId(record.id!)).toBe(true)
      expect(parsePaperId(record.id!)?.id).toBe(record.id)
      expect(record).toMatchObject({ listedOn: FOUNDING_DAY, listedBy: 'founding' })
    }
  })

  it('agrees with each identifier on the month of the first version, give or take the turn of a month', () => {
    for (const { id, published } of records) {
      const months = (year: number, month: number) => year * 12 + month
      const [year, month] = published!.split('-').map(Number)
      const registered = months(2000 + Number(id!.slice(0, 2)), Number(id!.slice(2, 4)))
      // Submitted on the last days of a month, numbered on the first of the next; one waited two months in moderation.
      const longest = id === '2406.14568' ? 2 : 1
      expect(registered - months(year, month), id).toBeGreaterThanOrEqual(0)
      expect(registered - months(year, month), id).toBeLessThanOrEqual(longest)
    }
  })

  it('names authors, one category and absolute links', () => {
    for (const record of records) {
      expect(record.authors!.length).toBeGreaterThan(0)
      for (const { name } of record.authors!) expect(name).toBe(name.trim().normalize('NFC'))
      expect(record.categories![0]).toMatch(/^[a-z-]+\.[A-Z]{2}$/)
      for (const { url } of record.links!) expect(URL.canParse(url), url).toBe(true)
    }
  })

  it('summarises each paper in 60 to 110 words, each beginning in its own way', () => {
    for (const { id, summary } of records) {
      const count = words(summary!).length
      expect(count, id).toBeGreaterThanOrEqual(60)
      expect(count, id).toBeLessThanOrEqual(110)
      expect(summary).toMatch(/\blab\b/)
    }
    const openings = records.map(({ summary }) => words(summary!).slice(0, 3).join(' '))
    expect(new Set(openings).size).toBe(36)
  })
})

describe.skipIf(!existsSync(SAVED_PAGE))('beside the saved page (skipped where ../shared/data/seed-page.txt is not there)', () => {
  const page = existsSync(SAVED_PAGE) ? readFileSync(SAVED_PAGE, 'utf8') : ''
  const entries = readPage(page, records.map((record) => record.title))

  it('has the page’s titles, in its order', () => {
    expect(entries.map((entry) => entry.position).every((position) => position >= 0)).toBe(true)
    expect(entries.map((entry) => entry.position)).toEqual(entries.map((entry) => entry.position).toSorted((a, b) => a - b))
  })

  it('agrees on the number of authors or the organisation, on the date and on the comments', () => {
    let compared = 0
    for (const [index, { authors, organisation, date, comments }] of entries.entries()) {
      const record = records[index]
      if (authors) expect(record.authors, record.title).toHaveLength(authors)
      if (organisation) expect(`${record.organisation?.slug} ${record.organisation?.name}`).toBe(organisation)
      if (date) expect(record.published, record.title).toBe(date)
      expect(record.importedComments, record.title).toBe(comments)
      compared += Number(Boolean(authors ?? organisation)) + Number(Boolean(date))
    }
    // Two entries of the page say neither.
    expect(compared).toBe(2 * 34)
  })

  it('shares no run of eight words with any abstract', () => {
    const inPage = new Set(runs(words(page)))
    for (const { id, summary } of records) {
      expect(runs(words(summary!)).filter((run) => inPage.has(run)), id).toEqual([])
    }
  })
})

/** Words as the comparison sees them: letters and digits, case ignored. */
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const runs = (list: string[]): string[] =>
  list.slice(COPIED_RUN - 1).map((_, index) => list.slice(index, index + COPIED_RUN).join(' '))

/** What the page prints under each title, read independently of the importer. */
function readPage(page: string, titles: string[]) {
  const positions = titles.map((title) => page.indexOf(`\n${title}\n`))
  return titles.map((_, index) => {
    const position = positions[index]
    const entry = page.slice(position, positions[index + 1] ?? page.length)
    const authors = /• (\d+) authors/.exec(entry)?.[1]
    const printed = /\n([A-Z][a-z]{2}) (\d{1,2})(?:, (\d{4}))?(?: (\d+))?\s*(?:\n|$)/.exec(entry)
    const day = printed && `${printed[3] ?? '2026'}-${pad(MONTHS.indexOf(printed[1]) + 1)}-${pad(Number(printed[2]))}`
    return {
      position,
      authors: authors ? Number(authors) : undefined,
      organisation: authors ? undefined : /\n(\w+ [\w ]+)\n·\n/.exec(entry)?.[1],
      date: day ?? undefined,
      comments: printed?.[4] ? Number(printed[4]) : undefined,
    }
  })
}

const pad = (value: number): string => String(value).padStart(2, '0')
