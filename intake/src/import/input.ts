/** Inputs of an import: files and standard input, packed or not, as chunks of UTF-8 bytes. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { InputError } from '../item.ts'
import { unpackGzip } from './gunzip.ts'

/** Enough to know a file again; two files of one size that differ only later are taken for one, and merging is idempotent. */
const FINGERPRINT_BYTES = 2 ** 20
/** Read at once. Small, because a packed chunk can unpack to a thousand times its size. */
const CHUNK_BYTES = 64 * 1024
/** How much of an input decides its format. */
const HEAD_BYTES = 64 * 1024
const GZIP_MAGIC = [0x1f, 0x8b]

export interface Input {
  /** As given: a path, or `-` for standard input. */
  name: string
  /** Size and SHA-256 of the first MiB: by this an interrupted import is recognised. Undefined for standard input. */
  fingerprint?: string
  /** Bytes as stored (packed, where it is); undefined for standard input. */
  size?: number
  /** The first 64 KiB, unpacked, for recognising the format. */
  head: string
  /** Bytes read so far, as stored. */
  readonly bytesRead: number
  /** Unpacked UTF-8. @throws InputError where the input is cut short, damaged or cannot be read */
  chunks: AsyncIterable<Uint8Array>
}

/** Opens a file, or `-`. @throws InputError with one sentence a person can act on */
export async function openInput(name: string, stdin: AsyncIterable<Uint8Array> = process.stdin): Promise<Input> {
  const counter = { bytes: 0 }
  const raw = counted(name === '-' ? stdin : fileChunks(name), counter)
  const stored = name === '-' ? {} : await identify(name)
  const iterator = toUtf8(unpacked(raw, name))
  const { head, chunks } = await peek(iterator)
  return {
    name,
    ...stored,
    head: Buffer.concat(head).toString('utf8', 0, HEAD_BYTES),
    get bytesRead() {
      return counter.bytes
    },
    chunks,
  }
}

async function identify(name: string): Promise<{ size: number; fingerprint: string }> {
  try {
    const file = await open(name)
    try {
      const stat = await file.stat()
      if (stat.isDirectory()) throw new InputError(`${name} is a folder; name the files in it.`)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(FINGERPRINT_BYTES), 0, FINGERPRINT_BYTES, 0)
      return { size: stat.size, fingerprint: `${stat.size}:${createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex')}` }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw readable(error, name)
  }
}

/** The sentence for what the file system says. */
function readable(error: unknown, name: string): Error {
  if (error instanceof InputError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new InputError(`${name} does not exist.`)
  if (code === 'EACCES' || code === 'EPERM') return new InputError(`${name} may not be read by this user.`)
  if (code === 'EISDIR') return new InputError(`${name} is a folder; name the files in it.`)
  return new InputError(`${name} cannot be read: ${message}`, { cause: error })
}

async function* fileChunks(name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(name, { highWaterMark: CHUNK_BYTES })
  } catch (error) {
    throw readable(error, name)
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, counter: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    counter.bytes += chunk.length
    yield chunk
  }
}

/** Unpacks gzip, known by its first two bytes and not by a name; anything else passes. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  let first = await iterator.next()
  while (!first.done && first.value.length < GZIP_MAGIC.length) {
    const next = await iterator.next()
    if (next.done) break
    first = { done: false, value: Buffer.concat([first.value, next.value]) }
  }
  if (first.done) return
  const all = prepend(first.value, iterator)
  if (GZIP_MAGIC.every((byte, index) => first.value[index] === byte)) yield* unpackGzip(all, name)
  else yield* all
}

async function* prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** UTF-16 with a byte order mark and the encodings an XML declaration names become UTF-8; everything else passes. */
async function* toUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined
  let first = true
  for await (const chunk of chunks) {
    if (first) decoder = foreignDecoder(chunk)
    first = false
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  if (decoder) yield Buffer.from(decoder.decode())
}

function foreignDecoder(head: Uint8Array): TextDecoder | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le')
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be')
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(Buffer.from(head.subarray(0, 200)).toString('latin1'))?.[1]
  if (!declared || /^(?:utf-?8|us-ascii)$/i.test(declared)) return undefined
  try {
    return new TextDecoder(declared)
  } catch {
    throw new InputError(`The document declares the encoding "${declared}", which is not known here.`)
  }
}

/** The first chunks for looking at, and an iterable that still begins with them. */
async function peek(chunks: AsyncGenerator<Uint8Array>): Promise<{ head: Uint8Array[]; chunks: AsyncIterable<Uint8Array> }> {
  const head: Uint8Array[] = []
  let failure: unknown
  try {
    for (let bytes = 0; bytes < HEAD_BYTES; ) {
      const next = await chunks.next()
      if (next.done) break
      head.push(next.value)
      bytes += next.value.length
    }
  } catch (error) {
    // What could be read is read first; the error comes at its place.
    failure = error
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* head
    if (failure) throw failure
    yield* chunks
  }
  return { head, chunks: all() }
}
