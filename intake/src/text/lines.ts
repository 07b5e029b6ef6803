/**
 * Bytes to lines with a bound on memory: a line longer than the limit is reported by its beginning and then skipped,
 * however many gigabytes it has.
 */
import { isUtf8 } from 'node:buffer'
import { MAX_RAW_CHARACTERS, MAX_RECORD_BYTES } from '../item.ts'

export interface Line {
  /** 1-based. */
  number: number
  /** Without its line end. For a line that is too long, its beginning. */
  bytes: Buffer
  tooLong: boolean
}

const NEWLINE = 0x0a
const RETURN = 0x0d

export class LineSplitter {
  readonly #maxBytes: number
  #pending: Buffer[] = []
  #pendingBytes = 0
  #skipping = false
  #number = 0

  constructor(maxBytes = MAX_RECORD_BYTES) {
    this.#maxBytes = maxBytes
  }

  /** The lines that `chunk` completes. */
  *push(chunk: Uint8Array): Generator<Line> {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE, from)) {
      yield this.#complete(buffer.subarray(from, end))
      from = end + 1
    }
    if (from < buffer.length) this.#keep(buffer.subarray(from))
  }

  /** The last line, where the input does not end in a line end. */
  *finish(): Generator<Line> {
    if (this.#pendingBytes > 0) yield this.#complete(Buffer.alloc(0))
  }

  #keep(part: Buffer) {
    this.#pendingBytes += part.length
    if (this.#skipping) return
    this.#pending.push(part)
    if (this.#pendingBytes > this.#maxBytes) {
      // Copied, so that the chunks behind it can be freed.
      this.#pending = [Buffer.from(Buffer.concat(this.#pending).subarray(0, MAX_RAW_CHARACTERS))]
      this.#skipping = true
    }
  }

  #complete(tail: Buffer): Line {
    this.#number++
    if (this.#pendingBytes === 0 && tail.length <= this.#maxBytes) return { number: this.#number, bytes: withoutReturn(tail), tooLong: false }
    this.#keep(tail)
    const line = { number: this.#number, bytes: withoutReturn(Buffer.concat(this.#pending)), tooLong: this.#skipping }
    this.#pending = []
    this.#pendingBytes = 0
    this.#skipping = false
    return line
  }
}

const withoutReturn = (bytes: Buffer) => (bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes)

/**
 * The text of UTF-8 bytes, or undefined where they are not UTF-8. Such a record is rejected, not repaired: a name with
 * a replacement character in it would look right to a program and wrong to everyone else.
 */
export function decodeUtf8(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') && !isUtf8(bytes) ? undefined : text
}

export const NOT_UTF8 = 'This record is not valid UTF-8; convert the file (for example: iconv -f LATIN1 -t UTF-8) and import it again.'
export const TOO_LONG = `This record is longer than ${MAX_RECORD_BYTES / 2 ** 20} MiB, which no paper's metadata is.`

/** Lines of text as they come; `undefined` text stands for bytes that are not UTF-8. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line & { text: string | undefined }> {
  const splitter = new LineSplitter()
  for await (const chunk of chunks) for (const line of splitter.push(chunk)) yield withText(line)
  for (const line of splitter.finish()) yield withText(line)
}

const withText = (line: Line) => Object.assign(line, { text: decodeUtf8(line.bytes) })
