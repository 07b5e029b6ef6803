/**
 * Contrastive training of the table (InfoNCE with in-batch negatives, van den Oord et al. 2018, symmetric as in CLIP):
 * a paper's title must find its abstract among the batch's and the other way round. A text's vector is the unit-length
 * Σ (1 + ln tf) · idf · E[row].
 */
import type { Block, Kernel } from '../kernel/kernel.ts'
import type { Bag } from './features.ts'

/** A batch's texts, embedded and ready for the way back. */
interface Side {
  bags: Bag[]
  /** batch × k, unit rows. */
  unit: Block
  lengths: Float32Array
  gradient: Block
}

export interface ContrastiveOptions {
  /** The first row that learns; rows before it stay as they are. */
  firstRow: number
  batch: number
  dimensions: number
  temperature: number
}

export interface Contrastive {
  table: Block
  /** Loss of one batch before the step; the table moves by one Adam step of the given rate. */
  step(left: Bag[], right: Bag[], rate: number): number
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8
/** Longest bag taken over into the kernel at once; the corpus's longest text has under 1,500 distinct rows. */
const MAX_BAG = 4096

/** @param idf one factor a row of the table (a multiple of 4 floats a row). */
export function openContrastive(kernel: Kernel, table: Block, idf: Float32Array, options: ContrastiveOptions): Contrastive {
  const { batch, dimensions: k, temperature } = options
  const gradient = kernel.floats(table.length)
  const learning = table.length - options.firstRow * k
  const learningOffset = options.firstRow * k * 4
  const first = kernel.floats(learning)
  const second = kernel.floats(learning)
  const ids = kernel.ids(MAX_BAG)
  const weights = kernel.floats(MAX_BAG)
  const scores = kernel.floats(batch * batch)
  const turned = kernel.floats(batch * batch)
  const rowSums = new Float32Array(batch)
  const columnSums = new Float32Array(batch)
  const left = side()
  const right = side()
  let steps = 0

  function side(): Side {
    return { bags: [], unit: kernel.floats(batch * k), lengths: new Float32Array(batch), gradient: kernel.floats(batch * k) }
  }

  function load(bag: Bag): number {
    const count = Math.min(bag.rows.length, MAX_BAG)
    const toIds = ids.values
    const toWeights = weights.values
    for (let i = 0; i < count; i++) {
      const row = bag.rows[i]
      toIds[i] = row
      toWeights[i] = bag.weights[i] * idf[row]
    }
    return count
  }

  function forward(to: Side, bags: Bag[]): void {
    to.bags = bags
    const unit = to.unit.values
    for (let b = 0; b < batch; b++) {
      kernel.gather(table.address, ids.address, weights.address, load(bags[b]), k, to.unit.address + b * k * 4)
      let square = 0
      for (let i = b * k; i < (b + 1) * k; i++) square += unit[i] * unit[i]
      const length = Math.sqrt(square) || 1
      to.lengths[b] = length
      for (let i = b * k; i < (b + 1) * k; i++) unit[i] /= length
    }
  }

  /** Through the normalisation (du = (dz − z (z·dz)) / |u|) into the table's gradient. */
  function backward(from: Side): void {
    const unit = from.unit.values
    const dz = from.gradient.values
    for (let b = 0; b < batch; b++) {
      let dot = 0
      for (let i = b * k; i < (b + 1) * k; i++) dot += unit[i] * dz[i]
      const scale = 1 / from.lengths[b]
      for (let i = b * k; i < (b + 1) * k; i++) dz[i] = (dz[i] - unit[i] * dot) * scale
      kernel.scatter(gradient.address, ids.address, weights.address, load(from.bags[b]), k, from.gradient.address + b * k * 4)
    }
  }

  /** scores ← dLoss/dScores (both ways, averaged), and its transpose; returns the loss. */
  function loss(): number {
    const s = scores.values
    const t = turned.values
    rowSums.fill(0)
    columnSums.fill(0)
    let total = 0
    for (let i = 0; i < batch; i++) {
      total -= (2 * s[i * batch + i]) / temperature
      let sum = 0
      for (let j = 0; j < batch; j++) {
        // Cosines are at most 1, so exp((s − 1) / τ) neither overflows nor needs a maximum first.
        const e = Math.exp((s[i * batch + j] - 1) / temperature)
        s[i * batch + j] = e
        sum += e
        columnSums[j] += e
      }
      rowSums[i] = sum
    }
    for (let i = 0; i < batch; i++) total += Math.log(rowSums[i]) + Math.log(columnSums[i]) + 2 / temperature
    const scale = 1 / (2 * batch * temperature)
    for (let i = 0; i < batch; i++) {
      const row = 1 / rowSums[i]
      for (let j = 0; j < batch; j++) {
        const g = (s[i * batch + j] * (row + 1 / columnSums[j]) - (i === j ? 2 : 0)) * scale
        s[i * batch + j] = g
        t[j * batch + i] = g
      }
    }
    return total / (2 * batch)
  }

  return {
    table,
    step(leftBags, rightBags, rate) {
      forward(left, leftBags)
      forward(right, rightBags)
      kernel.productOfRows(left.unit.address, right.unit.address, scores.address, batch, batch, k, batch)
      const value = loss()
      kernel.product(scores.address, right.unit.address, left.gradient.address, batch, k, batch)
      kernel.product(turned.address, left.unit.address, right.gradient.address, batch, k, batch)
      backward(left)
      backward(right)
      steps++
      const correction1 = 1 - BETA1 ** steps
      const correction2 = Math.sqrt(1 - BETA2 ** steps)
      const [values, gradients] = [table.address + learningOffset, gradient.address + learningOffset]
      kernel.adam(values, gradients, first.address, second.address, learning, (rate * correction2) / correction1, BETA1, BETA2, EPSILON * correction2)
      return value
    }
  }
}
