/**
 * Seeded random numbers for training (sfc32, Chris Doty-Humphrey's PractRand; 128 bits of state, the seed stirred 16 times).
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number
  /** Standard normal, Box–Muller. */
  normal(): number
  /** Whole number in [0, below). */
  below(limit: number): number
}

export function randomFrom(seed: number): Random {
  let a = seed >>> 0
  let b = Math.floor(seed / 2 ** 32) >>> 0
  let c = 0x9e3779b9
  let counter = 1

  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 16; i++) next()

  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    below: limit => Math.floor(next() * limit)
  }
}

/** A permutation of 0…n−1 (Fisher–Yates). */
export function permutation(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}
