// Float32 SIMD loops of the embedder's training and of exact evaluation, in AssemblyScript. Built into kernel.wasm by
// `node search/src/embedder/kernel/build.ts`; a test builds it again and compares the bytes.
// All addresses are byte offsets into the imported memory, 16-byte aligned; row lengths are multiples of 4.

// @ts-ignore: decorator
@inline
function sum4(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** c[m×n] = a[m×k] · b[n×k]ᵀ. m and n are multiples of 4, ldc in floats. */
export function productOfRows(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, ldc: i32): void {
  const row: usize = <usize>k << 2
  const crow: usize = <usize>ldc << 2
  for (let j = 0; j < n; j += 4) {
    for (let i = 0; i < m; i += 4) {
      let a0 = a + <usize>i * row
      let b0 = b + <usize>j * row
      const end = a0 + row
      let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c03 = c00
      let c10 = c00, c11 = c00, c12 = c00, c13 = c00
      let c20 = c00, c21 = c00, c22 = c00, c23 = c00
      let c30 = c00, c31 = c00, c32 = c00, c33 = c00
      while (a0 < end) {
        const x0 = v128.load(a0), x1 = v128.load(a0 + row), x2 = v128.load(a0 + 2 * row), x3 = v128.load(a0 + 3 * row)
        let y = v128.load(b0)
        c00 = f32x4.add(c00, f32x4.mul(x0, y)); c10 = f32x4.add(c10, f32x4.mul(x1, y))
        c20 = f32x4.add(c20, f32x4.mul(x2, y)); c30 = f32x4.add(c30, f32x4.mul(x3, y))
        y = v128.load(b0 + row)
        c01 = f32x4.add(c01, f32x4.mul(x0, y)); c11 = f32x4.add(c11, f32x4.mul(x1, y))
        c21 = f32x4.add(c21, f32x4.mul(x2, y)); c31 = f32x4.add(c31, f32x4.mul(x3, y))
        y = v128.load(b0 + 2 * row)
        c02 = f32x4.add(c02, f32x4.mul(x0, y)); c12 = f32x4.add(c12, f32x4.mul(x1, y))
        c22 = f32x4.add(c22, f32x4.mul(x2, y)); c32 = f32x4.add(c32, f32x4.mul(x3, y))
        y = v128.load(b0 + 3 * row)
        c03 = f32x4.add(c03, f32x4.mul(x0, y)); c13 = f32x4.add(c13, f32x4.mul(x1, y))
        c23 = f32x4.add(c23, f32x4.mul(x2, y)); c33 = f32x4.add(c33, f32x4.mul(x3, y))
        a0 += 16
        b0 += 16
      }
      let out = c + <usize>i * crow + (<usize>j << 2)
      v128.store(out, f32x4(sum4(c00), sum4(c01), sum4(c02), sum4(c03)))
      out += crow
      v128.store(out, f32x4(sum4(c10), sum4(c11), sum4(c12), sum4(c13)))
      out += crow
      v128.store(out, f32x4(sum4(c20), sum4(c21), sum4(c22), sum4(c23)))
      out += crow
      v128.store(out, f32x4(sum4(c30), sum4(c31), sum4(c32), sum4(c33)))
    }
  }
}

/** c[m×n] = a[m×k] · b[k×n]. m is a multiple of 4, n of 8. */
export function product(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32): void {
  const arow: usize = <usize>k << 2
  const brow: usize = <usize>n << 2
  for (let j = 0; j < n; j += 8) {
    for (let i = 0; i < m; i += 4) {
      let pa = a + <usize>i * arow
      let pb = b + (<usize>j << 2)
      const end = pa + arow
      let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00
      while (pa < end) {
        const y0 = v128.load(pb), y1 = v128.load(pb, 16)
        let x = v128.load32_splat(pa)
        c00 = f32x4.add(c00, f32x4.mul(x, y0)); c01 = f32x4.add(c01, f32x4.mul(x, y1))
        x = v128.load32_splat(pa + arow)
        c10 = f32x4.add(c10, f32x4.mul(x, y0)); c11 = f32x4.add(c11, f32x4.mul(x, y1))
        x = v128.load32_splat(pa + 2 * arow)
        c20 = f32x4.add(c20, f32x4.mul(x, y0)); c21 = f32x4.add(c21, f32x4.mul(x, y1))
        x = v128.load32_splat(pa + 3 * arow)
        c30 = f32x4.add(c30, f32x4.mul(x, y0)); c31 = f32x4.add(c31, f32x4.mul(x, y1))
        pa += 4
        pb += brow
      }
      let out = c + <usize>i * brow + (<usize>j << 2)
      v128.store(out, c00); v128.store(out, c01, 16)
      out += brow
      v128.store(out, c10); v128.store(out, c11, 16)
      out += brow
      v128.store(out, c20); v128.store(out, c21, 16)
      out += brow
      v128.store(out, c30); v128.store(out, c31, 16)
    }
  }
}

/** out[k] = Σᵢ weight[i] · table[id[i]], rows of k floats. */
export function gather(table: usize, ids: usize, weights: usize, count: i32, k: i32, out: usize): void {
  const row: usize = <usize>k << 2
  memory.fill(out, 0, row)
  for (let i = 0; i < count; i++) {
    const w = v128.load32_splat(weights + (<usize>i << 2))
    let p = table + <usize>load<u32>(ids + (<usize>i << 2)) * row
    const end = p + row
    let o = out
    while (p < end) {
      v128.store(o, f32x4.add(v128.load(o), f32x4.mul(w, v128.load(p))))
      p += 16
      o += 16
    }
  }
}

// @ts-ignore: decorator
@inline
function addFour(out: usize, w: v128, whole: v128): void {
  v128.store(out, f32x4.add(v128.load(out), f32x4.mul(w, f32x4.convert_i32x4_s(whole))))
}

// @ts-ignore: decorator
@inline
function addSixteen(out: usize, w: v128, bytes: v128): void {
  const low = i16x8.extend_low_i8x16_s(bytes), high = i16x8.extend_high_i8x16_s(bytes)
  addFour(out, w, i32x4.extend_low_i16x8_s(low))
  addFour(out + 16, w, i32x4.extend_high_i16x8_s(low))
  addFour(out + 32, w, i32x4.extend_low_i16x8_s(high))
  addFour(out + 48, w, i32x4.extend_high_i16x8_s(high))
}

/** out[k] += Σᵢ weight[i] · table[id[i]], rows of k int8; k is a multiple of 16. */
export function addBytes(table: usize, ids: usize, weights: usize, count: i32, k: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const w = v128.load32_splat(weights + (<usize>i << 2))
    let p = table + <usize>load<u32>(ids + (<usize>i << 2)) * <usize>k
    const end = p + <usize>k
    let o = out
    while (p < end) {
      addSixteen(o, w, v128.load(p))
      p += 16
      o += 64
    }
  }
}

