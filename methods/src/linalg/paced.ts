/**
 * The two long operations in pieces, for callers that must stay responsive: both await `pace` every few milliseconds
 * of work, and end when it throws.
 */
import { matmul, matrix, ShapeMismatch } from './matrix.ts'
import type { SymmetricEigen } from './decompose.ts'
import type { Matrix } from './matrix.ts'

/** Awaited between pieces of work; throws to stop. */
export type Pace = () => Promise<void>

/** Multiply-adds between two calls of `pace`: about 10 ms. */
const PIECE = 2e7

/** a · b as `matmul`, in strips of rows. */
export async function matmulPaced(a: Matrix, b: Matrix, pace: Pace): Promise<Matrix> {
  const out = matrix(a.rows, b.cols)
  const strip = 2 * Math.max(1, Math.floor(PIECE / (2 * Math.max(1, a.cols * b.cols))))
  for (let from = 0; from < a.rows; from += strip) {
    const to = Math.min(a.rows, from + strip)
    const part = matmul(matrix(to - from, a.cols, a.data.subarray(from * a.cols, to * a.cols)), b)
    out.data.set(part.data, from * b.cols)
    await pace()
  }
  return out
}

/** QL iterations a single eigenvalue may take; two are usual. */
const MOST_ITERATIONS = 60

/** T in `diagonal` and `off` (off[i] couples i and i + 1); the rows of `q` are the basis, A = qᵀ T q. */
interface Tridiagonal {
  diagonal: Float64Array
  off: Float64Array
  q: Float64Array
}

/** Σ a[at + k] v[k] over from ≤ k < to, in four sums so that no addition waits for the one before. */
function rowDot(a: Float64Array, at: number, v: Float64Array, from: number, to: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let k = from
  for (; k + 4 <= to; k += 4) {
    s0 += a[at + k] * v[k]
    s1 += a[at + k + 1] * v[k + 1]
    s2 += a[at + k + 2] * v[k + 2]
    s3 += a[at + k + 3] * v[k + 3]
  }
  for (; k < to; k++) s0 += a[at + k] * v[k]
  return s0 + s1 + s2 + s3
}

/** Householder reduction to tridiagonal form. */
async function tridiagonalise(a: Matrix, pace: Pace): Promise<Tridiagonal> {
  const n = a.rows
  const w = Float64Array.from(a.data)
  const diagonal = new Float64Array(n)
  const off = new Float64Array(n)
  // Reflector j lies in row j of `reflectors`, beyond the diagonal, scaled so that H = I − v vᵀ.
  const reflectors = new Float64Array(n * n)
  const p = new Float64Array(n)
  for (let j = 0; j < n - 1; j++) {
    diagonal[j] = w[j * n + j]
    const v = reflectors.subarray(j * n, (j + 1) * n)
    let norm = 0
    for (let i = j + 1; i < n; i++) norm += w[j * n + i] ** 2
    norm = Math.sqrt(norm)
    const head = w[j * n + j + 1]
    off[j] = head > 0 ? -norm : norm
    if (norm === 0) continue
    const scale = Math.sqrt(norm * (norm + Math.abs(head)))
    for (let i = j + 1; i < n; i++) v[i] = w[j * n + i] / scale
    v[j + 1] = (head - off[j]) / scale
    // W ← H W H = W − v uᵀ − u vᵀ with u = W v − ½ (vᵀ W v) v.
    let vp = 0
    for (let i = j + 1; i < n; i++) {
      const sum = rowDot(w, i * n, v, j + 1, n)
      p[i] = sum
      vp += sum * v[i]
    }
    for (let i = j + 1; i < n; i++) p[i] -= (vp / 2) * v[i]
    for (let i = j + 1; i < n; i++) {
      const [vi, pi] = [v[i], p[i]]
      for (let k = j + 1; k < n; k++) w[i * n + k] -= vi * p[k] + pi * v[k]
    }
    await pace()
  }
  if (n > 0) diagonal[n - 1] = w[n * n - 1]
  return { diagonal, off, q: await accumulate(reflectors, n, pace) }
}

/** q = Hₙ … H₁, built from the last reflector to the first so that each touches only what is not yet unit. */
async function accumulate(reflectors: Float64Array, n: number, pace: Pace): Promise<Float64Array> {
  const q = new Float64Array(n * n)
  for (let i = 0; i < n; i++) q[i * n + i] = 1
  for (let j = n - 2; j >= 0; j--) {
    const v = reflectors.subarray(j * n, (j + 1) * n)
    for (let i = j + 1; i < n; i++) {
      const sum = rowDot(q, i * n, v, j + 1, n)
      for (let k = j + 1; k < n; k++) q[i * n + k] -= sum * v[k]
    }
    await pace()
  }
  return q
}

/** Implicit QL with Wilkinson's shift (Golub and Van Loan, section 8.3), turning pairs of rows of `q`. */
async function diagonalise({ diagonal: d, off: e, q }: Tridiagonal, pace: Pace): Promise<void> {
  const n = d.length
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      let m = l
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++
      if (m === l) break
      if (iteration === MOST_ITERATIONS) throw new Error('The eigenvalues did not converge; the matrix holds numbers that are not finite.')
      let g = (d[l + 1] - d[l]) / (2 * e[l])
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? Math.hypot(g, 1) : -Math.hypot(g, 1)))
      let [s, c, shift] = [1, 1, 0]
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]
        const b = c * e[i]
        const r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1] -= shift
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1] - shift
        const t = (d[i] - g) * s + 2 * c * b
        shift = s * t
        d[i + 1] = g + shift
        g = c * t - b
        rotateRows(q, n, i, s, c)
      }
      if (i >= l) continue
      d[l] -= shift
      e[l] = g
      e[m] = 0
      await pace()
    }
  }
}

function rotateRows(q: Float64Array, n: number, i: number, s: number, c: number): void {
  const upper = i * n
  const lower = upper + n
  for (let k = 0; k < n; k++) {
    const f = q[lower + k]
    q[lower + k] = s * q[upper + k] + c * f
    q[upper + k] = c * q[upper + k] - s * f
  }
}

/**
 * a = V · diag(values) · Vᵀ as `symmetricEigen`, in pieces; about 2 s at n = 1000 on one core.
 * @throws {ShapeMismatch} where `a` is not square; an Error where it holds numbers that are not finite
 */
export async function symmetricEigenPaced(a: Matrix, pace: Pace): Promise<SymmetricEigen> {
  if (a.rows !== a.cols) throw new ShapeMismatch(`Eigenvalues need a square matrix, not ${a.rows} × ${a.cols}.`)
  const n = a.rows
  const form = await tridiagonalise(a, pace)
  await diagonalise(form, pace)
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => form.diagonal[i] - form.diagonal[j])
  const vectors = matrix(n, n)
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) vectors.data[i * n + j] = form.q[order[j] * n + i]
  return { values: Float64Array.from(order, (i) => form.diagonal[i]), vectors }
}
