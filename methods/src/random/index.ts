/**
 * Seeded random numbers for methods and labs, on pure-rand's xoroshiro128+.
 *
 * One seed makes one `Random`; `stream(name)` makes independent ones from it. A stream depends on the seed and on the
 * names that lead to it, never on how many numbers were drawn before: adding a draw to one part of an experiment
 * leaves all others as they were, and two arms of a comparison that use the same name see the same world.
 *
 * ```ts
 * const random = createRandom(3)
 * const world = random.stream('world'), training = random.stream('training')
 * const x = world.normals(100), batch = training.choice(1000, 32)
 * ```
 *
 * Bit-for-bit repeatable on one JavaScript engine. `normal`, `exponential` and `gamma` use Math.log, whose last bit
 * may differ between engines.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** Anything that can be filled with numbers. */
export type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array | Int8Array | number[]

/** The generator's first values still show the pattern of a poor starting state; these many are thrown away. */
const WARM_UP_DRAWS = 8

/** Odd constants with well-spread bits (from the fractional part of the golden ratio), one a lane of the state. */
const LANES = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834]

/** One 32-bit word from a text: byte-wise multiply and shift, then the finaliser of MurmurHash3. */
function hashLane(text: string, lane: number): number {
  let hash = lane | 0
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x5bd1e995)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}

/** A seeded source of random numbers. Its draws change it; `stream` does not. */
export class Random {
  readonly #path: string
  readonly #generator: RandomGenerator
  #spare: number | undefined

  /** Use `createRandom`. `path` is the seed followed by the names of the streams taken. */
  constructor(path: string) {
    this.#path = path
    // An all-zero state would stay zero for ever; the constant in the last word excludes it.
    const state: number[] = LANES.map((lane) => hashLane(path, lane))
    if (!state.some((word) => word !== 0)) state[3] = 1
    this.#generator = xoroshiro128plusFromState(state)
    for (let i = 0; i < WARM_UP_DRAWS; i++) this.#generator.next()
  }

  /** An independent generator that depends on the seed and this name only, not on what was drawn before. */
  stream(name: string | number): Random {
    return new Random(`${this.#path}/${name}`)
  }

  /** A number in [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFloat64(this.#generator)
  }

  /** A normally distributed number (Marsaglia's polar method). */
  normal(mean = 0, sd = 1): number {
    const spare = this.#spare
    if (spare !== undefined) {
      this.#spare = undefined
      return mean + sd * spare
    }
    for (;;) {
      const u = 2 * uniformFloat64(this.#generator) - 1
      const v = 2 * uniformFloat64(this.#generator) - 1
      const square = u * u + v * v
      if (square >= 1 || square === 0) continue
      const scale = Math.sqrt((-2 * Math.log(square)) / square)
      this.#spare = v * scale
      return mean + sd * u * scale
    }
  }

  /** A whole number in 0 … n − 1. Throws a RangeError unless n is a whole number from 1 to 2³². */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 0x1_0000_0000) {
      throw new RangeError(`integer(n) needs a whole number of at least 1, not ${n}.`)
    }
    return Math.floor(uniformFloat64(this.#generator) * n)
  }

  /** True with the given probability. */
  bernoulli(probability: number): boolean {
    return uniformFloat64(this.#generator) < probability
  }

  /** An exponentially distributed number with mean 1 / rate. */
  exponential(rate = 1): number {
    return -Math.log1p(-uniformFloat64(this.#generator)) / rate
  }

  /** A gamma distributed number with mean shape · scale (Marsaglia and Tsang 2000; shape < 1 by their boost). */
  gamma(shape: number, scale = 1): number {
    if (!(shape > 0)) throw new RangeError(`gamma(shape) needs a positive shape, not ${shape}.`)
    if (shape === 1) return scale * this.exponential()
    if (shape < 1) return this.gamma(shape + 1, scale) * (1 - this.uniform()) ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return scale * d * v
    }
  }

  /** An index drawn with probability proportional to `weights` (non-negative, not all zero). */
  categorical(weights: ArrayLike<number>): number {
    let total = 0
    for (let i = 0; i < weights.length; i++) total += weights[i]
    if (!(total > 0) || !Number.isFinite(total)) throw new RangeError('categorical needs weights with a positive, finite sum.')
    let left = this.uniform() * total
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]
      if (left < 0) return i
    }
    // Rounding may leave a sliver: the last index that can be drawn.
    let last = weights.length - 1
    while (weights[last] === 0) last--
    return last
  }

  /** The numbers 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n)
    for (let i = 0; i < n; i++) order[i] = i
    return this.shuffle(order)
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends NumberArray | unknown[]>(array: T): T {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const kept = array[i]
      array[i] = array[j]
      array[j] = kept
    }
    return array
  }

  /** `count` distinct numbers of 0 … n − 1, in random order. Throws a RangeError when count > n. */
  choice(n: number, count: number): Uint32Array {
    if (!(count >= 0) || count > n) throw new RangeError(`choice cannot take ${count} distinct numbers out of ${n}.`)
    // Floyd's way for few of many, a partial shuffle otherwise.
    if (count * 8 < n) {
      const seen = new Set<number>()
      for (let j = n - count; j < n; j++) {
        const candidate = this.integer(j + 1)
        seen.add(seen.has(candidate) ? j : candidate)
      }
      return this.shuffle(Uint32Array.from(seen))
    }
    const order = new Uint32Array(n)
    for (let i = 0; i < n; i++) order[i] = i
    for (let i = 0; i < count; i++) {
      const j = i + this.integer(n - i)
      const kept = order[i]
      order[i] = order[j]
      order[j] = kept
    }
    return order.slice(0, count)
  }

  /** Fills the array with normal numbers and returns it. */
  fillNormal<T extends NumberArray>(array: T, mean = 0, sd = 1): T {
    for (let i = 0; i < array.length; i++) array[i] = this.normal(mean, sd)
    return array
  }

  /** Fills the array with uniform numbers in [low, high) and returns it. */
  fillUniform<T extends NumberArray>(array: T, low = 0, high = 1): T {
    for (let i = 0; i < array.length; i++) array[i] = this.uniform(low, high)
    return array
  }

  /** `n` normal numbers in float64. */
  normals(n: number, mean = 0, sd = 1): Float64Array {
    return this.fillNormal(new Float64Array(n), mean, sd)
  }

  /** `n` uniform numbers in float64. */
  uniforms(n: number, low = 0, high = 1): Float64Array {
    return this.fillUniform(new Float64Array(n), low, high)
  }
}

/** A generator from a seed: a whole number from 0 to 2⁵³ − 1. Throws a RangeError for anything else. */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`A seed is a whole number of at least 0, not ${seed}.`)
  return new Random(String(seed))
}