/** out[k] += Σᵢ weight[i] · table[id[i]], rows of k half bytes, low half first; k is a multiple of 32. */
export function addHalfBytes(table: usize, ids: usize, weights: usize, count: i32, k: i32, out: usize): void {
  const row: usize = <usize>k >> 1
  for (let i = 0; i < count; i++) {
    const w = v128.load32_splat(weights + (<usize>i << 2))
    let p = table + <usize>load<u32>(ids + (<usize>i << 2)) * row
    const end = p + row
    let o = out
    while (p < end) {
      const both = v128.load(p)
      // Shifting up and down again keeps the low half's sign.
      const low = i8x16.shr_s(i8x16.shl(both, 4), 4), high = i8x16.shr_s(both, 4)
      addSixteen(o, w, v128.shuffle<i8>(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
      addSixteen(o + 64, w, v128.shuffle<i8>(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))
      p += 16
      o += 128
    }
  }
}

/** table[id[i]] += weight[i] · row[k]. */
export function scatter(table: usize, ids: usize, weights: usize, count: i32, k: i32, row: usize): void {
  const bytes: usize = <usize>k << 2
  for (let i = 0; i < count; i++) {
    const w = v128.load32_splat(weights + (<usize>i << 2))
    let p = table + <usize>load<u32>(ids + (<usize>i << 2)) * bytes
    const end = p + bytes
    let o = row
    while (p < end) {
      v128.store(p, f32x4.add(v128.load(p), f32x4.mul(w, v128.load(o))))
      p += 16
      o += 16
    }
  }
}

/**
 * One Adam step over n floats; the gradient is set to zero. `step` is the learning rate with both bias corrections,
 * `epsilon` already scaled by the second one.
 */
export function adam(value: usize, gradient: usize, first: usize, second: usize, n: i32, step: f32, beta1: f32, beta2: f32, epsilon: f32): void {
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2), r1 = f32x4.splat(1 - beta1), r2 = f32x4.splat(1 - beta2)
  const rate = f32x4.splat(step), eps = f32x4.splat(epsilon), zero = f32x4.splat(0)
  for (let i: usize = 0, bytes = <usize>n << 2; i < bytes; i += 16) {
    const g = v128.load(gradient + i)
    const m = f32x4.add(f32x4.mul(b1, v128.load(first + i)), f32x4.mul(r1, g))
    const v = f32x4.add(f32x4.mul(b2, v128.load(second + i)), f32x4.mul(r2, f32x4.mul(g, g)))
    v128.store(first + i, m)
    v128.store(second + i, v)
    v128.store(gradient + i, zero)
    v128.store(value + i, f32x4.sub(v128.load(value + i), f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(v), eps))))
  }
}
