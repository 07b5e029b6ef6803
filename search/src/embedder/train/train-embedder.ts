/**
 * Trains the static embedder from papers' titles, abstracts and authors, in two stages:
 *
 * 1. Words. From a start by latent semantic analysis plus noise, titles learn to find their abstracts. Every second
 *    epoch the title's words are taken out of its abstract, so that the table must learn which other words mean the
 *    same; without it the easiest lesson is to match equal words, which full text does better anyway.
 * 2. Pairs of neighbouring words, on top of the words as they are stored, which stay as they are. Learnt together, pairs
 *    take the easy matches away from the words, and the words come out worse. Half of this stage's examples are whole
 *    papers of the same authors: what makes papers alike, not only what makes a title fit.
 *
 * The same corpus, seed and options give the same bytes.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { readDocuments, tokens } from '../../text/index.ts'
import { openKernel } from '../kernel/kernel.ts'
import { addRow, decodeWeights, encodeWeights, quantise, rowBytes, type Bits, type Weights } from '../static/format.ts'
import { buildVocabulary, pairKey, type Vocabulary } from './features.ts'
import { learn, startingTable, type Stage } from './learn.ts'
import { OVERSAMPLING } from './lsa.ts'
import { randomFrom } from './random.ts'
import { examplesOf } from './examples.ts'

export interface TrainingOptions {
  /** Length of the vectors, a multiple of 8. */
  dimensions: number
  /** Words in fewer papers are left out. */
  minWordDocuments: number
  /** Pairs of neighbouring words in fewer papers are left out. */
  minPairDocuments: number
  /** At most this many pairs. */
  maxPairs: number
  wordBits: Bits
  pairBits: Bits
  words: Stage
  pairs: Stage
  /**
   * Pairs enter with this share of what they learnt: they learn much that is true of these papers only. At .5 questions
   * measure best, at 1 similar papers.
   */
  pairShare: number
  seed: number
  /** Name of the weights, kept beside every vector made with them. */
  id: string
}

/** What the shipped weights were made with; the figures that chose them are in search/model/README.md. */
export const TRAINING_DEFAULTS: TrainingOptions = {
  dimensions: 256,
  minWordDocuments: 3,
  minPairDocuments: 15,
  maxPairs: 44_000,
  wordBits: 8,
  pairBits: 4,
  words: { epochs: 4, batch: 1024, temperature: 0.05, rate: 0.005, relatives: 0 },
  pairs: { epochs: 4, batch: 1024, temperature: 0.07, rate: 0.006, relatives: 0.5 },
  pairShare: 0.7,
  seed: 1,
  id: 'offprint-static-1'
}

export interface TrainingPaper {
  title: string
  abstract: string
  authors: string[]
}

export interface TrainingReport {
  papers: number
  words: number
  pairs: number
  bytes: number
  /** Mean loss of each epoch, of both stages; epochs without the shared words have a higher one. */
  losses: number[]
}

/** Called as the work goes on: what is being done, and how much of the whole is done, 0 to 1. */
export type Progress = (stage: string, done: number) => void

export interface TrainingInput extends Partial<TrainingOptions> {
  /** JSON Lines of papers, `.gz` or plain. */
  corpus: string
  /** Where the weights go. */
  out: string
  /** Weights whose words are taken over instead of learning them: only the pairs are trained. */
  wordsFrom?: string
}

/** @throws where the corpus cannot be read, has fewer papers than one batch, or `wordsFrom` has other words. */
export function trainEmbedder(input: TrainingInput, progress: Progress = () => {}): TrainingReport {
  const { corpus, out, wordsFrom, ...given } = input
  progress('reading', 0)
  const papers = readDocuments(corpus)
  const checksum = createHash('sha256').update(readFileSync(corpus)).digest('hex')
  const known = wordsFrom === undefined ? undefined : decodeWeights(readFileSync(wordsFrom))
  const { weights, report } = trainWeights(papers, { ...TRAINING_DEFAULTS, ...given }, progress, known)
  weights.header.made = { ...weights.header.made, corpus: `sha256:${checksum}` }
  const bytes = encodeWeights(weights)
  writeFileSync(out, bytes)
  return { ...report, bytes: bytes.length }
}

