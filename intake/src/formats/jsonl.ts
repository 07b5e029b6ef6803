/**
 * JSON Lines, one paper a line, in the shape this project exports; also one JSON array of the same objects. Lenient as
 * the public surface promises: authors as plain strings, `year` in place of `published`, other names through `map`,
 * unknown fields left out and counted. A known field of a wrong kind rejects the record with the field's name.
 */
import { externalId, LINK_KINDS, parsePaperId, type Author, type Link, type LinkKind, type PaperId, type PaperRecord, type Version } from '@offprint/catalogue'
import { RecordError, type ParsedItem, type ParseOptions } from '../item.ts'
import { linkOf, paperRecord, parseDoi, parseUrl } from '../record.ts'
import { givenNameFirst, parseOrcid } from '../text/authors.ts'
import { parseDate } from '../text/dates.ts'
import { parseJsonObjects } from './json.ts'

type Fields = Partial<Record<string, unknown>>

/** The names of the surface, and what else means the same without a doubt. */
const SYNONYMS: Record<string, string> = {
  year: 'published', summary: 'summary', listed_on: 'listedOn', license: 'licence', journal_ref: 'journalRef', 'journal-ref': 'journalRef',
  comments_field: 'comment', organization: 'organisation',
}
const KNOWN = new Set([
  'id', 'aliases', 'title', 'abstract', 'summary', 'authors', 'categories', 'published', 'updated', 'announcedOn', 'listedOn', 'listedBy',
  'organisation', 'links', 'doi', 'journalRef', 'comment', 'licence', 'versions', 'keywords', 'venue', 'withdrawn', 'importedUpvotes', 'importedComments',
])

/** One parsed JSON object. @throws RecordError naming the field that is of a wrong kind */
export function readJsonRecord(value: object, options: Pick<ParseOptions, 'map' | 'unknownField'> = {}): PaperRecord {
  const fields = renamed(value as Fields, options)
  return paperRecord({
    id: idOf(fields),
    aliases: list(fields, 'aliases', text)?.map((alias) => externalId(alias)),
    title: string(fields, 'title'),
    abstract: string(fields, 'abstract'),
    summary: string(fields, 'summary'),
    authors: authorsOf(fields),
    categories: list(fields, 'categories', text, /[\s,;]+/),
    published: date(fields, 'published'),
    updated: date(fields, 'updated'),
    announcedOn: day(fields, 'announcedOn'),
    listedOn: day(fields, 'listedOn'),
    listedBy: string(fields, 'listedBy'),
    organisation: organisationOf(fields),
    links: list(fields, 'links', readLink)?.filter((link) => link !== undefined),
    versions: list(fields, 'versions', readVersion),
    doi: parseDoi(string(fields, 'doi')),
    journalRef: string(fields, 'journalRef'),
    comment: string(fields, 'comment'),
    licence: string(fields, 'licence'),
    keywords: list(fields, 'keywords', text, /\s*[,;]\s*/),
    venue: string(fields, 'venue'),
    withdrawn: fields.withdrawn === true ? true : undefined,
    importedUpvotes: count(fields, 'importedUpvotes'),
    importedComments: count(fields, 'importedComments'),
  })
}

function renamed(value: Fields, { map = {}, unknownField }: Pick<ParseOptions, 'map' | 'unknownField'>): Fields {
  const fields: Fields = {}
  for (const [theirs, content] of Object.entries(value)) {
    const name = Object.hasOwn(map, theirs) ? map[theirs] : Object.hasOwn(SYNONYMS, theirs) ? SYNONYMS[theirs] : theirs
    if (!KNOWN.has(name)) unknownField?.(theirs)
    // `published` itself beats `year`, whichever comes first.
    else if (content !== null && content !== undefined && (fields[name] === undefined || theirs === name)) fields[name] = content
  }
  return fields
}

/** Whether `--map theirs=ours` names a field that exists here. */
export const isKnownField = (name: string) => KNOWN.has(name)
export const KNOWN_FIELDS: readonly string[] = [...KNOWN]

