/** An answer of arXiv's query interface, Atom with `arxiv:` extensions (https://info.arxiv.org/help/api/user-manual.html §3). */
import { parsePaperId, type Author, type PaperRecord, type Version } from '@offprint/catalogue'
import { RecordError, recordOrRejection, rejected, type ParsedItem, type ParseOptions } from '../item.ts'
import { linksIn, paperRecord, parseDoi } from '../record.ts'
import { parseDate } from '../text/dates.ts'
import { decodeUtf8, TOO_LONG } from '../text/lines.ts'
import { texToUnicode } from '../text/tex.ts'
import { childOf, childrenOf, parseXmlRecord, textOf, XmlRecordSplitter, type XmlElement } from '../text/xml.ts'
import { saysWithdrawn } from './oai.ts'

/** One `<entry>`. @throws RecordError, with arXiv's own words where the entry reports an error */
export function readAtomEntry(bytes: Buffer): PaperRecord {
  const entry = parseXmlRecord(bytes)
  const address = textOf(entry, 'id') ?? ''
  if (/\/api\/errors/.test(address)) throw new RecordError(`arXiv answers: ${textOf(entry, 'summary') ?? 'error'}.`)
  const parsed = parsePaperId(address) ?? alternateId(entry)
  const published = parseDate(textOf(entry, 'published') ?? '')
  const updated = parseDate(textOf(entry, 'updated') ?? '')
  const doi = parseDoi(textOf(entry, 'doi'))
  const comment = textOf(entry, 'comment')
  return paperRecord({
    id: parsed?.id,
    title: texToUnicode(textOf(entry, 'title') ?? ''),
    abstract: texToUnicode(textOf(entry, 'summary') ?? ''),
    authors: childrenOf(entry, 'author').map(readAuthor),
    categories: categoriesOf(entry),
    published,
    updated,
    versions: versionsOf(parsed?.version, published, updated),
    doi,
    journalRef: texToUnicode(textOf(entry, 'journal_ref') ?? ''),
    comment: texToUnicode(comment ?? ''),
    links: linksIn(comment),
    withdrawn: saysWithdrawn(comment) ? true : undefined,
  })
}

const alternateId = (entry: XmlElement) =>
  childrenOf(entry, 'link')
    .filter((link) => (link.attributes.rel ?? 'alternate') === 'alternate')
    .map((link) => parsePaperId(link.attributes.href ?? ''))
    .find((id) => id !== undefined)

function readAuthor(element: XmlElement): Author {
  const affiliation = childrenOf(element, 'affiliation').map((part) => texToUnicode(part.text.trim())).filter(Boolean).join('; ')
  return { name: texToUnicode(textOf(element, 'name') ?? ''), ...(affiliation ? { affiliation } : {}) }
}

/** The primary category first; the others in the feed's order. */
function categoriesOf(entry: XmlElement): string[] {
  const primary = childOf(entry, 'primary_category')?.attributes.term
  const all = childrenOf(entry, 'category').map((category) => category.attributes.term ?? '')
  // ACM and MSC classes stand among the categories ("68T07; I.2.6"); arXiv's own have a known shape.
  const arxiv = all.filter((term) => /^[a-z-]+(?:\.[A-Z][A-Za-z-]+)?$/.test(term))
  return primary ? [primary, ...arxiv] : arxiv
}

/** A feed names only the newest version; of the first it gives the date. */
function versionsOf(newest: number | undefined, published?: string, updated?: string): Version[] {
  if (!newest || !published) return []
  if (newest === 1) return [{ version: 1, at: published }]
  return updated ? [{ version: 1, at: published }, { version: newest, at: updated }] : [{ version: 1, at: published }]
}

export async function* parseAtom(chunks: AsyncIterable<Uint8Array>, _options: ParseOptions): AsyncGenerator<ParsedItem> {
  const splitter = new XmlRecordSplitter('entry')
  for await (const chunk of chunks) {
    for (const { line, bytes, tooLong } of splitter.push(chunk)) {
      if (tooLong) yield rejected(line, TOO_LONG, bytes.toString('utf8'))
      else yield recordOrRejection(line, decodeUtf8(bytes) ?? bytes.toString('utf8'), () => readAtomEntry(bytes))
    }
  }
  if (splitter.insideRecord) yield rejected(splitter.rest.line, 'The file ends in the middle of this entry.', splitter.rest.bytes.toString('utf8'))
}
