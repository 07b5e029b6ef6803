/**
 * The weights file of a static embedder.
 *
 *   bytes 0–7    "OFPSTAT1"
 *   bytes 8–11   length of the header, little-endian
 *   header       JSON: `WeightsHeader`
 *   words        UTF-8, one a line, in the order of their rows
 *   pairs        for each pair its left and right word's row, 2 × uint16, in the order of their rows
 *   scales       one float32 a row
 *   rows         of the words, `wordBits` a value, then of the pairs, `pairBits` a value:
 *                8 is int8, 4 is two values a byte, low half first
 *
 * Sections from `pairs` on start at multiples of 4. A row's vector is scale · value; inverse document frequency and all
 * other weighting are already in it.
 */
/** Bits of a stored value. */
export type Bits = 4 | 8

export interface WeightsHeader {
  id: string
  dimensions: number
  words: number
  pairs: number
  wordBits: Bits
  pairBits: Bits
  wordBytes: number
  /** What they were made of: corpus checksum, seed, options. Not read by the embedder. */
  made: Record<string, unknown>
}

export interface Weights {
  header: WeightsHeader
  words: string[]
  /** 2 a pair: rows of the left and the right word. */
  pairs: Uint16Array
  /** Of the words' rows, then of the pairs'. */
  scales: Float32Array
  wordRows: Int8Array
  pairRows: Int8Array
}

const MAGIC = 'OFPSTAT1'
const UNREADABLE = 'These are not the weights of a static embedder, or the file is damaged; train it again with `offprint search train-embedder`.'
const aligned = (offset: number): number => Math.ceil(offset / 4) * 4

/** Bytes of a row. */
export const rowBytes = (dimensions: number, bits: Bits): number => (dimensions * bits) / 8

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
  bytes.set(new Uint8Array(weights.wordRows.buffer, weights.wordRows.byteOffset, weights.wordRows.byteLength), layout.wordRows)
  bytes.set(new Uint8Array(weights.pairRows.buffer, weights.pairRows.byteOffset, weights.pairRows.byteLength), layout.pairRows)
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
    wordRows: new Int8Array(bytes.buffer, base + layout.wordRows, layout.pairRows - layout.wordRows),
    pairRows: new Int8Array(bytes.buffer, base + layout.pairRows, layout.end - layout.pairRows)
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
  if (!counts.every(count => Number.isSafeInteger(count) && count >= 0) || ![header.wordBits, header.pairBits].every(bits => bits === 4 || bits === 8)) throw new Error(UNREADABLE)
  return header
}

function sections(headerBytes: number, wordBytes: number, header: Omit<WeightsHeader, 'id' | 'made' | 'wordBytes'>) {
  const words = 12 + headerBytes
  const pairs = aligned(words + wordBytes)
  const scales = pairs + header.pairs * 4
  const wordRows = scales + (header.words + header.pairs) * 4
  const pairRows = wordRows + header.words * rowBytes(header.dimensions, header.wordBits)
  return { words, pairs, scales, wordRows, pairRows, end: pairRows + header.pairs * rowBytes(header.dimensions, header.pairBits) }
}

/**
 * Rows of float32 to 8 or 4 bits, each with the scale that makes its largest value the largest whole number
 * (127 or 7). @param table rows × dimensions
 */
export function quantise(table: Float32Array, dimensions: number, bits: Bits): { scales: Float32Array; rows: Int8Array } {
  const count = table.length / dimensions
  const most = bits === 8 ? 127 : 7
  const scales = new Float32Array(count)
  const rows = new Int8Array(count * rowBytes(dimensions, bits))
  for (let r = 0; r < count; r++) {
    let largest = 0
    for (let j = r * dimensions; j < (r + 1) * dimensions; j++) largest = Math.max(largest, Math.abs(table[j]))
    scales[r] = largest / most
    const step = scales[r] === 0 ? 1 : scales[r]
    for (let j = 0; j < dimensions; j++) {
      const value = Math.round(table[r * dimensions + j] / step)
      if (bits === 8) rows[r * dimensions + j] = value
      else rows[(r * dimensions + j) >> 1] |= j % 2 === 0 ? value & 15 : value << 4
    }
  }
  return { scales, rows }
}

/** sum += weight · (row's whole numbers); the caller puts the row's scale into the weight. */
export function addRow(sum: Float64Array | Float32Array, rows: Int8Array, row: number, bits: Bits, weight: number): void {
  if (bits === 8) {
    const first = row * sum.length
    for (let j = 0; j < sum.length; j++) sum[j] += weight * rows[first + j]
    return
  }
  const first = (row * sum.length) >> 1
  for (let j = 0; j < sum.length; j += 2) {
    const both = rows[first + (j >> 1)]
    // Shifting up and down again keeps the low half's sign.
    sum[j] += weight * ((both << 28) >> 28)
    sum[j + 1] += weight * (both >> 4)
  }
}
