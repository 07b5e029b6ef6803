/*
 * The top layer, solved exactly at every step: V = (F̃ᵀF̃ + η I)⁻¹ F̃ᵀỸ with features and labels centred over the
 * training rows (Li₂, arXiv 2509.21519, section 3). Float64 throughout the solve, so that small η stays meaningful.
 */

/** The system has no solution in float64: η is too small for these features. */
export class SingularSystem extends RangeError {
  override readonly name = 'SingularSystem'
}

/**
 * Solves (gram + η I) V = right, [k, k] and [k, m] → [k, m], by Cholesky. `gram` and `right` are overwritten; only the
 * lower triangle of `gram` is read, and `right` is returned. Throws SingularSystem for a pivot that is not above 0.
 */
export function ridgeSolve(gram: Float64Array, right: Float64Array, k: number, m: number, eta: number): Float64Array {
  for (let i = 0; i < k; i++) {
    const row = i * k
    gram[row + i] += eta
    for (let j = 0; j < i; j++) {
      const other = j * k
      // Four partial sums: the additions of one would wait for each other.
      let [s0, s1, s2, s3] = [0, 0, 0, 0]
      let q = 0
      for (; q + 4 <= j; q += 4) {
        s0 += gram[row + q] * gram[other + q]
        s1 += gram[row + q + 1] * gram[other + q + 1]
        s2 += gram[row + q + 2] * gram[other + q + 2]
        s3 += gram[row + q + 3] * gram[other + q + 3]
      }
      for (; q < j; q++) s0 += gram[row + q] * gram[other + q]
      gram[row + j] = (gram[row + j] - (s0 + s1 + s2 + s3)) / gram[other + j]
    }
    let pivot = gram[row + i]
    for (let q = 0; q < i; q++) pivot -= gram[row + q] * gram[row + q]
    if (!(pivot > 0)) throw new SingularSystem(`pivot ${i} of ${k} is ${pivot}: eta = ${eta} is too small for these features`)
    gram[row + i] = Math.sqrt(pivot)
  }
  for (let i = 0; i < k; i++) {
    const at = i * m
    for (let q = 0; q < i; q++) subtractRow(right, at, q * m, gram[i * k + q], m)
    scaleRow(right, at, 1 / gram[i * k + i], m)
  }
  for (let i = k - 1; i >= 0; i--) {
    const at = i * m
    for (let q = i + 1; q < k; q++) subtractRow(right, at, q * m, gram[q * k + i], m)
    scaleRow(right, at, 1 / gram[i * k + i], m)
  }
  return right
}

function subtractRow(x: Float64Array, to: number, from: number, factor: number, m: number): void {
  for (let c = 0; c < m; c++) x[to + c] -= factor * x[from + c]
}

function scaleRow(x: Float64Array, at: number, factor: number, m: number): void {
  for (let c = 0; c < m; c++) x[at + c] *= factor
}
