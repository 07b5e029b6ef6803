/**
 * The embedder that ships with the project: a table of vectors for words and pairs of neighbouring words. A text's
 * vector is Σ (1 + ln tf) · row over its terms, to unit length. No network, no native code, a few tens of microseconds
 * an abstract; how the table was learnt and what it is worth is in search/model/README.md.
 */
import { readFileSync } from 'node:fs'
import { ByWord, cutWords, grown, lexicon, tokens } from '../../text/index.ts'
import type { SyncEmbedder } from '../embedder.ts'
import { openKernel, type Block, type Bytes, type Ids, type Kernel } from '../kernel/kernel.ts'
import { decodeWeights, rowBytes, type Bits, type Weights } from './format.ts'
import { PairTable } from './pair-table.ts'

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

/** Keeps a copy of the weights inside the kernel's memory; what was passed in may be let go. */
export function staticEmbedder(weights: Weights): SyncEmbedder {
  const { id, dimensions } = weights.header
  const bags = new Bags(weights)
  const rows = new Rows(weights)
  const embedOne = (text: string): Float32Array => {
    bags.read(text)
    return rows.sum(bags)
  }
  return { id, dimensions, embedOne, embed: texts => texts.map(embedOne) }
}

/** A term that is no row parts its neighbours; a stop word is not there at all. */
const NO_ROW = -1
const STOP_WORD = -2

/** Which rows a text is made of and how often, words and pairs apart, each in the order of first appearance. */
class Bags {
  readonly #words: number
  readonly #rowOfTerm: Map<string, number>
  readonly #rowOfWord: ByWord
  readonly #pairs: PairTable
  readonly #scales: Float32Array
  /** By row: how often it stands in the text being read; all 0 between texts. */
  readonly #counts: Uint32Array
  /** Rows of the text: words from the front, pairs likewise. */
  words = new Uint32Array(1024)
  wordCount = 0
  pairs = new Uint32Array(1024)
  pairCount = 0

  constructor({ words, pairs, scales }: Weights) {
    this.#words = words.length
    this.#rowOfTerm = new Map(words.map((word, row) => [word, row]))
    this.#rowOfWord = new ByWord((_, term) => (term === '' ? STOP_WORD : this.#termRow(term)))
    this.#pairs = new PairTable(pairs, words.length)
    this.#scales = scales.slice()
    this.#counts = new Uint32Array(scales.length)
  }

  read(text: string): void {
    this.wordCount = this.pairCount = 0
    let left = NO_ROW
    const count = cutWords(text)
    if (count < 0) {
      for (const term of tokens(text)) left = this.#add(left, this.#termRow(term))
      return
    }
    const rows = this.#rowOfWord.values()
    for (let i = 0; i < count; i++) {
      const row = rows[lexicon.ids[i]]
      if (row !== STOP_WORD) left = this.#add(left, row)
    }
  }

  /** (1 + ln tf) · scale of a row, after which its count is 0 again. */
  takeWeight(row: number): number {
    const weight = (1 + Math.log(this.#counts[row])) * this.#scales[row]
    this.#counts[row] = 0
    return weight
  }

  #termRow = (term: string): number => this.#rowOfTerm.get(term) ?? NO_ROW

  /** Counts a word and its pair with the one before; returns the word, which is the next one's neighbour. */
  #add(left: number, right: number): number {
    if (right === NO_ROW) return NO_ROW
    if (this.#counts[right]++ === 0) {
      if (this.wordCount === this.words.length) this.words = grown(this.words)
      this.words[this.wordCount++] = right
    }
    const pair = left === NO_ROW ? NO_ROW : this.#pairs.rowOf(left, right)
    if (pair !== NO_ROW && this.#counts[pair]++ === 0) {
      if (this.pairCount === this.pairs.length) this.pairs = grown(this.pairs)
      this.pairs[this.pairCount++] = pair - this.#words
    }
    return right
  }

  /** Row numbers of pairs begin at 0, as their own table's do. */
  pairWeight(row: number): number {
    return this.takeWeight(row + this.#words)
  }
}

/** Rows summed at a time; longer texts take several rounds. */
const ROUND = 512
/** The kernel's loops take 32 values at a time. */
const STEP = 32

/** The tables of words and pairs in the kernel's memory, and their weighted sums. */
class Rows {
  readonly #kernel: Kernel
  readonly #dimensions: number
  readonly #width: number
  readonly #tables: Record<'words' | 'pairs', { bits: Bits; rows: Bytes }>
  readonly #ids: Ids
  readonly #weights: Block
  readonly #sum: Block

  constructor({ header, wordRows, pairRows }: Weights) {
    this.#kernel = openKernel()
    this.#dimensions = header.dimensions
    this.#width = Math.ceil(header.dimensions / STEP) * STEP
    this.#ids = this.#kernel.ids(ROUND)
    this.#weights = this.#kernel.floats(ROUND)
    this.#sum = this.#kernel.floats(this.#width)
    this.#tables = {
      words: { bits: header.wordBits, rows: this.#copied(wordRows, header.wordBits) },
      pairs: { bits: header.pairBits, rows: this.#copied(pairRows, header.pairBits) }
    }
  }

  /** Rows at the kernel's width, with zeros after their own values. */
  #copied(rows: Int8Array, bits: Bits): Bytes {
    const [from, to] = [rowBytes(this.#dimensions, bits), rowBytes(this.#width, bits)]
    const copy = this.#kernel.bytes((rows.length / from) * to)
    if (from === to) copy.values.set(rows)
    else for (let at = 0, out = 0; at < rows.length; at += from, out += to) copy.values.set(rows.subarray(at, at + from), out)
    return copy
  }

  /** The sum of what a text is made of, to unit length; zero for a text of unknown words. */
  sum(bags: Bags): Float32Array {
    const sum = this.#sum.values.fill(0)
    this.#add('words', bags.words, bags.wordCount, row => bags.takeWeight(row))
    this.#add('pairs', bags.pairs, bags.pairCount, row => bags.pairWeight(row))
    let square = 0
    for (let j = 0; j < this.#dimensions; j++) square += sum[j] * sum[j]
    const vector = new Float32Array(this.#dimensions)
    if (square > 0) {
      const scale = 1 / Math.sqrt(square)
      for (let j = 0; j < this.#dimensions; j++) vector[j] = sum[j] * scale
    }
    return vector
  }

  #add(table: 'words' | 'pairs', rows: Uint32Array, count: number, weightOf: (row: number) => number): void {
    const { bits, rows: stored } = this.#tables[table]
    const add = bits === 8 ? this.#kernel.addBytes : this.#kernel.addHalfBytes
    const [ids, weights] = [this.#ids.values, this.#weights.values]
    for (let from = 0; from < count; from += ROUND) {
      const some = Math.min(ROUND, count - from)
      for (let i = 0; i < some; i++) {
        ids[i] = rows[from + i]
        weights[i] = weightOf(rows[from + i])
      }
      add(stored.address, this.#ids.address, this.#weights.address, some, this.#width, this.#sum.address)
    }
  }
}
