/** Unpacking gzip streams without losing what stands before a cut. */
import { createGunzip, type Gunzip } from 'node:zlib'
import { InputError } from '../item.ts'

/**
 * Chunk by chunk, so that everything before a cut or a damaged place comes out before the error is thrown (a piped
 * stream throws its buffer away with the error). `name` stands in the message.
 * @throws InputError where the stream is cut short or damaged
 */
export async function* unpackGzip(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const stream = createGunzip()
  let out: Uint8Array[] = []
  let failure: NodeJS.ErrnoException | undefined
  stream.on('data', (chunk: Uint8Array) => out.push(chunk))
  stream.on('error', (error: NodeJS.ErrnoException) => (failure = error))
  const take = () => {
    const taken = out
    out = []
    return taken
  }
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  try {
    for await (const chunk of chunks) {
      await written(stream, chunk)
      yield* take()
      if (failure) break
    }
    // The error of a missing end is told only when the stream closes.
    stream.end()
    await closed
    yield* take()
  } finally {
    stream.destroy()
  }
  if (failure) {
    const cut = failure.code === 'Z_BUF_ERROR'
    throw new InputError(cut ? `${name} is cut short: its gzip stream has no end. What came before was read.` : `${name} is damaged: ${failure.message}.`)
  }
}

/** Until the chunk is unpacked, or the stream closes over an error and will never say so. */
function written(stream: Gunzip, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('close', done)
      resolve()
    }
    stream.once('close', done)
    stream.write(chunk, done)
  })
}
