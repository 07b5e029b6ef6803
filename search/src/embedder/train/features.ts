/**
 * What a text is made of for the embedder: its terms, and pairs of neighbouring terms, as rows of one table. Unigrams
 * come first (0 … words−1), pairs after them.
 */
export interface Vocabulary {
  /** Stem → row. */
  words: Map<string, number>
  /** `pairKey(left row, right row)` → row. */
  pairs: Map<number, number>
  /** Inverse document frequency of each row: ln((1 + N) / (1 + df)) + 1. */
  idf: Float32Array
}

/** Rows and weights (1 + ln tf) of one text. */
export interface Bag {
  rows: Uint32Array
  weights: Float32Array
}

/** Keys stay exact up to 2⁵³: room for 94 million words. */
const PAIR_BASE = 2 ** 26

export const pairKey = (left: number, right: number): number => left * PAIR_BASE + right

export interface VocabularyOptions {
  /** Words in fewer documents than this are left out. */
  minWordDocuments: number
  /** Pairs in fewer documents than this are left out. */
  minPairDocuments: number
  /** At most this many pairs, those in most documents. 0: none. */
  maxPairs: number
}

/** The vocabulary of documents given as terms. Ties are broken by order of first appearance: deterministic. */
export function buildVocabulary(documents: string[][], options: VocabularyOptions): Vocabulary {
  const wordDocuments = new Map<string, number>()
  for (const terms of documents) for (const term of new Set(terms)) wordDocuments.set(term, (wordDocuments.get(term) ?? 0) + 1)

  const kept = [...wordDocuments].filter(([, count]) => count >= options.minWordDocuments).sort((a, b) => b[1] - a[1])
  const words = new Map(kept.map(([term], row) => [term, row]))
  const frequencies = kept.map(([, count]) => count)

  const pairs = new Map<number, number>()
  if (options.maxPairs > 0) {
    const pairDocuments = new Map<number, number>()
    for (const terms of documents) {
      for (const key of new Set(pairKeys(terms.map(term => words.get(term) ?? -1)))) pairDocuments.set(key, (pairDocuments.get(key) ?? 0) + 1)
    }
    const best = [...pairDocuments].filter(([, count]) => count >= options.minPairDocuments).sort((a, b) => b[1] - a[1])
    for (const [key, count] of best.slice(0, options.maxPairs)) {
      pairs.set(key, words.size + pairs.size)
      frequencies.push(count)
    }
  }
  const idf = Float32Array.from(frequencies, count => Math.log((1 + documents.length) / (1 + count)) + 1)
  return { words, pairs, idf }
}

/** Keys of neighbouring known words; an unknown word (−1) parts its neighbours. */
function pairKeys(rows: number[]): number[] {
  const keys: number[] = []
  for (let i = 1; i < rows.length; i++) if (rows[i - 1] >= 0 && rows[i] >= 0) keys.push(pairKey(rows[i - 1], rows[i]))
  return keys
}

/** Rows of a text's words and pairs, with 1 + ln tf. */
export function bagOf(terms: string[], vocabulary: Pick<Vocabulary, 'words' | 'pairs'>): Bag {
  const counts = new Map<number, number>()
  let left = -1
  for (const term of terms) {
    const right = vocabulary.words.get(term) ?? -1
    if (right >= 0) counts.set(right, (counts.get(right) ?? 0) + 1)
    const pair = left >= 0 && right >= 0 ? vocabulary.pairs.get(pairKey(left, right)) : undefined
    if (pair !== undefined) counts.set(pair, (counts.get(pair) ?? 0) + 1)
    left = right
  }
  const rows = new Uint32Array(counts.size)
  const weights = new Float32Array(counts.size)
  let i = 0
  for (const [row, count] of counts) {
    rows[i] = row
    weights[i++] = 1 + Math.log(count)
  }
  return { rows, weights }
}
