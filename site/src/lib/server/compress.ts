/** Compression of what is made per request; files of the build are compressed when they are built. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

export type Encoding = 'br' | 'gzip'

/** Shorter answers fit into one packet anyway. */
export const SHORTEST_COMPRESSED = 1400
/** Quality 5 is within a few per cent of 11 on pages of text at a twentieth of its time. */
const BROTLI_QUALITY = 5
const GZIP_LEVEL = 6

const COMPRESSIBLE = /^(?:text\/|application\/(?:json|xml|rss\+xml|atom\+xml|feed\+json|opensearchdescription\+xml|x-ndjson|javascript)|image\/svg)/

export const isCompressible = (type: string | null): boolean => type !== null && COMPRESSIBLE.test(type)

/** The best encoding a client takes (RFC 9110 §12.5.3); brotli before gzip, neither where it is refused by `q=0`. */
export function chooseEncoding(accepted: string | null): Encoding | undefined {
  if (!accepted) return undefined
  const weights = new Map<string, number>()
  for (const part of accepted.toLowerCase().split(',')) {
    const [name, ...params] = part.split(';').map((text) => text.trim())
    const q = params.find((text) => text.startsWith('q='))
    weights.set(name, q ? Number(q.slice(2)) || 0 : 1)
  }
  const weight = (name: Encoding) => weights.get(name) ?? weights.get('*') ?? 0
  const [br, gz] = [weight('br'), weight('gzip')]
  if (br === 0 && gz === 0) return undefined
  return br >= gz ? 'br' : 'gzip'
}

export function compress(body: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  return encoding === 'br'
    ? brotliAsync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } })
    : gzipAsync(body, { level: GZIP_LEVEL })
}
