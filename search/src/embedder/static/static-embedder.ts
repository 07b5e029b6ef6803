/**
 * The embedder that ships with the project: a table of vectors for words and pairs of neighbouring words. A text's
 * vector is Σ (1 + ln tf) · row over its terms, to unit length. No network, no native code, a few tens of microseconds
 * an abstract; how the table was learnt and what it is worth is in search/model/README.md.
 */
import { readFileSync } from 'node:fs'
import { tokens } from '../../text/index.ts'
import type { SyncEmbedder } from '../embedder.ts'
import { bagOf, pairKey } from '../train/features.ts'
import { addRow, decodeWeights, type Weights } from './format.ts'

/** The shipped weights. */
export const SHIPPED_WEIGHTS = new URL('../../../model/offprint-static-1.bin', import.meta.url)

/**
 * Opens a weights file, by default the shipped one.
 * @throws with advice where the file is missing or is no weights file.
 */
export function openStaticEmbedder(path: string | URL = SHIPPED_WEIGHTS): SyncEmbedder {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new Error(`The embedder's weights cannot be read at ${path}; train them with \`offprint search train-embedder\`.`, { cause })
  }
  return staticEmbedder(decodeWeights(bytes))
}

export function staticEmbedder(weights: Weights): SyncEmbedder {
  const { id, dimensions, wordBits, pairBits } = weights.header
  const words = new Map(weights.words.map((word, row) => [word, row]))
  const pairs = new Map<number, number>()
  for (let i = 0; i < weights.header.pairs; i++) pairs.set(pairKey(weights.pairs[2 * i], weights.pairs[2 * i + 1]), words.size + i)
  const vocabulary = { words, pairs }

  function embedOne(text: string): Float32Array {
    const { rows, weights: counts } = bagOf(tokens(text), vocabulary)
    const sum = new Float64Array(dimensions)
    for (let i = 0; i < rows.length; i++) {
      const weight = counts[i] * weights.scales[rows[i]]
      if (rows[i] < words.size) addRow(sum, weights.wordRows, rows[i], wordBits, weight)
      else addRow(sum, weights.pairRows, rows[i] - words.size, pairBits, weight)
    }
    let square = 0
    for (let j = 0; j < dimensions; j++) square += sum[j] * sum[j]
    const vector = new Float32Array(dimensions)
    if (square > 0) {
      const scale = 1 / Math.sqrt(square)
      for (let j = 0; j < dimensions; j++) vector[j] = sum[j] * scale
    }
    return vector
  }

  return { id, dimensions, embed: texts => texts.map(embedOne) }
}
