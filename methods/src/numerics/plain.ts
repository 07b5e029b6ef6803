/*
 * The same kernels in plain TypeScript over typed arrays. Tests compare the compiled ones with these, and the benchmark
 * times both. Signatures and meanings are those of assembly/.
 */
import type { Kernels } from './core.ts'

/** Functions of one number and their derivatives, in the order of `UNARY`. */
const FUNCTIONS: { f: (x: number) => number; slope: (x: number, y: number) => number }[] = [
  { f: (x) => x, slope: () => 1 },
  { f: (x) => Math.max(x, 0), slope: (_, y) => (y > 0 ? 1 : 0) },
  { f: Math.tanh, slope: (_, y) => 1 - y * y },
  { f: (x) => 1 / (1 + Math.exp(-x)), slope: (_, y) => y * (1 - y) },
  { f: (x) => x * x, slope: (x) => 2 * x },
  { f: Math.exp, slope: (_, y) => y },
  { f: Math.log, slope: (x) => 1 / x },
  {
    f: (x) => x * geluRatio(x),
    slope: (x) => {
      const r = geluRatio(x)
      return r + x * 2 * r * (1 - r) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x)
    },
  },
]

function geluRatio(x: number): number {
  return 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}

export function plainKernels(): Kernels {
  const memory = new WebAssembly.Memory({ initial: 1 })
  let buffer = memory.buffer
  let f = new Float32Array(buffer)
  let ids = new Int32Array(buffer)
  /** Index of an address, after making sure the views are those of the memory as it is now. */
  const at = (address: number): number => {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer
      f = new Float32Array(buffer)
      ids = new Int32Array(buffer)
    }
    return address >> 2
  }

  function gemm(
    m: number, n: number, k: number, alpha: number, a: number, ars: number, acs: number, b: number, brs: number, bcs: number,
    c: number, ldc: number, accumulate: number,
  ): number {
    const [pa, pb, pc] = [at(a), at(b), at(c)]
    const x = f
    for (let i = 0; i < m; i++) {
      const row = pc + i * ldc
      if (!accumulate) for (let j = 0; j < n; j++) x[row + j] = 0
      for (let p = 0; p < k; p++) {
        const s = alpha * x[pa + i * ars + p * acs]
        const from = pb + p * brs
        if (bcs === 1) for (let j = 0; j < n; j++) x[row + j] += s * x[from + j]
        else for (let j = 0; j < n; j++) x[row + j] += s * x[from + j * bcs]
      }
    }
    return 0
  }

  function softmaxRow(y: number, x: number, cols: number, scale: number): number {
    let top = -Infinity
    for (let j = 0; j < cols; j++) top = Math.max(top, f[x + j] * scale)
    let total = 0
    for (let j = 0; j < cols; j++) total += f[y + j] = Math.exp(f[x + j] * scale - top)
    for (let j = 0; j < cols; j++) f[y + j] /= total
    return top + Math.log(total)
  }

  /** Runs `each(i)` for i below n after refreshing the views. */
  const loop = (n: number, each: (i: number) => void): number => {
    at(0)
    for (let i = 0; i < n; i++) each(i)
    return 0
  }

  const kernels: Omit<Kernels, 'memory'> = {
    gemm,
    gemmBatch(outer, inner, aOuter, aInner, bOuter, bInner, cOuter, cInner, m, n, k, alpha, a, ars, acs, b, brs, bcs, c, ldc, accumulate) {
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const [pa, pb, pc] = [a + 4 * (o * aOuter + i * aInner), b + 4 * (o * bOuter + i * bInner), c + 4 * (o * cOuter + i * cInner)]
          gemm(m, n, k, alpha, pa, ars, acs, pb, brs, bcs, pc, ldc, accumulate)
        }
      }
      return 0
    },
    affine: (out, a, n, alpha, beta) => loop(n, (i) => { f[(out >> 2) + i] = alpha * f[(a >> 2) + i] + beta }),
    axpy: (y, x, n, alpha) => loop(n, (i) => { f[(y >> 2) + i] += alpha * f[(x >> 2) + i] }),
    combine: (out, a, b, n, alpha, beta) => loop(n, (i) => { f[(out >> 2) + i] = alpha * f[(a >> 2) + i] + beta * f[(b >> 2) + i] }),
    divide: (out, a, b, n) => loop(n, (i) => { f[(out >> 2) + i] = f[(a >> 2) + i] / f[(b >> 2) + i] }),
    multiply: (out, a, b, n, accumulate) => loop(n, (i) => {
      const product = f[(a >> 2) + i] * f[(b >> 2) + i]
      f[(out >> 2) + i] = accumulate ? f[(out >> 2) + i] + product : product
    }),
    dot(x, y, n) {
      let total = 0
      loop(n, (i) => { total += f[(x >> 2) + i] * f[(y >> 2) + i] })
      return total
    },
    sum(x, n) {
      let total = 0
      loop(n, (i) => { total += f[(x >> 2) + i] })
      return total
    },
    unary(kind, y, x, n) {
      const { f: value } = FUNCTIONS[kind]
      return loop(n, (i) => { f[(y >> 2) + i] = value(f[(x >> 2) + i]) })
    },
    unaryGrad(kind, dx, dy, x, y, n) {
      const { slope } = FUNCTIONS[kind]
      return loop(n, (i) => { f[(dx >> 2) + i] += f[(dy >> 2) + i] * slope(f[(x >> 2) + i], f[(y >> 2) + i]) })
    },
    geluQuotient: (y, x, n) => loop(n, (i) => { f[(y >> 2) + i] = geluRatio(f[(x >> 2) + i]) }),
    biasUnary(kind, z, bias, rows, cols) {
      const { f: value } = FUNCTIONS[kind]
      return loop(rows * cols, (i) => { f[(z >> 2) + i] = value(f[(z >> 2) + i] + f[(bias >> 2) + (i % cols)]) })
    },
    columnSum: (out, x, rows, cols) => loop(rows * cols, (i) => { f[(out >> 2) + (i % cols)] += f[(x >> 2) + i] }),
    scaleRows: (out, x, w, rows, cols, accumulate) => loop(rows * cols, (i) => {
      const product = f[(x >> 2) + i] * f[(w >> 2) + Math.floor(i / cols)]
      f[(out >> 2) + i] = accumulate ? f[(out >> 2) + i] + product : product
    }),
    rowDots: (out, x, y, rows, cols) => loop(rows * cols, (i) => { f[(out >> 2) + Math.floor(i / cols)] += f[(x >> 2) + i] * f[(y >> 2) + i] }),
    softmax: (y, x, rows, cols, scale, causal) => loop(rows, (r) => {
      const seen = causal > 0 ? Math.min(cols, (r % causal) + 1) : cols
      softmaxRow((y >> 2) + r * cols, (x >> 2) + r * cols, seen, scale)
      f.fill(0, (y >> 2) + r * cols + seen, (y >> 2) + (r + 1) * cols)
    }),
    softmaxGrad: (dx, dy, y, rows, cols, scale) => loop(rows, (r) => {
      const from = r * cols
      let total = 0
      for (let j = 0; j < cols; j++) total += f[(dy >> 2) + from + j] * f[(y >> 2) + from + j]
      for (let j = 0; j < cols; j++) f[(dx >> 2) + from + j] += scale * f[(y >> 2) + from + j] * (f[(dy >> 2) + from + j] - total)
    }),
    crossEntropy(p, losses, logits, labels, rows, cols) {
      let total = 0
      loop(rows, (r) => {
        const loss = softmaxRow((p >> 2) + r * cols, (logits >> 2) + r * cols, cols, 1) - f[(logits >> 2) + r * cols + ids[(labels >> 2) + r]]
        f[(losses >> 2) + r] = loss
        total += loss
      })
      return total
    },
    crossEntropyGrad: (d, p, labels, rows, cols, weight) => loop(rows, (r) => {
      for (let j = 0; j < cols; j++) f[(d >> 2) + r * cols + j] += weight * f[(p >> 2) + r * cols + j]
      f[(d >> 2) + r * cols + ids[(labels >> 2) + r]] -= weight
    }),
    layerNorm: (y, xhat, inverse, x, gain, bias, rows, cols, eps) => loop(rows, (r) => {
      const from = (x >> 2) + r * cols
      let [mean, variance] = [0, 0]
      for (let j = 0; j < cols; j++) mean += f[from + j] / cols
      for (let j = 0; j < cols; j++) variance += (f[from + j] - mean) ** 2 / cols
      const inv = 1 / Math.sqrt(variance + eps)
      f[(inverse >> 2) + r] = inv
      for (let j = 0; j < cols; j++) {
        const h = (f[from + j] - mean) * inv
        f[(xhat >> 2) + r * cols + j] = h
        f[(y >> 2) + r * cols + j] = h * f[(gain >> 2) + j] + f[(bias >> 2) + j]
      }
    }),
    layerNormGrad: (dx, dgain, dbias, dy, xhat, inverse, gain, rows, cols, detached) => loop(rows, (r) => {
      const [pd, ph, pg] = [(dy >> 2) + r * cols, (xhat >> 2) + r * cols, gain >> 2]
      let [mean, along] = [0, 0]
      for (let j = 0; j < cols; j++) {
        if (dgain) f[(dgain >> 2) + j] += f[pd + j] * f[ph + j]
        if (dbias) f[(dbias >> 2) + j] += f[pd + j]
        mean += (f[pd + j] * f[pg + j]) / cols
        along += (f[pd + j] * f[pg + j] * f[ph + j]) / cols
      }
      if (!dx) return
      const inv = f[(inverse >> 2) + r]
      for (let j = 0; j < cols; j++) {
        f[(dx >> 2) + r * cols + j] += inv * (f[pd + j] * f[pg + j] - mean - (detached ? 0 : f[ph + j] * along))
      }
    }),
    gather: (out, table, labels, rows, cols) => loop(rows, (r) => {
      const from = (table >> 2) + ids[(labels >> 2) + r] * cols
      f.copyWithin((out >> 2) + r * cols, from, from + cols)
    }),
    scatterAdd: (table, x, labels, rows, cols) => loop(rows, (r) => {
      for (let j = 0; j < cols; j++) f[(table >> 2) + ids[(labels >> 2) + r] * cols + j] += f[(x >> 2) + r * cols + j]
    }),
    sgd: (w, g, n, lr, decay) => loop(n, (i) => { f[(w >> 2) + i] -= lr * (f[(g >> 2) + i] + decay * f[(w >> 2) + i]) }),
    adam: (w, g, m, v, n, lr, beta1, beta2, eps, c1, c2, coupled, decoupled) => loop(n, (i) => {
      const d = f[(g >> 2) + i] + coupled * f[(w >> 2) + i]
      const first = (f[(m >> 2) + i] = beta1 * f[(m >> 2) + i] + (1 - beta1) * d)
      const second = (f[(v >> 2) + i] = beta2 * f[(v >> 2) + i] + (1 - beta2) * d * d)
      f[(w >> 2) + i] = f[(w >> 2) + i] * (1 - lr * decoupled) - ((lr / c1) * first) / (Math.sqrt(second / c2) + eps)
    }),
  }
  return Object.assign({ memory }, kernels)
}
