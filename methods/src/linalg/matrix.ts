/**
 * Dense float64 matrices, row by row in one typed array, and their products.
 *
 * Plain loops: the inner one always runs along rows, so V8 compiles it to a stride-one scan (about 1 GFLOP/s on one
 * core). That carries least squares and the theory curves of the labs; training networks is for `numerics`.
 */

/** A dense matrix; entry (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly rows: number
  readonly cols: number
  /** Length `rows * cols`. */
  readonly data: Float64Array
}

/** Shapes that do not go together, named in one sentence. */
export class ShapeMismatch extends RangeError {
  override readonly name = 'ShapeMismatch'
}

/**
 * A matrix of zeros, or a view of `data` (not copied).
 * @throws {ShapeMismatch} where `data` has not `rows * cols` entries
 */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  if (data.length !== rows * cols) {
    throw new ShapeMismatch(`A ${rows} × ${cols} matrix needs ${rows * cols} numbers, not ${data.length}.`)
  }
  return { rows, cols, data }
}

/**
 * A matrix from rows of equal length.
 * @throws {ShapeMismatch} where one row is longer or shorter than the first
 */
export function matrixFromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const cols = rows[0]?.length ?? 0
  const out = matrix(rows.length, cols)
  for (const [i, row] of rows.entries()) {
    if (row.length !== cols) throw new ShapeMismatch(`Row ${i} has ${row.length} numbers, the first has ${cols}.`)
    out.data.set(row, i * cols)
  }
  return out
}

export function identity(n: number): Matrix {
  const out = matrix(n, n)
  for (let i = 0; i < n; i++) out.data[i * n + i] = 1
  return out
}

/** Row i as a view into the matrix: writing to it writes to the matrix. */
export function row(a: Matrix, i: number): Float64Array {
  return a.data.subarray(i * a.cols, (i + 1) * a.cols)
}

/** Column j, copied. */
export function column(a: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: a.rows }, (_, i) => a.data[i * a.cols + j])
}

export function transpose(a: Matrix): Matrix {
  const out = matrix(a.cols, a.rows)
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) out.data[j * a.rows + i] = a.data[i * a.cols + j]
  return out
}

/** a · b, [m, k] · [k, n] → [m, n]. */
export function matmul(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.rows) {
    throw new ShapeMismatch(`Cannot multiply ${a.rows} × ${a.cols} by ${b.rows} × ${b.cols}: inner sizes differ.`)
  }
  const out = matrix(a.rows, b.cols)
  for (let i = 0; i < a.rows; i++) {
    const target = row(out, i)
    for (let k = 0; k < a.cols; k++) addScaled(target, a.data[i * a.cols + k], row(b, k))
  }
  return out
}

/** aᵀ · b, [m, k]ᵀ · [m, n] → [k, n], without building aᵀ. */
export function matmulTransposed(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) {
    throw new ShapeMismatch(`Cannot multiply (${a.rows} × ${a.cols})ᵀ by ${b.rows} × ${b.cols}: row counts differ.`)
  }
  const out = matrix(a.cols, b.cols)
  for (let i = 0; i < a.rows; i++) {
    const source = row(b, i)
    for (let k = 0; k < a.cols; k++) addScaled(row(out, k), a.data[i * a.cols + k], source)
  }
  return out
}

/**
 * aᵀ · diag(weights) · a, [n, d] → [d, d], exactly symmetric. Only the upper triangle is summed.
 * @param weights one a row; all one when absent
 */
export function gram(a: Matrix, weights?: ArrayLike<number>): Matrix {
  const { rows, cols, data } = a
  if (weights && weights.length !== rows) {
    throw new ShapeMismatch(`${rows} rows need ${rows} weights, not ${weights.length}.`)
  }
  const out = matrix(cols, cols)
  for (let i = 0; i < rows; i++) {
    const weight = weights ? weights[i] : 1
    if (weight === 0) continue
    const at = i * cols
    for (let j = 0; j < cols; j++) {
      const scaled = weight * data[at + j]
      const to = j * cols
      for (let k = j; k < cols; k++) out.data[to + k] += scaled * data[at + k]
    }
  }
  for (let j = 0; j < cols; j++) for (let k = 0; k < j; k++) out.data[j * cols + k] = out.data[k * cols + j]
  return out
}

/** a · v, [n, d] · [d] → [n]. */
export function matvec(a: Matrix, v: ArrayLike<number>): Float64Array {
  if (v.length !== a.cols) throw new ShapeMismatch(`A ${a.rows} × ${a.cols} matrix cannot take a vector of ${v.length}.`)
  const out = new Float64Array(a.rows)
  for (let i = 0; i < a.rows; i++) out[i] = dot(row(a, i), v)
  return out
}

/** aᵀ · v, [n, d]ᵀ · [n] → [d]. */
export function transposedMatvec(a: Matrix, v: ArrayLike<number>): Float64Array {
  if (v.length !== a.rows) {
    throw new ShapeMismatch(`The transpose of a ${a.rows} × ${a.cols} matrix cannot take a vector of ${v.length}.`)
  }
  const out = new Float64Array(a.cols)
  for (let i = 0; i < a.rows; i++) addScaled(out, v[i], row(a, i))
  return out
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new ShapeMismatch(`A vector of ${a.length} and one of ${b.length} have no dot product.`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** |a - b|², of two vectors of equal length. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new ShapeMismatch(`A vector of ${a.length} and one of ${b.length} have no distance.`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum
}

/** target += factor · source, in place. */
export function addScaled(target: Float64Array, factor: number, source: ArrayLike<number>): void {
  if (factor === 0) return
  for (let i = 0; i < target.length; i++) target[i] += factor * source[i]
}
