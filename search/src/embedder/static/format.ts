/**
 * The weights file of a static embedder.
 *
 *   bytes 0–7    "OFPSTAT1"
 *   bytes 8–11   length of the header, little-endian
 *   header       JSON: `WeightsHeader`
 *   words        UTF-8, one a line, in the order of their rows
 *   pairs        for each pair its left and right word's row, 2 × uint16, in the order of their rows
 *   scales       one float32 a row
 *   rows         int8, `dimensions` a row (8 bits), or two values a byte, low half first (4 bits)
 *
 * Sections from `pairs` on start at multiples of 4. A row's vector is scale · value; inverse document frequency and all
 * other weighting are already in it.
 */
export interface WeightsHeader {
  id: string
  dimensions: number
  words: number
  pairs: number
  bits: 4 | 8
  wordBytes: number
  /** What they were made of: corpus checksum, seed, options. Not read by the embedder. */
  made: Record<string, unknown>
}

export interface Weights {
  header: WeightsHeader
  words: string[]
  /** 2 a pair: rows of the left and the right word. */
  pairs: Uint16Array
  scales: Float32Array
  rows: Int8Array
}

const MAGIC = 'OFPSTAT1'
const UNREADABLE = 'These are not the weights of a static embedder, or the file is damaged; train it again with `offprint search train-embedder`.'
const aligned = (offset: number): number => Math.ceil(offset / 4) * 4

/** Bytes of a row. */
export const rowBytes = (dimensions: number, bits: number): number => (dimensions * bits) / 8

export function encodeWeights(weights: Weights): Uint8Array {
  const words = Buffer.from(weights.words.join('\n'))
  const header = Buffer.from(JSON.stringify({ ...weights.header, wordBytes: words.length }))
  const layout = sections(header.length, words.length, weights.header)
  const bytes = new Uint8Array(layout.end)
  bytes.set(Buffer.from(MAGIC), 0)
  new DataView(bytes.buffer).setUint32(8, header.length, true)
  bytes.set(header, 12)
  bytes.set(words, layout.words)
  bytes.set(new Uint8Array(weights.pairs.buffer, weights.pairs.byteOffset, weights.pairs.byteLength), layout.pairs)
  bytes.set(new Uint8Array(weights.scales.buffer, weights.scales.byteOffset, weights.scales.byteLength), layout.scales)
  bytes.set(new Uint8Array(weights.rows.buffer, weights.rows.byteOffset, weights.rows.byteLength), layout.rows)
  return bytes
}

/** @throws with advice where the bytes are not such a file or are cut short. Copies only what is not aligned. */
export function decodeWeights(file: Uint8Array): Weights {
  if (file.length < 12 || Buffer.from(file.subarray(0, 8)).toString('latin1') !== MAGIC) throw new Error(UNREADABLE)
  const bytes = file.byteOffset % 4 === 0 ? file : Uint8Array.from(file)
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true)
  const header = parseHeader(bytes.subarray(12, 12 + headerBytes))
  const layout = sections(headerBytes, header.wordBytes, header)
  if (layout.end !== bytes.length) throw new Error(UNREADABLE)
  const words = header.words === 0 ? [] : Buffer.from(bytes.subarray(layout.words, layout.words + header.wordBytes)).toString('utf8').split('\n')
  if (words.length !== header.words) throw new Error(UNREADABLE)
  const base = bytes.byteOffset
  return {
    header,
    words,
    pairs: new Uint16Array(bytes.buffer, base + layout.pairs, header.pairs * 2),
    scales: new Float32Array(bytes.buffer, base + layout.scales, header.words + header.pairs),
    rows: new Int8Array(bytes.buffer, base + layout.rows, layout.end - layout.rows)
  }
}

function parseHeader(bytes: Uint8Array): WeightsHeader {
  let header: WeightsHeader
  try {
    header = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw new Error(UNREADABLE)
  }
  const counts = [header?.dimensions, header?.words, header?.pairs, header?.wordBytes]
  if (!counts.every(count => Number.isSafeInteger(count) && count >= 0) || ![4, 8].includes(header.bits)) throw new Error(UNREADABLE)
  return header
}

function sections(headerBytes: number, wordBytes: number, header: Pick<WeightsHeader, 'words' | 'pairs' | 'dimensions' | 'bits'>) {
  const words = 12 + headerBytes
  const pairs = aligned(words + wordBytes)
  const scales = pairs + header.pairs * 4
  const rows = scales + (header.words + header.pairs) * 4
  return { words, pairs, scales, rows, end: rows + (header.words + header.pairs) * rowBytes(header.dimensions, header.bits) }
}

/**
 * Rows of float32 to 8 or 4 bits, each with the scale that makes its largest value the largest whole number
 * (127 or 7). @param table rows × dimensions
 */
export function quantise(table: Float32Array, dimensions: number, bits: 4 | 8): { scales: Float32Array; rows: Int8Array } {
  const count = table.length / dimensions
  const most = bits === 8 ? 127 : 7
  const scales = new Float32Array(count)
  const rows = new Int8Array(count * rowBytes(dimensions, bits))
  for (let r = 0; r < count; r++) {
    let largest = 0
    for (let j = r * dimensions; j < (r + 1) * dimensions; j++) largest = Math.max(largest, Math.abs(table[j]))
    const scale = (scales[r] = largest / most)
    const step = scale === 0 ? 1 : scale
    for (let j = 0; j < dimensions; j++) {
      const value = Math.round(table[r * dimensions + j] / step)
      if (bits === 8) rows[r * dimensions + j] = value
      else rows[(r * dimensions + j) >> 1] |= j % 2 === 0 ? value & 15 : value << 4
    }
  }
  return { scales, rows }
}
