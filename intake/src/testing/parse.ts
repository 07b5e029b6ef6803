/** For tests: text through a parser, whole or in pieces. */
import { isRejected, type ParsedItem, type ParseOptions, type RecordParser } from '../item.ts'
import type { PaperRecord } from '@offprint/catalogue'

export const NOW = '2026-04-14T12:00:00Z'

/** Cuts bytes at the given places, so that a parser sees other chunks than those of a file. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

export async function parseAll(parser: RecordParser, input: string | Uint8Array, options: Partial<ParseOptions> & { pieces?: number } = {}): Promise<ParsedItem[]> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const items: ParsedItem[] = []
  for await (const item of parser(inPieces(bytes, options.pieces ?? 65_536), { now: NOW, ...options })) items.push(item)
  return items
}

/** The records of items that are all expected to be good. */
export function recordsOf(items: ParsedItem[]): PaperRecord[] {
  return items.map((item) => {
    if (isRejected(item)) throw new Error(`line ${item.line}: ${item.reason}`)
    return item.record
  })
}
