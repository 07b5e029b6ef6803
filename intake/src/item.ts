/**
 * What every parser of this package yields: one item a record met, in the order of the input. A record that cannot be
 * used is an item too, with its raw text, so that nothing is lost.
 */
import type { PaperRecord } from '@offprint/catalogue'

export interface ParsedRecord {
  /** 1-based line of the (decompressed) input on which the record begins. */
  line: number
  record: PaperRecord
}

export interface RejectedItem {
  line: number
  /** One sentence a person can act on. */
  reason: string
  /** The record as it stood in the input, cut to `MAX_RAW_CHARACTERS`. */
  raw: string
}

export type ParsedItem = ParsedRecord | RejectedItem

export const isRejected = (item: ParsedItem): item is RejectedItem => 'reason' in item

export interface ParseOptions {
  /** The instant of the import, ISO 8601; dates without a year are read as the newest such date not after it. */
  now: string
  /** The day on which the records enter an edition, where the keeper gave one; wins over the input's own. */
  listedOn?: string
  /** Field names of the input and ours: `{ headline: 'title' }`. Formats with fixed names do not use it. */
  map?: Readonly<Record<string, string>>
  /** Called once a record for each field that is left out because nothing here has its name. */
  unknownField?: (name: string) => void
}

/** Reads chunks of bytes (UTF-8) as they come and yields records; memory does not grow with the input. */
export type RecordParser = (chunks: AsyncIterable<Uint8Array>, options: ParseOptions) => AsyncGenerator<ParsedItem>

/** A record (a line, an XML element, a BibTeX entry) longer than this is rejected, so that memory stays bounded. The
 *  longest real ones, papers of 3,000 authors with affiliations, are below one megabyte. */
export const MAX_RECORD_BYTES = 4 * 2 ** 20

/** Enough of a rejected record to find and understand it; a whole gigabyte would not help anyone. */
export const MAX_RAW_CHARACTERS = 16_384

/** Why a record cannot be used; thrown inside parsers and turned into a rejected item. */
export class RecordError extends Error {
  override name = 'RecordError'
}

/** The whole input cannot be read on from here; what came before it is kept. */
export class InputError extends Error {
  override name = 'InputError'
}

export function rejected(line: number, reason: string, raw: string): RejectedItem {
  const cut = raw.length > MAX_RAW_CHARACTERS ? `${raw.slice(0, MAX_RAW_CHARACTERS)}…` : raw
  // PostgreSQL's text has no NUL, and a lone surrogate has no UTF-8.
  return { line, reason, raw: cut.replaceAll('\0', '\uFFFD').toWellFormed() }
}

/** The record that `read` returns, or the rejection it explains by a `RecordError`; any other error is a bug and passes. */
export function recordOrRejection(line: number, raw: string, read: () => PaperRecord): ParsedItem {
  try {
    return { line, record: read() }
  } catch (error) {
    if (error instanceof RecordError) return rejected(line, error.message, raw)
    throw error
  }
}
