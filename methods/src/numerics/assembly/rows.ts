/* Kernels that work along the rows of a [rows, cols] matrix: softmax, cross-entropy, layer norm, sums over rows. */
import { exp4, lanes, log4 } from './elementwise'

/** out[cols] += Σ_rows x, the gradient of a bias */
export function columnSum(out: usize, x: usize, rows: i32, cols: i32): void {
  const width = <usize>cols << 2, whole = width & ~15
  for (let r = 0; r < rows; r++) {
    let j: usize = 0
    for (; j < whole; j += 16) v128.store(out + j, f32x4.add(v128.load(out + j), v128.load(x + j)))
    for (; j < width; j += 4) store<f32>(out + j, load<f32>(out + j) + load<f32>(x + j))
    x += width
  }
}

/** out[rows, cols] (+)= x · w, one factor a row */
export function scaleRows(out: usize, x: usize, w: usize, rows: i32, cols: i32, accumulate: i32): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++, out += width, x += width, w += 4) {
    const factor = load<f32>(w)
    for (let j: usize = 0; j < width; j += 4) {
      const y = load<f32>(x + j) * factor
      store<f32>(out + j, accumulate ? load<f32>(out + j) + y : y)
    }
  }
}

/** out[rows] += Σ_cols x · y */
export function rowDots(out: usize, x: usize, y: usize, rows: i32, cols: i32): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++, out += 4, x += width, y += width) {
    let total: f32 = 0
    for (let j: usize = 0; j < width; j += 4) total += load<f32>(x + j) * load<f32>(y + j)
    store<f32>(out, load<f32>(out) + total)
  }
}

/**
 * One row of y = softmax(scale · x), over its first `cols` entries; returns log Σ exp(scale·x).
 */
function softmaxRow(y: usize, x: usize, cols: i32, scale: f32): f32 {
  const width = <usize>cols << 2, whole = width & ~15
  let top = load<f32>(x)
  for (let j: usize = 4; j < width; j += 4) top = max(top, load<f32>(x + j))
  const shift = f32x4.splat(top * scale), s = f32x4.splat(scale)
  let sums = f32x4.splat(0)
  let j: usize = 0
  for (; j < whole; j += 16) {
    const e = exp4(f32x4.sub(f32x4.mul(v128.load(x + j), s), shift))
    v128.store(y + j, e)
    sums = f32x4.add(sums, e)
  }
  let total = lanes(sums)
  for (; j < width; j += 4) {
    const e = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(x + j) * scale - top * scale)), 0)
    store<f32>(y + j, e)
    total += e
  }
  const inverse = <f32>1 / total, inverses = f32x4.splat(inverse)
  for (j = 0; j < whole; j += 16) v128.store(y + j, f32x4.mul(v128.load(y + j), inverses))
  for (; j < width; j += 4) store<f32>(y + j, load<f32>(y + j) * inverse)
  return top * scale + f32x4.extract_lane(log4(f32x4.splat(total)), 0)
}

/** y = softmax(scale · x) by rows. With causal > 0, row r sees columns 0 … r mod causal; the others become 0. */
export function softmax(y: usize, x: usize, rows: i32, cols: i32, scale: f32, causal: i32): void {
  for (let r = 0; r < rows; r++) {
    const seen = causal > 0 ? min(cols, r % causal + 1) : cols
    softmaxRow(y, x, seen, scale)
    for (let j = seen; j < cols; j++) store<f32>(y + (<usize>j << 2), 0)
    y += <usize>cols << 2
    x += <usize>cols << 2
  }
}

/** dx += scale · y · (dy − Σ dy·y), by rows */
export function softmaxGrad(dx: usize, dy: usize, y: usize, rows: i32, cols: i32, scale: f32): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++) {
    let total: f32 = 0
    for (let j: usize = 0; j < width; j += 4) total += load<f32>(dy + j) * load<f32>(y + j)
    for (let j: usize = 0; j < width; j += 4) {
      store<f32>(dx + j, load<f32>(dx + j) + scale * load<f32>(y + j) * (load<f32>(dy + j) - total))
    }
    dx += width
    dy += width
    y += width
  }
}

/**
 * Σ_r −log softmax(logits_r)[labels_r], accumulated in float64; leaves the probabilities in p and each row's loss in
 * `losses`.
 */
