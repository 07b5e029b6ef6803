/** One stage of training: epochs of contrastive steps over a table; and the table that the first stage starts from. */
import { openKernel, type Block, type Kernel } from '../kernel/kernel.ts'
import { openContrastive } from './contrastive.ts'
import { drawPair, type Examples } from './examples.ts'
import type { Bag, Vocabulary } from './features.ts'
import { lsa, type SparseRows } from './lsa.ts'
import { permutation, type Random } from './random.ts'

export interface Stage {
  epochs: number
  /** Papers a batch, a multiple of 8. */
  batch: number
  temperature: number
  /** Adam's rate at the first step, falling to 0 in a straight line. */
  rate: number
  /** Share of examples that are two papers of the same authors rather than a title and its abstract. */
  relatives: number
}

/** The table starts with values of this standard deviation, .7 of it from LSA and .7 noise. */
const START_DEVIATION = 0.05
const LSA_SHARE = 0.7
const NOISE_SHARE = 0.7
const LSA_PASSES = 4
/** Progress is reported every so many steps. */
const REPORT_STEPS = 10

/** @param firstRow rows before it stay as they are. @returns the mean loss of each epoch. */
export function learn(
  kernel: Kernel, table: Block, idf: Float32Array, firstRow: number, examples: Examples, dimensions: number, stage: Stage, random: Random,
  progress: (epoch: number, done: number) => void
): number[] {
  const papers = examples.titles.length
  const trainer = openContrastive(kernel, table, idf, { ...stage, dimensions, firstRow })
  const batches = Math.floor(papers / stage.batch)
  const steps = batches * stage.epochs
  const losses: number[] = []
  for (let epoch = 0, step = 0; epoch < stage.epochs; epoch++) {
    const order = permutation(papers, random)
    let total = 0
    for (let b = 0; b < batches; b++, step++) {
      if (step % REPORT_STEPS === 0) progress(epoch + 1, step / steps)
      const pairs = Array.from(order.subarray(b * stage.batch, (b + 1) * stage.batch), paper => drawPair(examples, paper, stage.relatives, epoch % 2 === 1, random))
      total += trainer.step(pairs.map(pair => pair[0]), pairs.map(pair => pair[1]), stage.rate * (1 - step / steps))
    }
    losses.push(total / batches)
  }
  return losses
}

/** LSA's term vectors and noise, each scaled to its share of the starting deviation. */
export function startingTable(kernel: Kernel, whole: Bag[], vocabulary: Vocabulary, dimensions: number, random: Random): Block {
  const terms = vocabulary.idf.length
  // LSA's work space is large and only needed here: a kernel of its own, dropped with it.
  const [workspace, documents] = tfIdfRows(whole, vocabulary)
  const { vectors } = lsa(workspace, documents, terms, dimensions, LSA_PASSES, random)
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
