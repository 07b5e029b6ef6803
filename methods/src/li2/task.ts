/* Addition modulo M as a classification task. */
import type { Random } from '../random/index.ts'

/** Rows of the task: pairs (i, j) with label (i + j) mod M; the input is one-hot(i) beside one-hot(j). */
export interface Pairs {
  /** Each [n]. */
  i: Uint16Array
  j: Uint16Array
  label: Uint16Array
}

export interface GroupTask {
  modulus: number
  train: Pairs
  test: Pairs
}

export interface GroupTaskOptions {
  modulus: number
  /** Share of the M² pairs that is trained on. */
  trainFraction: number
}

/** A random split of all M² pairs. Throws a RangeError unless modulus ≥ 3 is whole and 0 < trainFraction ≤ 1. */
export function groupTask({ modulus, trainFraction }: GroupTaskOptions, random: Random): GroupTask {
  if (!Number.isInteger(modulus) || modulus < 3) throw new RangeError(`the modulus must be a whole number of at least 3, not ${modulus}`)
  if (!(trainFraction > 0 && trainFraction <= 1)) throw new RangeError(`the training fraction must be above 0 and at most 1, not ${trainFraction}`)
  const order = random.permutation(modulus * modulus)
  const n = Math.round(trainFraction * modulus * modulus)
  const pairs = (rows: Uint32Array): Pairs => {
    const i = Uint16Array.from(rows, (row) => Math.floor(row / modulus))
    const j = Uint16Array.from(rows, (row) => row % modulus)
    return { i, j, label: i.map((value, at) => (value + j[at]) % modulus) }
  }
  return { modulus, train: pairs(order.subarray(0, n)), test: pairs(order.subarray(n)) }
}

/** The same pairs with their labels in random order: nothing to generalise. */
export function shuffleLabels({ i, j, label }: Pairs, random: Random): Pairs {
  return { i, j, label: Uint16Array.from(random.permutation(label.length), (row) => label[row]) }
}