export function crossEntropy(p: usize, losses: usize, logits: usize, labels: usize, rows: i32, cols: i32): f64 {
  let total: f64 = 0
  for (let r = 0; r < rows; r++) {
    const label = <usize>load<i32>(labels + (<usize>r << 2))
    const loss = softmaxRow(p, logits, cols, 1) - load<f32>(logits + (label << 2))
    store<f32>(losses + (<usize>r << 2), loss)
    total += loss
    p += <usize>cols << 2
    logits += <usize>cols << 2
  }
  return total
}

/** dlogits += weight · (p − onehot(labels)) */
export function crossEntropyGrad(d: usize, p: usize, labels: usize, rows: i32, cols: i32, weight: f32): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < width; j += 4) store<f32>(d + j, load<f32>(d + j) + weight * load<f32>(p + j))
    const at = d + (<usize>load<i32>(labels + (<usize>r << 2)) << 2)
    store<f32>(at, load<f32>(at) - weight)
    d += width
    p += width
  }
}

/** xhat = (x − mean)/√(var + eps) by rows, y = xhat · gain + bias; keeps 1/√(var + eps) of each row in `inverse`. */
export function layerNorm(
  y: usize, xhat: usize, inverse: usize, x: usize, gain: usize, bias: usize, rows: i32, cols: i32, eps: f32,
): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++) {
    let mean: f32 = 0
    for (let j: usize = 0; j < width; j += 4) mean += load<f32>(x + j)
    mean /= <f32>cols
    let variance: f32 = 0
    for (let j: usize = 0; j < width; j += 4) {
      const d = load<f32>(x + j) - mean
      variance += d * d
    }
    const inv = <f32>1 / sqrt<f32>(variance / <f32>cols + eps)
    store<f32>(inverse, inv)
    for (let j: usize = 0; j < width; j += 4) {
      const h = (load<f32>(x + j) - mean) * inv
      store<f32>(xhat + j, h)
      store<f32>(y + j, h * load<f32>(gain + j) + load<f32>(bias + j))
    }
    x += width
    y += width
    xhat += width
    inverse += 4
  }
}

/**
 * Adds the gradients of layer norm to dx, dgain and dbias (0 leaves one out). With `detached`, 1/√(var + eps) counts
 * as a constant and only the mean keeps its gradient: the LN-rule of RelP.
 */
export function layerNormGrad(
  dx: usize, dgain: usize, dbias: usize, dy: usize, xhat: usize, inverse: usize, gain: usize, rows: i32, cols: i32, detached: i32,
): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++) {
    const inv = load<f32>(inverse)
    let mean: f32 = 0, along: f32 = 0
    for (let j: usize = 0; j < width; j += 4) {
      const d = load<f32>(dy + j), h = load<f32>(xhat + j)
      if (dgain) store<f32>(dgain + j, load<f32>(dgain + j) + d * h)
      if (dbias) store<f32>(dbias + j, load<f32>(dbias + j) + d)
      const g = d * load<f32>(gain + j)
      mean += g
      along += g * h
    }
    mean /= <f32>cols
    along = detached ? 0 : along / <f32>cols
    if (dx) {
      for (let j: usize = 0; j < width; j += 4) {
        const g = load<f32>(dy + j) * load<f32>(gain + j)
        store<f32>(dx + j, load<f32>(dx + j) + inv * (g - mean - load<f32>(xhat + j) * along))
      }
      dx += width
    }
    dy += width
    xhat += width
    inverse += 4
  }
}

/** out[r] = table[ids[r]] for rows of `cols` floats */
export function gather(out: usize, table: usize, ids: usize, rows: i32, cols: i32): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++, out += width) {
    memory.copy(out, table + <usize>load<i32>(ids + (<usize>r << 2)) * width, width)
  }
}

/** table[ids[r]] += x[r] */
export function scatterAdd(table: usize, x: usize, ids: usize, rows: i32, cols: i32): void {
  const width = <usize>cols << 2
  for (let r = 0; r < rows; r++, x += width) {
    const to = table + <usize>load<i32>(ids + (<usize>r << 2)) * width
    for (let j: usize = 0; j < width; j += 4) store<f32>(to + j, load<f32>(to + j) + load<f32>(x + j))
  }
}
