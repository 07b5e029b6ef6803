/** Fetching and reading one OAI-PMH page while it arrives. */
import type { PaperRecord } from '@offprint/catalogue'
import type { Answer } from '../../gate/http.ts'
import { TransientError } from '../../gate/http.ts'
import { readOaiEnvelope, readOaiRecord, type OaiEnvelope, type OaiHeader } from '../../formats/oai.ts'
import { InputError, RecordError, rejected, type ParsedItem } from '../../item.ts'
import { decodeUtf8, TOO_LONG } from '../../text/lines.ts'
import { XmlRecordSplitter } from '../../text/xml.ts'

export interface OaiPage {
  envelope: OaiEnvelope
  /** What has not been handed over through `overflow`. */
  items: ParsedItem[]
  deleted: OaiHeader[]
  /** Smallest and largest datestamp on the page, and whether they stand in order. */
  datestamps: { first: string; last: string; ordered: boolean } | undefined
  /** Records that could not be read at all (and not merely lack something): signs of a damaged transfer. */
  damaged: number
}

/** Records held before they are handed over. Real pages have at most 3,500; a page of gigabytes must not be held whole. */
const MAX_HELD = 10_000

/**
 * @param overflow takes records of a page that is too large to hold; they are stored before the page is known to be whole
 * @throws TransientError, InputError where the page is broken as a whole
 */
export async function readOaiPage(answer: Answer, refine: (record: PaperRecord) => PaperRecord, overflow: (items: ParsedItem[]) => Promise<void>): Promise<OaiPage> {
  const splitter = new XmlRecordSplitter('record')
  let items: ParsedItem[] = []
  const deleted: OaiHeader[] = []
  let datestamps: OaiPage['datestamps']
  let damaged = 0
  const note = (datestamp: string) => {
    if (!datestamp) return
    if (!datestamps) datestamps = { first: datestamp, last: datestamp, ordered: true }
    else {
      if (datestamp < datestamps.last) datestamps.ordered = false
      if (datestamp < datestamps.first) datestamps.first = datestamp
      if (datestamp > datestamps.last) datestamps.last = datestamp
    }
  }
  for await (const chunk of answer.body) {
    for (const { line, bytes, tooLong } of splitter.push(chunk)) {
      if (tooLong) {
        items.push(rejected(line, TOO_LONG, bytes.toString('utf8')))
        continue
      }
      try {
        const { header, record } = readOaiRecord(bytes)
        note(header.datestamp)
        if (record) items.push({ line, record: refine(record) })
        else deleted.push(header)
      } catch (error) {
        if (!(error instanceof RecordError)) throw error
        if (/not (?:well-formed|valid UTF-8)|document type/.test(error.message)) damaged++
        items.push(rejected(line, error.message, decodeUtf8(bytes) ?? bytes.toString('utf8')))
      }
    }
    if (items.length >= MAX_HELD) {
      await overflow(items)
      items = []
    }
  }
  if (splitter.insideRecord) throw new InputError('The page ends in the middle of a record.')
  const envelope = readOaiEnvelope(splitter.envelope)
  if (envelope.errors.length === 0 && !envelope.responseDate) throw new TransientError('the page does not say when it was made')
  return { envelope, items, deleted, datestamps, damaged }
}
