/**
 * Trains the static embedder on papers' titles and abstracts, from the file to the weights: vocabulary, a start from
 * latent semantic analysis plus noise, contrastive training of title ↔ abstract, quantised rows. The same corpus, seed
 * and options give the same bytes.
 *
 * Every second epoch the title's words are taken out of its abstract, so that the table must learn which other words
 * mean the same; without it the easiest lesson is to match equal words, which full text does better anyway.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { readDocuments, tokens } from '../../text/index.ts'
import { openKernel, type Block, type Kernel } from '../kernel/kernel.ts'
import { encodeWeights, quantise, type Weights } from '../static/format.ts'
import { openContrastive } from './contrastive.ts'
import { bagOf, buildVocabulary, type Bag, type Vocabulary } from './features.ts'
import { lsa, type SparseRows } from './lsa.ts'
import { permutation, randomFrom, type Random } from './random.ts'

export interface TrainingOptions {
  /** Length of the vectors, a multiple of 8. */
  dimensions: number
  /** Words in fewer papers are left out. */
  minWordDocuments: number
  /** Pairs of neighbouring words in fewer papers are left out. */
  minPairDocuments: number
  /** At most this many pairs. */
  maxPairs: number
  bits: 4 | 8
  epochs: number
  /** Papers a batch, a multiple of 8. */
  batch: number
  temperature: number
  /** Adam's rate at the first step, falling to 0 in a straight line. */
  rate: number
  seed: number
  /** Name of the weights, kept beside every vector made with them. */
  id: string
}

/** What the shipped weights were made with; the figures that chose them are in search/model/README.md. */
export const TRAINING_DEFAULTS: TrainingOptions = {
  dimensions: 256,
  minWordDocuments: 3,
  minPairDocuments: 15,
  maxPairs: 0,
  bits: 8,
  epochs: 4,
  batch: 1024,
  temperature: 0.05,
  rate: 0.005,
  seed: 1,
  id: 'offprint-static-1'
}

/** The table starts with values of this standard deviation, .7 of it from LSA and .7 noise. */
const START_DEVIATION = 0.05
const LSA_SHARE = 0.7
const NOISE_SHARE = 0.7
const LSA_PASSES = 4

export interface TrainingPaper {
  title: string
  abstract: string
}

export interface TrainingReport {
  papers: number
  words: number
  pairs: number
  bytes: number
  /** Mean loss of each epoch; epochs without the shared words have a higher one. */
  losses: number[]
}

/** Called as the work goes on: what is being done, and how much of the whole is done, 0 to 1. */
export type Progress = (stage: string, done: number) => void

/**
 * @param input.corpus JSON Lines of papers, `.gz` or plain; @param input.out where the weights go.
 * @throws where the corpus cannot be read or has fewer papers than one batch.
 */
export function trainEmbedder(input: { corpus: string; out: string } & Partial<TrainingOptions>, progress: Progress = () => {}): TrainingReport {
  const { corpus, out, ...given } = input
  progress('reading', 0)
  const papers = readDocuments(corpus)
  const checksum = createHash('sha256').update(readFileSync(corpus)).digest('hex')
  const { weights, report } = trainWeights(papers, { ...TRAINING_DEFAULTS, ...given }, progress)
  weights.header.made = { ...weights.header.made, corpus: `sha256:${checksum}` }
  const bytes = encodeWeights(weights)
  writeFileSync(out, bytes)
  return { ...report, bytes: bytes.length }
}

