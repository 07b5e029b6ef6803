/*
 * Kernels that treat their arrays as flat runs of n floats. Every tensor starts on 16 bytes and owns its memory up to
 * the next multiple of 16, so the vector loops may run past n into the padding and need no scalar tail, except where a
 * reduction would count it.
 */

/** exp, four lanes: Cephes `expf`, relative error below 2e-7, clamped to the range of finite floats. */
@inline
export function exp4(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87.33654)), f32x4.splat(88.02))
  const n = f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(0.5)))
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  x = f32x4.add(x, f32x4.mul(n, f32x4.splat(2.12194440e-4)))
  let y = f32x4.add(f32x4.mul(f32x4.splat(1.9875691500e-4), x), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(x, x)), x), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, power)
}

/** Natural logarithm of positive normal floats, four lanes: Cephes `logf`. */
@inline
export function log4(x: v128): v128 {
  const bits = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000))
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)))
  const small = f32x4.lt(bits, f32x4.splat(0.707106781186547524))
  e = f32x4.sub(e, v128.and(small, f32x4.splat(1)))
  const m = f32x4.add(f32x4.sub(bits, f32x4.splat(1)), v128.and(small, bits))
  const z = f32x4.mul(m, m)
  let y = f32x4.add(f32x4.mul(f32x4.splat(7.0376836292e-2), m), f32x4.splat(-1.1514610310e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.1676998740e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.2420140846e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.4249322787e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.6668057665e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(2.0000714765e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-2.4999993993e-1))
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(3.3333331174e-1))
  y = f32x4.mul(y, f32x4.mul(m, z))
  y = f32x4.sub(y, f32x4.mul(e, f32x4.splat(2.12194440e-4)))
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)))
  return f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)))
}

/** tanh through exp; absolute error below 2e-7. */
@inline
function tanh4(x: v128): v128 {
  const e = exp4(f32x4.add(x, x))
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))))
}

@inline
function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))))
}

// Unary functions and their derivatives, by number; the names are in core.ts.
const RELU: i32 = 1
const TANH: i32 = 2
const SIGMOID: i32 = 3
const SQUARE: i32 = 4
const EXP: i32 = 5
const LOG: i32 = 6
const GELU: i32 = 7

@inline
function apply(kind: i32, x: v128): v128 {
  if (kind == RELU) return f32x4.max(x, f32x4.splat(0))
  if (kind == TANH) return tanh4(x)
  if (kind == SIGMOID) return sigmoid4(x)
  if (kind == SQUARE) return f32x4.mul(x, x)
  if (kind == EXP) return exp4(x)
  if (kind == LOG) return log4(x)
  if (kind == GELU) return f32x4.mul(x, geluRatio(x))
  return x
}

/** gelu(x)/x in the tanh form: ½(1 + tanh(√(2/π)(x + 0.044715x³))). */
@inline
function geluRatio(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x)
  const u = f32x4.mul(f32x4.splat(0.7978845608), f32x4.add(x, f32x4.mul(f32x4.splat(0.044715), cube)))
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.splat(1), tanh4(u)))
}

/** Derivative from the input x and the output y, whichever is cheaper. */
@inline
function slope(kind: i32, x: v128, y: v128): v128 {
  const one = f32x4.splat(1)
  if (kind == RELU) return v128.and(f32x4.gt(y, f32x4.splat(0)), one)
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y))
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y))
  if (kind == SQUARE) return f32x4.add(x, x)
  if (kind == EXP) return y
  if (kind == LOG) return f32x4.div(one, x)
  if (kind == GELU) {
    const ratio = geluRatio(x)
    const square = f32x4.mul(x, x)
    const du = f32x4.mul(f32x4.splat(0.7978845608), f32x4.add(one, f32x4.mul(f32x4.splat(0.134145), square)))
    const dtanh = f32x4.mul(f32x4.splat(2), f32x4.mul(ratio, f32x4.sub(one, ratio)))
    return f32x4.add(ratio, f32x4.mul(x, f32x4.mul(dtanh, du)))
  }
  return one
}

