/** A random split of the digits into training and test rows. */
import type { Random } from '../random/index.ts'
import type { Digits } from './index.ts'

export interface LabelledRows {
  /** [count, size] */
  x: Float32Array
  /** [count] */
  y: Uint8Array
  count: number
  size: number
}

/** Shuffles the digits and takes the first `trainCount` for training, the rest for testing. */
export function splitDigits(digits: Digits, trainCount: number, random: Random): { train: LabelledRows; test: LabelledRows } {
  if (!(trainCount > 0 && trainCount < digits.count)) {
    throw new RangeError(`a split of ${digits.count} digits needs 1 to ${digits.count - 1} for training, not ${trainCount}`)
  }
  const order = random.permutation(digits.count)
  const take = (rows: Uint32Array): LabelledRows => {
    const x = new Float32Array(rows.length * digits.size)
    const y = new Uint8Array(rows.length)
    rows.forEach((row, i) => {
      x.set(digits.pixels.subarray(row * digits.size, (row + 1) * digits.size), i * digits.size)
      y[i] = digits.labels[row]
    })
    return { x, y, count: rows.length, size: digits.size }
  }
  return { train: take(order.subarray(0, trainCount)), test: take(order.subarray(trainCount)) }
}
