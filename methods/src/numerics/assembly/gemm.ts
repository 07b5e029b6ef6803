/*
 * Matrix product, the kernel most of every training step runs in.
 *
 * One routine serves all layouts because both operands take a stride in each direction, counted in elements:
 *   C[m,n] (+)= alpha · A[m,k] · B[k,n],  A(i,p) at a + i·ars + p·acs,  B(p,j) at b + p·brs + j·bcs,  C rows ldc apart.
 * A plain product has (ars, acs) = (k, 1); Aᵀ·B reads A with (1, m); A·Bᵀ reads B with (1, k).
 *
 * Eight columns of B at a time, four rows of A at a time: eight accumulators of four lanes stay in registers. When the
 * columns of B are not contiguous, or there are enough rows to pay for it, the eight columns are first copied into
 * `scratch` (k·8 floats), which then sits in the first-level cache. No fused multiply-add: its rounding differs between
 * machines, and a run must give the same bits everywhere.
 *
 * `scratch` holds 512 · 8 floats; k ≥ 1.
 */

/** From this many rows on, copying eight columns of B costs less than reading them strided. */
const PACK_ROWS: i32 = 48

/** Depth of one pass: eight columns of B this long are 16 KB, half of a first-level cache. */
const PASS: i32 = 512

export function gemm(
  m: i32, n: i32, k: i32, alpha: f32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32,
  c: usize, ldc: i32, accumulate: i32, scratch: usize,
): void {
  for (let p = 0; p < k; p += PASS) {
    const from = <usize>p << 2
    pass(m, n, min(PASS, k - p), alpha, a + from * acs, ars, acs, b + from * brs, brs, bcs, c, ldc, p > 0 ? 1 : accumulate, scratch)
  }
}

function pass(
  m: i32, n: i32, k: i32, alpha: f32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32,
  c: usize, ldc: i32, accumulate: i32, scratch: usize,
): void {
  const rowA = <usize>ars << 2, colA = <usize>acs << 2, rowB = <usize>brs << 2, colB = <usize>bcs << 2
  const rowC = <usize>ldc << 2
  let j = 0
  for (; j + 8 <= n; j += 8) {
    const columns = b + <usize>j * colB
    if (bcs == 1 && m < PACK_ROWS) panel8(m, k, alpha, a, rowA, colA, columns, rowB, c + (<usize>j << 2), rowC, accumulate)
    else {
      pack(k, 8, 8, columns, rowB, colB, scratch)
      panel8(m, k, alpha, a, rowA, colA, scratch, 32, c + (<usize>j << 2), rowC, accumulate)
    }
  }
  for (; j < n; j += 4) {
    const lanes = min(4, n - j)
    pack(k, lanes, 4, b + <usize>j * colB, rowB, colB, scratch)
    panel4(m, k, alpha, a, rowA, colA, scratch, c + (<usize>j << 2), rowC, accumulate, lanes)
  }
}

/** Two nested batches of products of one shape; the six batch strides are in elements. */
export function gemmBatch(
  outer: i32, inner: i32, aOuter: i32, aInner: i32, bOuter: i32, bInner: i32, cOuter: i32, cInner: i32,
  m: i32, n: i32, k: i32, alpha: f32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32,
  c: usize, ldc: i32, accumulate: i32, scratch: usize,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      gemm(
        m, n, k, alpha, a + (<usize>(o * aOuter + i * aInner) << 2), ars, acs,
        b + (<usize>(o * bOuter + i * bInner) << 2), brs, bcs,
        c + (<usize>(o * cOuter + i * cInner) << 2), ldc, accumulate, scratch,
      )
    }
  }
}

/** Copies `lanes` columns of B into rows of `width` floats, the missing ones zero. */
function pack(k: i32, lanes: i32, width: i32, b: usize, rowB: usize, colB: usize, to: usize): void {
  for (let p = 0; p < k; p++) {
    if (colB == 4 && lanes == 8) {
      v128.store(to, v128.load(b))
      v128.store(to, v128.load(b, 16), 16)
    } else {
      let from = b
      for (let j = 0; j < lanes; j++) {
        store<f32>(to + (<usize>j << 2), load<f32>(from))
        from += colB
      }
      for (let j = lanes; j < width; j++) store<f32>(to + (<usize>j << 2), 0)
    }
    b += rowB
    to += <usize>width << 2
  }
}

@inline
function put(c: usize, value: v128, accumulate: i32): void {
  v128.store(c, accumulate ? f32x4.add(v128.load(c), value) : value)
}

