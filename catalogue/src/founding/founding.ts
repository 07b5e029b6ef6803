/**
 * The founding edition: the 36 papers every new installation starts with, as facts and a summary in our own words.
 *
 * `founding.json` keeps the order of the daily-papers page of 14 April 2026 that they were chosen from. Identifiers,
 * authors and code links come from public listings; dates are those printed on the page, or the month the identifier
 * tells where the page prints none. A harvest that knows better replaces any of it: `founding` is the lowest source.
 */
import type { Day, PaperRecord } from '../paper/paper.ts'
import { parsePaperId } from '../paper/paper-id.ts'
import entries from './founding.json' with { type: 'json' }

/** The day on the saved page, and so the day of the edition. */
export const FOUNDING_DAY: Day = '2026-04-14'

interface FoundingEntry {
  /** arXiv identifier. */
  id: string
  title: string
  /** Names in order, given name first. */
  authors: string[]
  /** `2025-08-01`, or `2025-08` where only the identifier tells. */
  published: string
  /** Primary arXiv category. */
  category: string
  /** Address of the authors' code, where they name one. */
  code?: string
  organisation?: { slug: string; name: string }
  /** Comments counted on the page. */
  comments?: number
  /** 60 to 110 words of ours: the problem, the idea, what was found, what the lab shows. */
  summary: string
}

function toRecord(entry: FoundingEntry): PaperRecord {
  const parsed = parsePaperId(entry.id)
  if (!parsed) throw new Error(`founding.json holds "${entry.id}", which is not a paper id.`)
  return {
    id: parsed.id,
    title: entry.title,
    summary: entry.summary,
    authors: entry.authors.map((name) => ({ name })),
    categories: [entry.category],
    published: entry.published,
    links: entry.code ? [{ kind: 'code', url: entry.code }] : [],
    ...(entry.organisation ? { organisation: entry.organisation } : {}),
    ...(entry.comments ? { importedComments: entry.comments } : {}),
    listedOn: FOUNDING_DAY,
    listedBy: 'founding',
  }
}

/** The 36 papers in the order of the page: the first is number 1, as are its method and lab. */
export const foundingRecords = (): PaperRecord[] => (entries as FoundingEntry[]).map(toRecord)
