/**
 * Rows of pairs of words, in open addressing on one array of keys: a look-up costs no more than the memory it reads,
 * where a Map keyed by numbers beyond 31 bits would hash boxed ones.
 */
const EMPTY = -1

export class PairTable {
  readonly #keys: Int32Array
  readonly #rows: Int32Array

  /** @param pairs 2 a pair: rows (below 65,536) of its left and right word; pair `i` is row `first + i` */
  constructor(pairs: Uint16Array, first: number) {
    const count = pairs.length / 2
    let places = 16
    while (places < 2 * count) places *= 2
    this.#keys = new Int32Array(places)
    this.#rows = new Int32Array(places).fill(EMPTY)
    for (let i = 0; i < count; i++) {
      const place = this.#place(pairs[2 * i], pairs[2 * i + 1])
      this.#keys[place] = (pairs[2 * i] << 16) | pairs[2 * i + 1]
      this.#rows[place] = first + i
    }
  }

  /** The row of a pair, or −1. */
  rowOf(left: number, right: number): number {
    return this.#rows[this.#place(left, right)]
  }

  #place(left: number, right: number): number {
    const key = (left << 16) | right
    const mask = this.#rows.length - 1
    let place = (Math.imul(key, 0x9e3779b1) >>> 8) & mask
    while (this.#rows[place] !== EMPTY && this.#keys[place] !== key) place = (place + 1) & mask
    return place
  }
}
