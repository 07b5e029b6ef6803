/**
 * OAI-PMH pages of arXiv in the formats `arXiv` (authors as data), `arXivRaw` (versions) and `arXivOld`.
 * Protocol: http://www.openarchives.org/OAI/openarchivesprotocol.html; formats: https://info.arxiv.org/help/oa/index.html.
 *
 * Known faults of the source that are allowed for: `acm-class` holds the MSC class (neither is used here); `created` of
 * the `arXiv` format can be the day of the newest version, so an id's own month decides whether it is that of version 1.
 */
import { parsePaperId, type Author, type PaperId, type PaperRecord, type Version } from '@offprint/catalogue'
import { InputError, RecordError, recordOrRejection, rejected, type ParsedItem, type ParseOptions } from '../item.ts'
import { linksIn, paperRecord, parseDoi } from '../record.ts'
import { parseAuthorLine } from '../text/authors.ts'
import { parseDate } from '../text/dates.ts'
import { decodeUtf8, TOO_LONG } from '../text/lines.ts'
import { texToUnicode } from '../text/tex.ts'
import { childOf, childrenOf, parseXml, parseXmlRecord, textOf, XmlRecordSplitter, type XmlElement } from '../text/xml.ts'

export interface OaiHeader {
  /** `oai:arXiv.org:2508.01832` */
  identifier: string
  /** The day on which the record last changed at the source: never the paper's date. */
  datestamp: string
  sets: string[]
  deleted: boolean
}

export interface OaiRecord {
  header: OaiHeader
  /** Absent where the record is deleted. */
  record?: PaperRecord
}

/** One `<record>` element. @throws RecordError */
export function readOaiRecord(bytes: Buffer): OaiRecord {
  const element = parseXmlRecord(bytes)
  const head = childOf(element, 'header')
  const header: OaiHeader = {
    identifier: textOf(head, 'identifier') ?? '',
    datestamp: textOf(head, 'datestamp') ?? '',
    sets: childrenOf(head, 'setSpec').map((set) => set.text.trim()),
    deleted: head?.attributes.status === 'deleted',
  }
  if (header.deleted) return { header }
  const metadata = childOf(element, 'metadata')?.children[0]
  if (!metadata) throw new RecordError('This record has no metadata.')
  return { header, record: readMetadata(metadata) }
}

function readMetadata(metadata: XmlElement): PaperRecord {
  switch (metadata.name) {
    case 'arXiv':
      return arxivRecord(metadata, childrenOf(childOf(metadata, 'authors'), 'author').map(structuredAuthor), [])
    case 'arXivRaw':
      return arxivRecord(metadata, parseAuthorLine(textOf(metadata, 'authors') ?? ''), childrenOf(metadata, 'version').map(readVersion))
    case 'arXivOld':
      return arxivRecord(metadata, parseAuthorLine(textOf(metadata, 'authors') ?? ''), [])
    default:
      throw new RecordError(`The metadata format "${metadata.name}" is not understood; harvest with metadataPrefix=arXiv or arXivRaw.`)
  }
}

interface RawVersion extends Version {
  withdrawn: boolean
}

function arxivRecord(metadata: XmlElement, authors: Author[], raw: RawVersion[]): PaperRecord {
  const id = parsePaperId(textOf(metadata, 'id') ?? '')?.id
  if (!id) throw new RecordError('This record has no arXiv identifier.')
  const versions = raw.sort((a, b) => a.version - b.version)
  const doi = parseDoi(textOf(metadata, 'doi'))
  const comment = textOf(metadata, 'comments')
  return paperRecord({
    id,
    title: texToUnicode(textOf(metadata, 'title') ?? ''),
    abstract: texToUnicode(textOf(metadata, 'abstract') ?? ''),
    authors,
    categories: textOf(metadata, 'categories')?.split(/\s+/),
    ...datesOf(id, versions, textOf(metadata, 'created'), textOf(metadata, 'updated')),
    versions: versions.map(({ version, at }) => ({ version, at })),
    doi,
    journalRef: texToUnicode(textOf(metadata, 'journal-ref') ?? ''),
    comment: texToUnicode(comment ?? ''),
    licence: textOf(metadata, 'license'),
    links: linksIn(comment),
    withdrawn: versions.at(-1)?.withdrawn || saysWithdrawn(comment) ? true : undefined,
  })
}

/** "This paper has been withdrawn by the author", in the comment field of the newest version. */
export const saysWithdrawn = (comment: string | undefined) => /\b(?:has been|is|was|been) withdrawn\b|^\s*withdrawn\b/i.test(comment ?? '')

