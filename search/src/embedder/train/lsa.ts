/**
 * Latent semantic analysis (Deerwester et al. 1990): the leading right singular vectors of the document–term matrix
 * A (tf–idf, unit rows), by subspace iteration on AᵀA with a Rayleigh–Ritz step (Halko, Martinsson, Tropp 2011, §4.5
 * and §5). A is never formed: each document is gathered and scattered.
 */
import type { Block, Ids, Kernel } from '../kernel/kernel.ts'
import type { Random } from './random.ts'

/** Documents one after another: document d has rows ids[starts[d] … starts[d+1]). */
export interface SparseRows {
  starts: Uint32Array
  ids: Ids
  weights: Block
}

/** Extra directions carried along; they speed convergence of the wanted ones. A multiple of 8. */
export const OVERSAMPLING = 24
const ROUNDING = 8

export interface Lsa {
  /** terms × rank; row t is the term's vector V[t]. */
  vectors: Float32Array
  /** Singular values, largest first. */
  singular: Float64Array
}

/**
 * @param terms number of columns of A; @param rank wanted dimensions (multiple of 8); @param passes over the documents,
 *   the last one for Rayleigh–Ritz (4 give LSA to within what retrieval can see).
 */
export function lsa(kernel: Kernel, documents: SparseRows, terms: number, rank: number, passes: number, random: Random): Lsa {
  const k = rank + OVERSAMPLING
  const rows = Math.ceil(terms / ROUNDING) * ROUNDING
  const basis = kernel.floats(rows * k)
  const image = kernel.floats(rows * k)
  const turned = kernel.floats(k * rows)
  const turnedImage = kernel.floats(k * rows)
  const small = kernel.floats(k * k)
  const point = kernel.floats(k)

  const values = basis.values
  for (let i = 0; i < terms * k; i++) values[i] = random.normal()
  orthonormalise()
  for (let pass = 0; pass < passes; pass++) {
    image.values.fill(0)
    for (let d = 0; d + 1 < documents.starts.length; d++) {
      const first = documents.starts[d]
      const count = documents.starts[d + 1] - first
      const ids = documents.ids.address + first * 4
      const weights = documents.weights.address + first * 4
      kernel.gather(basis.address, ids, weights, count, k, point.address)
      kernel.scatter(image.address, ids, weights, count, k, point.address)
    }
    if (pass + 1 < passes) {
      basis.values.set(image.values)
      orthonormalise()
    }
  }

  transpose(basis.values, turned.values, rows, k)
  transpose(image.values, turnedImage.values, rows, k)
  kernel.productOfRows(turned.address, turnedImage.address, small.address, k, k, rows, k)
  const { values: eigenvalues, vectors } = symmetricEigen(Float64Array.from(small.values), k)
  const result = new Float32Array(terms * rank)
  const q = basis.values
  for (let t = 0; t < terms; t++) {
    for (let j = 0; j < rank; j++) {
      let sum = 0
      for (let i = 0; i < k; i++) sum += q[t * k + i] * vectors[i * k + j]
      result[t * rank + j] = sum
    }
  }
  return { vectors: result, singular: eigenvalues.slice(0, rank).map(value => Math.sqrt(Math.max(0, value))) }

  /** basis ← Q of its QR, through the Cholesky factor of its Gram matrix (twice, for float32). */
  function orthonormalise(): void {
    for (let round = 0; round < 2; round++) {
      transpose(basis.values, turned.values, rows, k)
      kernel.productOfRows(turned.address, turned.address, small.address, k, k, rows, k)
      const inverse = inverseCholesky(Float64Array.from(small.values), k)
      small.values.set(inverse)
      kernel.product(basis.address, small.address, turnedImage.address, rows, k, k)
      basis.values.set(turnedImage.values)
    }
  }
}

function transpose(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j]
}

/** R⁻¹ (upper triangular, row-major) with G = RᵀR. */
function inverseCholesky(gram: Float64Array, n: number): Float64Array {
  const r = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = gram[i * n + j]
      for (let l = 0; l < i; l++) sum -= r[l * n + i] * r[l * n + j]
      r[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12 * gram[0])) : sum / r[i * n + i]
    }
  }
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / r[j * n + j]
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0
      for (let l = i + 1; l <= j; l++) sum += r[i * n + l] * inverse[l * n + j]
      inverse[i * n + j] = -sum / r[i * n + i]
    }
  }
  return inverse
}

const SWEEPS = 30

/** Eigenvalues (largest first) and eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations. */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  let size = 0
  for (const x of a) size += x * x
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) off += a[i * n + j] ** 2
    if (off <= 1e-18 * size) break
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]
        if (apq === 0) continue
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const c = 1 / Math.sqrt(t * t + 1)
        rotate(a, v, n, p, q, c, t * c)
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => a[y * n + y] - a[x * n + x])
  const vectors = new Float64Array(n * n)
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) vectors[i * n + j] = v[order[j] * n + i]
  return { values: Float64Array.from(order, i => a[i * n + i]), vectors }
}

/** A ← JᵀAJ; eigenvectors are kept as rows so that every loop runs along memory but one. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const ap = a[i * n + p]
    const aq = a[i * n + q]
    a[i * n + p] = c * ap - s * aq
    a[i * n + q] = s * ap + c * aq
  }
  for (let i = 0; i < n; i++) {
    const ap = a[p * n + i]
    const aq = a[q * n + i]
    a[p * n + i] = c * ap - s * aq
    a[q * n + i] = s * ap + c * aq
    const vp = v[p * n + i]
    const vq = v[q * n + i]
    v[p * n + i] = c * vp - s * vq
    v[q * n + i] = s * vp + c * vq
  }
}
