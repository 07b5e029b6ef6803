/*
 * The gradient that reaches the features before they move, for more nodes than rows (Li₂, section 4): with H = F̃F̃ᵀ and
 * S = (H + ηI)⁻¹Ỹ it is G_F = η S Sᵀ F̃, and for large η it points along ỸỸᵀF̃.
 */
import type { Random } from '../random/index.ts'
import { ridgeSolve } from './ridge.ts'
import type { GroupTask } from './task.ts'

export interface LazyGradient {
  eta: number
  norm: number
  cosine: number
}

/** Nodes between two pauses. */
const PAUSE_EVERY = 64

/** ‖G_F‖ and its cosine with ỸỸᵀF̃ at a random start with `width` squared nodes, for each η. Yields now and then. */
export function* lazyGradient(task: GroupTask, width: number, etas: readonly number[], random: Random): Generator<void, LazyGradient[]> {
  const { modulus: M, train: { i, j, label } } = task
  const n = label.length
  const sd = Math.sqrt(1 / (2 * M))
  const h = new Float64Array(n * n)
  // Node by node, so that F̃ [n, width] is never held.
  for (let k = 0; k < width; k++) {
    if (k % PAUSE_EVERY === 0) yield
    const w = random.normals(2 * M, 0, sd)
    const f = Float64Array.from({ length: n }, (_, r) => (w[i[r]] + w[M + j[r]]) ** 2)
    const mean = f.reduce((a, b) => a + b) / n
    for (let r = 0; r < n; r++) f[r] -= mean
    for (let r = 0; r < n; r++) for (let c = 0; c <= r; c++) h[r * n + c] += f[r] * f[c]
  }
  for (let r = 0; r < n; r++) for (let c = 0; c < r; c++) h[c * n + r] = h[r * n + c]
  const prior = new Float64Array(M)
  for (const c of label) prior[c] += 1 / n
  const y = Float64Array.from({ length: n * M }, (_, at) => Number(label[Math.floor(at / M)] === at % M) - prior[at % M])
  const hy = times(h, y, n, n, M)
  // <SSᵀF̃, ỸỸᵀF̃> = tr(Sᵀ H Ỹ · ỸᵀS) and the like: all of it through [M, M] products.
  const lazyNorm = Math.sqrt(trace(gramOf(y, hy, n, M), gramOf(y, y, n, M), M))
  const found: LazyGradient[] = []
  for (const eta of etas) {
    yield
    const s = ridgeSolve(h.slice(), y.slice(), n, M, eta)
    const hs = times(h, s, n, n, M)
    const norm = eta * Math.sqrt(trace(gramOf(s, hs, n, M), gramOf(s, s, n, M), M))
    const inner = eta * trace(gramOf(s, hy, n, M), gramOf(y, s, n, M), M)
    found.push({ eta, norm, cosine: inner / (norm * lazyNorm) })
  }
  return found
}

/** a [n, k] · b [k, m] */
function times(a: Float64Array, b: Float64Array, n: number, k: number, m: number): Float64Array {
  const out = new Float64Array(n * m)
  for (let r = 0; r < n; r++) {
    for (let q = 0; q < k; q++) {
      const s = a[r * k + q]
      for (let c = 0; c < m; c++) out[r * m + c] += s * b[q * m + c]
    }
  }
  return out
}

/** aᵀb for [n, m] both: [m, m] */
function gramOf(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(m * m)
  for (let r = 0; r < n; r++) for (let p = 0; p < m; p++) for (let q = 0; q < m; q++) out[p * m + q] += a[r * m + p] * b[r * m + q]
  return out
}

/** tr(a · b) of two [m, m] matrices */
function trace(a: Float64Array, b: Float64Array, m: number): number {
  let sum = 0
  for (let p = 0; p < m; p++) for (let q = 0; q < m; q++) sum += a[p * m + q] * b[q * m + p]
  return sum
}