/** The training itself, from papers to weights in memory. */
export function trainWeights(papers: TrainingPaper[], options: TrainingOptions, progress: Progress = () => {}, known?: Weights): { weights: Weights; report: TrainingReport } {
  const batch = Math.max(options.words.batch, options.pairs.batch)
  if (papers.length < batch) throw new Error(`Training needs at least ${batch} papers (one batch); these are ${papers.length}.`)
  progress('vocabulary', 0.02)
  const texts = { titles: papers.map(paper => tokens(paper.title)), abstracts: papers.map(paper => tokens(paper.abstract)) }
  const whole = texts.titles.map((title, i) => [...title, ...texts.abstracts[i]])
  const vocabulary = buildVocabulary(whole, options)
  // Latent semantic analysis cannot give more directions than there are words.
  const leastWords = options.dimensions + OVERSAMPLING
  if (!known && vocabulary.words.size < leastWords) {
    throw new Error(`Training ${options.dimensions} dimensions needs at least ${leastWords} words that ${options.minWordDocuments} papers have; these papers have ${vocabulary.words.size}. Give it more papers.`)
  }
  const authors = papers.map(paper => paper.authors)

  const words = known ? wordsOf(known, vocabulary, options) : trainWords()
  const pairs = trainPairs()
  progress('writing', 1)
  const { id, dimensions, wordBits, pairBits, ...made } = options
  const weights: Weights = {
    header: { id, dimensions, wordBits, pairBits, words: vocabulary.words.size, pairs: vocabulary.pairs.size, wordBytes: 0, made: { ...made, papers: papers.length } },
    words: [...vocabulary.words.keys()],
    pairs: rowsOfPairs(vocabulary),
    scales: Float32Array.of(...words.scales, ...pairs.scales),
    wordRows: words.rows,
    pairRows: pairs.rows
  }
  return { weights, report: { papers: papers.length, words: vocabulary.words.size, pairs: vocabulary.pairs.size, bytes: 0, losses: [...words.losses, ...pairs.losses] } }

  function trainWords() {
    const only: Vocabulary = { words: vocabulary.words, pairs: new Map(), idf: vocabulary.idf.subarray(0, vocabulary.words.size) }
    const random = randomFrom(options.seed)
    progress('latent semantic analysis', 0.05)
    const kernel = openKernel()
    const examples = examplesOf(texts, authors, only)
    const table = startingTable(kernel, examples.whole, only, options.dimensions, random)
    const losses = learn(kernel, table, only.idf, 0, examples, options.dimensions, options.words, random, (epoch, done) => progress(`words, epoch ${epoch}`, 0.2 + 0.4 * done))
    return { ...quantise(weighted(table.values, only.idf, 0, 1), options.dimensions, options.wordBits), losses }
  }

  function trainPairs() {
    const { dimensions } = options
    const kernel = openKernel()
    const first = vocabulary.words.size
    const table = kernel.floats(vocabulary.idf.length * dimensions)
    const row = new Float64Array(dimensions)
    for (let r = 0; r < first; r++) {
      row.fill(0)
      addRow(row, words.rows, r, options.wordBits, words.scales[r] / vocabulary.idf[r])
      table.values.set(row, r * dimensions)
    }
    const random = randomFrom(options.seed + 1)
    const examples = examplesOf(texts, authors, vocabulary)
    const losses =
      vocabulary.pairs.size === 0
        ? []
        : learn(kernel, table, vocabulary.idf, first, examples, dimensions, options.pairs, random, (epoch, done) => progress(`pairs, epoch ${epoch}`, 0.6 + 0.4 * done))
    return { ...quantise(weighted(table.values, vocabulary.idf, first, options.pairShare), dimensions, options.pairBits), losses }
  }
}

/** Word rows of known weights. @throws where they are not of these words in this shape. */
function wordsOf(known: Weights, vocabulary: Vocabulary, options: TrainingOptions) {
  const { header } = known
  const same = header.dimensions === options.dimensions && header.wordBits === options.wordBits && known.words.join('\n') === [...vocabulary.words.keys()].join('\n')
  if (!same) throw new Error('The weights to take words from were made of another corpus or with other options; train the words too.')
  const bytes = header.words * rowBytes(header.dimensions, header.wordBits)
  return { scales: known.scales.slice(0, header.words), rows: known.wordRows.slice(0, bytes), losses: [] }
}

/** share · idf · E for the rows from `first` on, so that the embedder only has to sum. */
function weighted(table: Float32Array, idf: Float32Array, first: number, share: number): Float32Array {
  const dimensions = table.length / idf.length
  return table.slice(first * dimensions).map((value, i) => share * value * idf[first + Math.floor(i / dimensions)])
}

function rowsOfPairs(vocabulary: Vocabulary): Uint16Array {
  const rows: number[] = []
  const keys = new Set(vocabulary.pairs.keys())
  const base = pairKey(1, 0)
  for (const key of keys) rows.push(Math.floor(key / base), key % base)
  if (rows.some(row => row > 0xffff)) throw new Error('Pairs are stored with 16 bits a word: leave rare words out (minWordDocuments).')
  return Uint16Array.from(rows)
}