const kindError = (name: string, wanted: string, value: unknown) => new RecordError(`"${name}" should be ${wanted}, not ${JSON.stringify(value)?.slice(0, 60)}.`)

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw kindError(name, 'text', value)
}

const string = (fields: Fields, name: string) => (fields[name] === undefined ? undefined : text(fields[name], name))

function list<T>(fields: Fields, name: string, read: (value: unknown, name: string) => T, separator?: RegExp): T[] | undefined {
  const value = fields[name]
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value.map((entry) => read(entry, name))
  if (separator && typeof value === 'string') return value.trim().split(separator).map((entry) => read(entry, name))
  throw kindError(name, 'a list', value)
}

function date(fields: Fields, name: string): string | undefined {
  const value = string(fields, name)
  if (value === undefined || value.trim() === '') return undefined
  return parseDate(value) ?? fail(kindError(name, 'a date such as 2025-08-01', value))
}

function day(fields: Fields, name: string): string | undefined {
  const value = date(fields, name)
  if (value !== undefined && value.length < 10) throw kindError(name, 'a day such as 2025-08-01', value)
  return value?.slice(0, 10)
}

function count(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw kindError(name, 'a whole number', value)
  return value
}

function idOf(fields: Fields): PaperId | undefined {
  const given = string(fields, 'id')
  if (given !== undefined && given.trim() !== '') return externalId(given)
  return parsePaperId(string(fields, 'doi') ?? '')?.id
}

/** Strings, objects with a name, or one string with `;`, " and " or commas between full names. */
function authorsOf(fields: Fields): Author[] | undefined {
  const value = fields.authors
  if (typeof value === 'string') return splitNames(value).map((name) => ({ name: givenNameFirst(name) }))
  return list(fields, 'authors', readAuthor)
}

const splitNames = (names: string) => names.split(names.includes(';') ? ';' : / and /.test(names) ? / and / : ',')

function readAuthor(value: unknown): Author {
  if (typeof value === 'string') return { name: value }
  if (typeof value !== 'object' || value === null) throw kindError('authors', 'a list of names', value)
  const { name, orcid, affiliation } = value as Fields
  if (typeof name !== 'string') throw kindError('authors', 'a list of names or of objects with a name', value)
  const id = typeof orcid === 'string' ? parseOrcid(orcid) : undefined
  return { name, ...(id ? { orcid: id } : {}), ...(typeof affiliation === 'string' && affiliation ? { affiliation } : {}) }
}

function organisationOf(fields: Fields): PaperRecord['organisation'] {
  const value = fields.organisation
  if (value === undefined) return undefined
  if (typeof value === 'string') return { slug: value.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-'), name: value }
  const { slug, name } = value as Fields
  if (typeof slug !== 'string' || typeof name !== 'string' || slug === '') throw kindError('organisation', 'an object with slug and name', value)
  return { slug, name }
}

function readLink(value: unknown): Link | undefined {
  if (typeof value === 'string') {
    const url = parseUrl(value)
    return url ? linkOf(url) : fail(kindError('links', 'http addresses', value))
  }
  const { kind, url: address } = (value ?? {}) as Fields
  const url = typeof address === 'string' ? parseUrl(address) : undefined
  if (!url) throw kindError('links', 'objects with kind and an http address', value)
  return LINK_KINDS.includes(kind as LinkKind) ? { kind: kind as LinkKind, url } : linkOf(url)
}

function readVersion(value: unknown): Version {
  const { version, at } = (value ?? {}) as Fields
  const when = typeof at === 'string' ? parseDate(at) : undefined
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || !when) throw kindError('versions', 'objects with version and at', value)
  return { version, at: when }
}

function fail(error: Error): never {
  throw error
}

export async function* parseJsonLines(chunks: AsyncIterable<Uint8Array>, options: ParseOptions): AsyncGenerator<ParsedItem> {
  yield* parseJsonObjects(chunks, (value) => readJsonRecord(value, options))
}