/** The training itself, from papers to weights in memory. */
export function trainWeights(papers: TrainingPaper[], options: TrainingOptions, progress: Progress = () => {}): { weights: Weights; report: TrainingReport } {
  if (papers.length < options.batch) throw new Error(`Training needs at least ${options.batch} papers (one batch); these are ${papers.length}.`)
  const random = randomFrom(options.seed)
  progress('vocabulary', 0.02)
  const titles = papers.map(paper => tokens(paper.title))
  const abstracts = papers.map(paper => tokens(paper.abstract))
  const whole = titles.map((title, i) => [...title, ...abstracts[i]])
  const vocabulary = buildVocabulary(whole, options)

  progress('latent semantic analysis', 0.1)
  const kernel = openKernel()
  const table = startingTable(kernel, whole.map(terms => bagOf(terms, vocabulary)), vocabulary, options.dimensions, random)

  const titleBags = titles.map(terms => bagOf(terms, vocabulary))
  const abstractBags = abstracts.map(terms => bagOf(terms, vocabulary))
  const trainer = openContrastive(kernel, table, vocabulary.idf, { ...options, firstRow: 0 })
  const batches = Math.floor(papers.length / options.batch)
  const steps = batches * options.epochs
  const losses: number[] = []
  for (let epoch = 0, step = 0; epoch < options.epochs; epoch++) {
    const order = permutation(papers.length, random)
    let total = 0
    for (let b = 0; b < batches; b++, step++) {
      if (step % 10 === 0) progress(`epoch ${epoch + 1} of ${options.epochs}`, 0.4 + (0.6 * step) / steps)
      const chosen = [...order.subarray(b * options.batch, (b + 1) * options.batch)]
      const left = chosen.map(i => titleBags[i])
      const right = chosen.map(i => (epoch % 2 === 1 ? without(abstractBags[i], titleBags[i]) : abstractBags[i]))
      total += trainer.step(left, right, options.rate * (1 - step / steps))
    }
    losses.push(total / batches)
  }
  progress('quantising', 1)

  const { id, dimensions, bits, ...made } = options
  const weights: Weights = {
    header: { id, dimensions, bits, words: vocabulary.words.size, pairs: vocabulary.pairs.size, wordBytes: 0, made: { ...made, papers: papers.length } },
    words: [...vocabulary.words.keys()],
    pairs: pairRows(vocabulary),
    ...quantise(weighted(table, vocabulary, dimensions), dimensions, bits)
  }
  return { weights, report: { papers: papers.length, words: vocabulary.words.size, pairs: vocabulary.pairs.size, bytes: 0, losses } }
}

/** LSA's term vectors and noise, each scaled to its share of the starting deviation. */
function startingTable(kernel: Kernel, bags: Bag[], vocabulary: Vocabulary, dimensions: number, random: Random): Block {
  const terms = vocabulary.idf.length
  // LSA's work space is large and only needed here: a kernel of its own, dropped with it.
  const { vectors } = lsa(...tfIdfRows(bags, vocabulary), terms, dimensions, LSA_PASSES, random)
  let square = 0
  for (const value of vectors) square += value * value
  const scale = (LSA_SHARE * START_DEVIATION) / Math.sqrt(square / vectors.length)
  const table = kernel.floats(terms * dimensions)
  const values = table.values
  for (let i = 0; i < vectors.length; i++) values[i] = vectors[i] * scale + NOISE_SHARE * START_DEVIATION * random.normal()
  return table
}

/** Documents as unit-length tf–idf rows inside a kernel. */
function tfIdfRows(bags: Bag[], vocabulary: Vocabulary): [Kernel, SparseRows] {
  const kernel = openKernel()
  const starts = new Uint32Array(bags.length + 1)
  bags.forEach((bag, d) => (starts[d + 1] = starts[d] + bag.rows.length))
  const ids = kernel.ids(starts[bags.length])
  const weights = kernel.floats(starts[bags.length])
  const toIds = ids.values
  const toWeights = weights.values
  bags.forEach((bag, d) => {
    toIds.set(bag.rows, starts[d])
    let square = 0
    for (let i = 0; i < bag.rows.length; i++) {
      const weight = bag.weights[i] * vocabulary.idf[bag.rows[i]]
      toWeights[starts[d] + i] = weight
      square += weight * weight
    }
    const scale = 1 / (Math.sqrt(square) || 1)
    for (let i = starts[d]; i < starts[d + 1]; i++) toWeights[i] *= scale
  })
  return [kernel, { starts, ids, weights }]
}

/** A bag less the rows of another. */
function without(bag: Bag, other: Bag): Bag {
  const taken = new Set(other.rows)
  const kept = [...bag.rows.keys()].filter(i => !taken.has(bag.rows[i]))
  return { rows: Uint32Array.from(kept, i => bag.rows[i]), weights: Float32Array.from(kept, i => bag.weights[i]) }
}

/** idf · E, so that the embedder only has to sum. */
function weighted(table: Block, vocabulary: Vocabulary, dimensions: number): Float32Array {
  return Float32Array.from(table.values, (value, i) => value * vocabulary.idf[Math.floor(i / dimensions)])
}

function pairRows(vocabulary: Vocabulary): Uint16Array {
  const rows = new Uint16Array(vocabulary.pairs.size * 2)
  let i = 0
  for (const key of vocabulary.pairs.keys()) {
    rows[i++] = Math.floor(key / 2 ** 26)
    rows[i++] = key % 2 ** 26
  }
  return rows
}
