/*
 * Matrix products over strided views, so that transposes, column blocks and attention heads need no copying.
 *
 * A view reads a tensor as outer × inner matrices of rows × cols; all strides count elements.
 */
import type { Tensor } from './core.ts'

export interface View {
  tensor: Tensor
  outer: number
  inner: number
  rows: number
  cols: number
  outerStride: number
  innerStride: number
  rowStride: number
  colStride: number
  /** Elements before the first matrix. */
  offset: number
}

/** A [r, c] tensor as one matrix, a [b, r, c] tensor as b of them. */
export function matrix(tensor: Tensor): View {
  if (tensor.shape.length !== 2 && tensor.shape.length !== 3) {
    throw new RangeError(`a matrix has two or three dimensions, not shape [${tensor.shape}]`)
  }
  const [outer, rows, cols] = tensor.shape.length === 3 ? tensor.shape : [1, ...tensor.shape]
  return {
    tensor, outer, inner: 1, rows, cols, outerStride: rows * cols, innerStride: 0, rowStride: cols, colStride: 1, offset: 0,
  }
}

export function transpose(view: View | Tensor): View {
  const v = asView(view)
  return { ...v, rows: v.cols, cols: v.rows, rowStride: v.colStride, colStride: v.rowStride }
}

/** A [r, blocks·c] tensor as `blocks` matrices [r, c], side by side in its columns. */
export function columnBlocks(tensor: Tensor, blocks: number): View {
  const [rows, width] = tensor.shape
  const cols = width / blocks
  if (!Number.isInteger(cols)) throw new RangeError(`${width} columns do not divide into ${blocks} blocks`)
  return {
    tensor, outer: blocks, inner: 1, rows, cols, outerStride: cols, innerStride: 0, rowStride: width, colStride: 1, offset: 0,
  }
}

/**
 * One of `parts` equal column parts of a [sequences·length, parts·heads·d] tensor, as sequences × heads matrices
 * [length, d]: the queries, keys or values of attention.
 */
export function heads(tensor: Tensor, sequences: number, count: number, part = 0, parts = 1): View {
  const [rows, width] = tensor.shape
  const length = rows / sequences
  const d = width / parts / count
  if (!Number.isInteger(length) || !Number.isInteger(d)) {
    throw new RangeError(`[${tensor.shape}] does not divide into ${sequences} sequences and ${parts} × ${count} heads`)
  }
  return {
    tensor, outer: sequences, inner: count, rows: length, cols: d,
    outerStride: length * width, innerStride: d, rowStride: width, colStride: 1, offset: (part * width) / parts,
  }
}

export function asView(value: View | Tensor): View {
  return 'tensor' in value ? value : matrix(value)
}

/** The same view of another tensor of the same shape, such as its gradient. */
export function over(tensor: Tensor, view: View): View {
  return { ...view, tensor }
}

/** Whether the view covers its tensor exactly once, row by row: then it can be written without clearing it first. */
export function isWhole(view: View): boolean {
  return view.offset === 0 && view.outer * view.inner * view.rows * view.cols === view.tensor.size
}

/**
 * out (+)= alpha · a · b, for every matrix of the batch. Throws a RangeError when shapes do not fit. The columns of
 * `out` must be contiguous, or it must be the transpose of a view whose columns are (then bᵀ·aᵀ is computed).
 */
export function multiply(out: View, a: View, b: View, { alpha = 1, accumulate = false } = {}): void {
  if (out.colStride !== 1) {
    if (out.rowStride !== 1) throw new RangeError('a product can only be written to contiguous rows or columns')
    multiply(transpose(out), transpose(b), transpose(a), { alpha, accumulate })
    return
  }
  if (a.cols !== b.rows || out.rows !== a.rows || out.cols !== b.cols) {
    throw new RangeError(`[${a.rows}, ${a.cols}] · [${b.rows}, ${b.cols}] does not give [${out.rows}, ${out.cols}]`)
  }
  if (a.outer !== out.outer || b.outer !== out.outer || a.inner !== out.inner || b.inner !== out.inner) {
    throw new RangeError(`batches of ${a.outer} × ${a.inner}, ${b.outer} × ${b.inner} and ${out.outer} × ${out.inner} differ`)
  }
  const { kernels, scratch } = out.tensor.core
  const pa = a.tensor.address + a.offset * 4
  const pb = b.tensor.address + b.offset * 4
  const pc = out.tensor.address + out.offset * 4
  if (out.outer * out.inner === 1) {
    kernels.gemm(
      out.rows, out.cols, a.cols, alpha, pa, a.rowStride, a.colStride, pb, b.rowStride, b.colStride,
      pc, out.rowStride, Number(accumulate), scratch,
    )
    return
  }
  kernels.gemmBatch(
    out.outer, out.inner, a.outerStride, a.innerStride, b.outerStride, b.innerStride, out.outerStride, out.innerStride,
    out.rows, out.cols, a.cols, alpha, pa, a.rowStride, a.colStride, pb, b.rowStride, b.colStride,
    pc, out.rowStride, Number(accumulate), scratch,
  )
}