/** A structured author; a collaboration has no forenames. */
function structuredAuthor(element: XmlElement): Author {
  const name = ['forenames', 'keyname', 'suffix'].map((part) => textOf(element, part)).filter(Boolean).join(' ')
  const affiliation = childrenOf(element, 'affiliation').map((part) => texToUnicode(part.text.trim())).filter(Boolean).join('; ')
  return { name: texToUnicode(name), ...(affiliation ? { affiliation } : {}) }
}

function readVersion(element: XmlElement): RawVersion {
  const version = Number(/^v?(\d+)$/.exec(element.attributes.version ?? '')?.[1])
  const at = parseDate(textOf(element, 'date') ?? '')
  if (!version || !at) throw new RecordError('This record has a version without a number or date.')
  // "I" marks a source that is to be ignored: the version is a withdrawal.
  return { version, at, withdrawn: textOf(element, 'source_type')?.includes('I') ?? false }
}

/**
 * `published` is version 1's date and nothing else: from the list of versions where there is one, otherwise `created`
 * unless it lies after the month in the id, in which case only that month is known.
 */
export function datesOf(id: PaperId, versions: readonly Version[], created?: string, updated?: string): { published?: string; updated?: string } {
  const first = versions.find((version) => version.version === 1)
  if (first) return { published: first.at, updated: versions.at(-1)!.at }
  const createdDay = parseDate(created ?? '')
  const updatedDay = parseDate(updated ?? '') ?? createdDay
  const month = monthOfId(id)
  if (createdDay && month && createdDay.slice(0, 7) > month) return { published: month, updated: updatedDay }
  return { published: createdDay, updated: updatedDay }
}

/** `2025-08` for `2508.01832`, `2001-12` for `cs/0112017`. */
function monthOfId(id: PaperId): string | undefined {
  const match = /^(?:[a-z-]+\/)?(\d{2})(\d{2})/.exec(id)
  if (!match) return undefined
  const year = Number(match[1])
  return `${year >= 91 ? 1900 + year : 2000 + year}-${match[2]}`
}

export interface OaiEnvelope {
  /** The server's clock when it answered: where the next harvest begins. */
  responseDate?: string
  resumptionToken?: string
  /** When the token dies, where the server says so. */
  tokenExpires?: string
  completeListSize?: number
  errors: { code: string; message: string }[]
}

/** What stands around a page's records. @throws InputError where the page is cut short or not OAI-PMH */
export function readOaiEnvelope(envelope: string): OaiEnvelope {
  let root: XmlElement
  try {
    root = parseXml(envelope)
  } catch (error) {
    if (error instanceof RecordError) throw new InputError('The page is cut short or is not well-formed XML.', { cause: error })
    throw error
  }
  if (root.name !== 'OAI-PMH') throw new InputError('The answer is not an OAI-PMH page.')
  const token = root.children.flatMap((child) => childrenOf(child, 'resumptionToken'))[0]
  const size = Number(token?.attributes.completeListSize)
  return {
    responseDate: textOf(root, 'responseDate'),
    resumptionToken: token?.text.trim() || undefined,
    tokenExpires: token?.attributes.expirationDate ?? token?.attributes.expires,
    completeListSize: Number.isFinite(size) && size > 0 ? size : undefined,
    errors: childrenOf(root, 'error').map((error) => ({ code: error.attributes.code ?? 'unknown', message: error.text.trim() })),
  }
}

/** Records of a saved page, or of several one after the other or in one root. */
export async function* parseOai(chunks: AsyncIterable<Uint8Array>, _options: ParseOptions): AsyncGenerator<ParsedItem> {
  const splitter = new XmlRecordSplitter('record')
  for await (const chunk of chunks) {
    for (const { line, bytes, tooLong } of splitter.push(chunk)) {
      if (tooLong) yield rejected(line, TOO_LONG, bytes.toString('utf8'))
      else yield oaiItem(line, bytes)
    }
  }
  if (splitter.insideRecord) yield rejected(splitter.rest.line, 'The file ends in the middle of this record.', splitter.rest.bytes.toString('utf8'))
}

function oaiItem(line: number, bytes: Buffer): ParsedItem {
  return recordOrRejection(line, decodeUtf8(bytes) ?? bytes.toString('utf8'), () => {
    const { header, record } = readOaiRecord(bytes)
    if (!record) throw new RecordError(`The source has deleted ${header.identifier}.`)
    return record
  })
}