/** y = f(x) */
export function unary(kind: i32, y: usize, x: usize, n: i32): void {
  for (const end = y + (<usize>n << 2); y < end; y += 16, x += 16) v128.store(y, apply(kind, v128.load(x)))
}

/** dx += dy · f′(x) */
export function unaryGrad(kind: i32, dx: usize, dy: usize, x: usize, y: usize, n: i32): void {
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += 16) {
    const d = f32x4.mul(v128.load(dy + i), slope(kind, v128.load(x + i), v128.load(y + i)))
    v128.store(dx + i, f32x4.add(v128.load(dx + i), d))
  }
}

/** y = gelu(x)/x, with |x| < 1e-6 read as 1e-6: what the identity rule of RelP holds constant. */
export function geluQuotient(y: usize, x: usize, n: i32): void {
  for (const end = y + (<usize>n << 2); y < end; y += 16, x += 16) v128.store(y, geluRatio(v128.load(x)))
}

/** z[rows, cols] = f(z + bias), in place; needs cols of bias only. */
export function biasUnary(kind: i32, z: usize, bias: usize, rows: i32, cols: i32): void {
  const width = <usize>cols << 2, whole = width & ~15
  for (let r = 0; r < rows; r++) {
    let j: usize = 0
    for (; j < whole; j += 16) v128.store(z + j, apply(kind, f32x4.add(v128.load(z + j), v128.load(bias + j))))
    for (; j < width; j += 4) {
      const one = f32x4.splat(load<f32>(z + j) + load<f32>(bias + j))
      store<f32>(z + j, f32x4.extract_lane(apply(kind, one), 0))
    }
    z += width
  }
}

/** y += alpha · x */
export function axpy(y: usize, x: usize, n: i32, alpha: f32): void {
  const s = f32x4.splat(alpha)
  for (const end = y + (<usize>n << 2); y < end; y += 16, x += 16) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(s, v128.load(x))))
  }
}

/** out = alpha · a + beta · b */
export function combine(out: usize, a: usize, b: usize, n: i32, alpha: f32, beta: f32): void {
  const sa = f32x4.splat(alpha), sb = f32x4.splat(beta)
  for (const end = out + (<usize>n << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.add(f32x4.mul(sa, v128.load(a)), f32x4.mul(sb, v128.load(b))))
  }
}

/** out = alpha · a + beta */
export function affine(out: usize, a: usize, n: i32, alpha: f32, beta: f32): void {
  const s = f32x4.splat(alpha), t = f32x4.splat(beta)
  for (const end = out + (<usize>n << 2); out < end; out += 16, a += 16) {
    v128.store(out, f32x4.add(f32x4.mul(s, v128.load(a)), t))
  }
}

/** out (+)= a · b */
export function multiply(out: usize, a: usize, b: usize, n: i32, accumulate: i32): void {
  for (const end = out + (<usize>n << 2); out < end; out += 16, a += 16, b += 16) {
    const p = f32x4.mul(v128.load(a), v128.load(b))
    v128.store(out, accumulate ? f32x4.add(v128.load(out), p) : p)
  }
}

/** out = a / b */
export function divide(out: usize, a: usize, b: usize, n: i32): void {
  for (const end = out + (<usize>n << 2); out < end; out += 16, a += 16, b += 16) {
    v128.store(out, f32x4.div(v128.load(a), v128.load(b)))
  }
}

/** Σ x·y, in four running sums of float32 */
export function dot(x: usize, y: usize, n: i32): f32 {
  let sum = f32x4.splat(0)
  let i = 0
  for (; i + 4 <= n; i += 4, x += 16, y += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x), v128.load(y)))
  let total = lanes(sum)
  for (; i < n; i++, x += 4, y += 4) total += load<f32>(x) * load<f32>(y)
  return total
}

/** Σ x, accumulated in float64 */
export function sum(x: usize, n: i32): f64 {
  let total: f64 = 0
  for (const end = x + (<usize>n << 2); x < end; x += 4) total += load<f32>(x)
  return total
}

@inline
export function lanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}
