/**
 * The metadata snapshot that arXiv publishes as JSON Lines: `arXivRaw` as JSON, the authors also parsed
 * (https://www.kaggle.com/datasets/Cornell-University/arxiv, metadata CC0).
 */
import { parsePaperId, type Author, type PaperRecord, type Version } from '@offprint/catalogue'
import { RecordError, type ParsedItem, type ParseOptions } from '../item.ts'
import { linksIn, paperRecord, parseDoi } from '../record.ts'
import { parseAuthorLine } from '../text/authors.ts'
import { parseDate } from '../text/dates.ts'
import { texToUnicode } from '../text/tex.ts'
import { parseJsonObjects } from './json.ts'
import { datesOf, saysWithdrawn } from './oai.ts'

type Fields = Partial<Record<string, unknown>>

const text = (fields: Fields, name: string): string | undefined => (typeof fields[name] === 'string' ? fields[name] : undefined)

/** One object of the snapshot. @throws RecordError */
export function readSnapshotRecord(value: object): PaperRecord {
  const fields = value as Fields
  const id = parsePaperId(text(fields, 'id') ?? '')?.id
  if (!id) throw new RecordError('This record has no arXiv identifier.')
  const versions = Array.isArray(fields.versions) ? fields.versions.map(readVersion).sort((a, b) => a.version - b.version) : []
  const doi = parseDoi(text(fields, 'doi'))
  const comment = text(fields, 'comments')
  return paperRecord({
    id,
    title: texToUnicode(text(fields, 'title') ?? ''),
    abstract: texToUnicode(text(fields, 'abstract') ?? ''),
    authors: Array.isArray(fields.authors_parsed) ? fields.authors_parsed.map(parsedAuthor) : parseAuthorLine(text(fields, 'authors') ?? ''),
    categories: text(fields, 'categories')?.trim().split(/\s+/),
    ...datesOf(id, versions, undefined, text(fields, 'update_date')),
    versions,
    doi,
    journalRef: texToUnicode(text(fields, 'journal-ref') ?? ''),
    comment: texToUnicode(comment ?? ''),
    licence: text(fields, 'license'),
    links: linksIn(comment),
    withdrawn: saysWithdrawn(comment) ? true : undefined,
  })
}

/** `["Balázs", "C.", "", "MIT"]`: last name, first names, suffix, affiliations. */
function parsedAuthor(value: unknown): Author {
  if (!Array.isArray(value)) throw new RecordError('"authors_parsed" should be a list of lists of names.')
  const [last = '', first = '', suffix = '', ...affiliations] = value.map((part) => texToUnicode(String(part ?? '')).trim())
  const affiliation = affiliations.filter(Boolean).join('; ')
  return { name: [first, last, suffix].filter(Boolean).join(' '), ...(affiliation ? { affiliation } : {}) }
}

function readVersion(value: unknown): Version {
  const { version, created } = (value ?? {}) as Fields
  const number = Number(/^v?(\d+)$/.exec(String(version))?.[1])
  const at = parseDate(String(created))
  if (!number || !at) throw new RecordError('This record has a version without a number or date.')
  return { version: number, at }
}

export async function* parseSnapshot(chunks: AsyncIterable<Uint8Array>, _options: ParseOptions): AsyncGenerator<ParsedItem> {
  yield* parseJsonObjects(chunks, readSnapshotRecord)
}
