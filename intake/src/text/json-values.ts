/**
 * Splits a stream of JSON values (JSON Lines, one array of objects, or objects one after the other) into the texts of
 * its objects without parsing them, so that one broken object does not cost its neighbours and memory stays bounded.
 */
import { MAX_RAW_CHARACTERS, MAX_RECORD_BYTES } from '../item.ts'

export interface JsonPiece {
  line: number
  bytes: Buffer
  tooLong: boolean
  /** False for what stands between objects and is no white space, comma or bracket. */
  isObject: boolean
  /** False for an object that the input's end cuts off. */
  whole: boolean
}

const [NEWLINE, QUOTE, COMMA, OPEN_BRACKET, BACKSLASH, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = Buffer.from('\n",[\\]{}')
const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE

export class JsonValueSplitter {
  #line = 1;
  #startLine = 1
  #depth = 0
  #inString = false
  #escaped = false
  #inJunk = false
  #parts: Buffer[] = []
  #bytes = 0

  #open(at: number) {
    this.#depth = 1
    this.#startLine = this.#line
    return at
  }

  *push(chunk: Uint8Array): Generator<JsonPiece> {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = this.#depth > 0 || this.#inJunk ? 0 : -1
    for (let at = 0; at < buffer.length; at++) {
      const byte = buffer[at]
      if (byte === NEWLINE) this.#line++
      if (this.#depth > 0) {
        if (this.#inString) {
          if (this.#escaped) this.#escaped = false
          else if (byte === BACKSLASH) this.#escaped = true
          else if (byte === QUOTE) this.#inString = false
        } else if (byte === QUOTE) this.#inString = true
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
        else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --this.#depth === 0) {
          yield this.#piece(buffer.subarray(start, at + 1), true, true)
          start = -1
        }
      } else if (this.#inJunk) {
        if (byte !== NEWLINE && byte !== OPEN_BRACE) continue
        yield this.#piece(buffer.subarray(start, at), false, true)
        this.#inJunk = false
        start = -1
        if (byte === OPEN_BRACE) start = this.#open(at)
      } else if (byte === OPEN_BRACE) start = this.#open(at)
      else if (!isBlank(byte) && byte !== COMMA && byte !== OPEN_BRACKET && byte !== CLOSE_BRACKET) {
        this.#inJunk = true
        this.#startLine = this.#line
        start = at
      }
    }
    if (start >= 0) this.#keep(buffer.subarray(start))
  }

  *finish(): Generator<JsonPiece> {
    if (this.#bytes > 0) yield this.#piece(Buffer.alloc(0), !this.#inJunk, this.#inJunk)
  }

  #keep(part: Buffer) {
    const wasWithin = this.#bytes <= MAX_RECORD_BYTES
    this.#bytes += part.length
    if (!wasWithin) return
    this.#parts.push(part)
    if (this.#bytes > MAX_RECORD_BYTES) this.#parts = [Buffer.from(Buffer.concat(this.#parts).subarray(0, MAX_RAW_CHARACTERS))]
  }

  #piece(tail: Buffer, isObject: boolean, whole: boolean): JsonPiece {
    this.#keep(tail)
    const piece = { line: this.#startLine, bytes: this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts), tooLong: this.#bytes > MAX_RECORD_BYTES, isObject, whole }
    this.#parts = []
    this.#bytes = 0
    return piece
  }
}
