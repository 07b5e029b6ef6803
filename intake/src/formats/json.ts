/** What all JSON formats share: objects out of a stream, each read by itself, broken ones rejected. */
import type { PaperRecord } from '@offprint/catalogue'
import { recordOrRejection, rejected, RecordError, type ParsedItem } from '../item.ts'
import { JsonValueSplitter, type JsonPiece } from '../text/json-values.ts'
import { decodeUtf8, LineSplitter, NOT_UTF8, TOO_LONG } from '../text/lines.ts'

const OPEN_BRACKET = 0x5b

/**
 * Objects of JSON Lines, of one JSON array, or one after the other. Which it is shows in the first byte: after `{` each
 * line is a record of its own, so that a line cut short cannot swallow the next; after `[` objects are found by their braces.
 */
export async function* parseJsonObjects(chunks: AsyncIterable<Uint8Array>, read: (value: object) => PaperRecord): AsyncGenerator<ParsedItem> {
  const iterator = chunks[Symbol.asyncIterator]()
  const head = await firstNonBlank(iterator)
  if (!head) return
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => iterator }
  yield* head.byte === OPEN_BRACKET ? fromArray(head.chunks, rest, read) : fromLines(head.chunks, rest, read)
}

/** The chunks up to the first byte that is not white space (or a byte order mark), and that byte. */
async function firstNonBlank(iterator: AsyncIterator<Uint8Array>): Promise<{ chunks: Uint8Array[]; byte: number } | undefined> {
  const chunks: Uint8Array[] = []
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    chunks.push(next.value)
    const byte = next.value.find((value) => !BLANK_OR_BOM.has(value))
    if (byte !== undefined) return { chunks, byte }
  }
  return undefined
}
const BLANK_OR_BOM = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])

async function* fromLines(first: Uint8Array[], rest: AsyncIterable<Uint8Array>, read: (value: object) => PaperRecord): AsyncGenerator<ParsedItem> {
  const splitter = new LineSplitter()
  const items = function* (chunk: Uint8Array) {
    for (const line of splitter.push(chunk)) {
      const item = jsonItem(line.number, line.bytes, line.tooLong, read)
      if (item) yield item
    }
  }
  for (const chunk of first) yield* items(chunk)
  for await (const chunk of rest) yield* items(chunk)
  for (const line of splitter.finish()) {
    const item = jsonItem(line.number, line.bytes, line.tooLong, read)
    if (item) yield item
  }
}

async function* fromArray(first: Uint8Array[], rest: AsyncIterable<Uint8Array>, read: (value: object) => PaperRecord): AsyncGenerator<ParsedItem> {
  const splitter = new JsonValueSplitter()
  const item = (piece: JsonPiece) => {
    if (!piece.isObject) return rejected(piece.line, 'This is not a JSON object.', piece.bytes.toString('utf8'))
    if (!piece.whole) return rejected(piece.line, piece.tooLong ? TOO_LONG : 'The file ends in the middle of this record.', piece.bytes.toString('utf8'))
    return jsonItem(piece.line, piece.bytes, piece.tooLong, read)
  }
  for (const chunk of first) for (const piece of splitter.push(chunk)) yield item(piece)!
  for await (const chunk of rest) for (const piece of splitter.push(chunk)) yield item(piece)!
  for (const piece of splitter.finish()) yield item(piece)!
}

/** One line or object; undefined for an empty line. */
function jsonItem(line: number, bytes: Buffer, tooLong: boolean, read: (value: object) => PaperRecord): ParsedItem | undefined {
  const text = decodeUtf8(bytes)
  if (tooLong) return rejected(line, TOO_LONG, bytes.toString('utf8'))
  if (text === undefined) return rejected(line, NOT_UTF8, bytes.toString('utf8'))
  const trimmed = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (trimmed.trim() === '') return undefined
  return recordOrRejection(line, trimmed, () => read(parseObject(trimmed)))
}

function parseObject(text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new RecordError(`This is not valid JSON: ${(error as Error).message.replace(/ in JSON| \(line \d+ column \d+\)|"[^]*" is not valid JSON$/g, '').trim()}.`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RecordError('This is not a JSON object.')
  return value
}

/** True for text that begins a JSON document of records. */
export const looksLikeJson = (head: string) => /^\s*(?:\{\s*["}]|\[\s*(?:\{|\]|$))/.test(head)