function panel8(
  m: i32, k: i32, alpha: f32, a: usize, rowA: usize, colA: usize, b: usize, stepB: usize, c: usize, rowC: usize, accumulate: i32,
): void {
  const scale = f32x4.splat(alpha)
  let i = 0
  for (; i + 4 <= m; i += 4) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00
    let pb = b, a0 = a, a1 = a + rowA, a2 = a1 + rowA, a3 = a2 + rowA
    for (let p = 0; p < k; p++) {
      const b0 = v128.load(pb), b1 = v128.load(pb, 16)
      let s = v128.load_splat<f32>(a0)
      c00 = f32x4.add(c00, f32x4.mul(s, b0))
      c01 = f32x4.add(c01, f32x4.mul(s, b1))
      s = v128.load_splat<f32>(a1)
      c10 = f32x4.add(c10, f32x4.mul(s, b0))
      c11 = f32x4.add(c11, f32x4.mul(s, b1))
      s = v128.load_splat<f32>(a2)
      c20 = f32x4.add(c20, f32x4.mul(s, b0))
      c21 = f32x4.add(c21, f32x4.mul(s, b1))
      s = v128.load_splat<f32>(a3)
      c30 = f32x4.add(c30, f32x4.mul(s, b0))
      c31 = f32x4.add(c31, f32x4.mul(s, b1))
      pb += stepB
      a0 += colA
      a1 += colA
      a2 += colA
      a3 += colA
    }
    put(c, f32x4.mul(c00, scale), accumulate)
    put(c + 16, f32x4.mul(c01, scale), accumulate)
    put(c + rowC, f32x4.mul(c10, scale), accumulate)
    put(c + rowC + 16, f32x4.mul(c11, scale), accumulate)
    put(c + 2 * rowC, f32x4.mul(c20, scale), accumulate)
    put(c + 2 * rowC + 16, f32x4.mul(c21, scale), accumulate)
    put(c + 3 * rowC, f32x4.mul(c30, scale), accumulate)
    put(c + 3 * rowC + 16, f32x4.mul(c31, scale), accumulate)
    a += 4 * rowA
    c += 4 * rowC
  }
  for (; i < m; i++) {
    let c0 = f32x4.splat(0), c1 = c0
    let pb = b, pa = a
    for (let p = 0; p < k; p++) {
      const s = v128.load_splat<f32>(pa)
      c0 = f32x4.add(c0, f32x4.mul(s, v128.load(pb)))
      c1 = f32x4.add(c1, f32x4.mul(s, v128.load(pb, 16)))
      pb += stepB
      pa += colA
    }
    put(c, f32x4.mul(c0, scale), accumulate)
    put(c + 16, f32x4.mul(c1, scale), accumulate)
    a += rowA
    c += rowC
  }
}

/** Stores the first `lanes` lanes of a row of C. */
function putLanes(c: usize, value: v128, accumulate: i32, lanes: i32): void {
  if (lanes == 4) {
    put(c, value, accumulate)
    return
  }
  let v = f32x4.extract_lane(value, 0)
  store<f32>(c, accumulate ? load<f32>(c) + v : v)
  if (lanes == 1) return
  v = f32x4.extract_lane(value, 1)
  store<f32>(c, accumulate ? load<f32>(c, 4) + v : v, 4)
  if (lanes == 2) return
  v = f32x4.extract_lane(value, 2)
  store<f32>(c, accumulate ? load<f32>(c, 8) + v : v, 8)
}

function panel4(
  m: i32, k: i32, alpha: f32, a: usize, rowA: usize, colA: usize, b: usize, c: usize, rowC: usize, accumulate: i32, lanes: i32,
): void {
  const scale = f32x4.splat(alpha)
  let i = 0
  for (; i + 4 <= m; i += 4) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0
    let pb = b, a0 = a, a1 = a + rowA, a2 = a1 + rowA, a3 = a2 + rowA
    for (let p = 0; p < k; p++) {
      const b0 = v128.load(pb)
      c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0), b0))
      c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1), b0))
      c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2), b0))
      c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3), b0))
      pb += 16
      a0 += colA
      a1 += colA
      a2 += colA
      a3 += colA
    }
    putLanes(c, f32x4.mul(c0, scale), accumulate, lanes)
    putLanes(c + rowC, f32x4.mul(c1, scale), accumulate, lanes)
    putLanes(c + 2 * rowC, f32x4.mul(c2, scale), accumulate, lanes)
    putLanes(c + 3 * rowC, f32x4.mul(c3, scale), accumulate, lanes)
    a += 4 * rowA
    c += 4 * rowC
  }
  for (; i < m; i++) {
    let sum = f32x4.splat(0)
    let pb = b, pa = a
    for (let p = 0; p < k; p++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(pa), v128.load(pb)))
      pb += 16
      pa += colA
    }
    putLanes(c, f32x4.mul(sum, scale), accumulate, lanes)
    a += rowA
    c += rowC
  }
}
