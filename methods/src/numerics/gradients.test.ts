import { nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { type Core, type Tensor, Tape, causalAttention, createCore, gelu, layerNorm } from './index.ts'

/*
 * One small pre-norm transformer block with a cross-entropy, written three times: on the tape, in plain float64 for
 * central differences, and in jax-js for its reverse mode.
 */
const SEQUENCES = 3
const LENGTH = 4
const WIDTH = 6
const HEADS = 2
const CLASSES = 5
const ROWS = SEQUENCES * LENGTH
const HEAD_WIDTH = WIDTH / HEADS
const shapes = { x: [ROWS, WIDTH], gain: [WIDTH], bias: [WIDTH], qkv: [WIDTH, 3 * WIDTH], bqkv: [3 * WIDTH], up: [WIDTH, 8], down: [8, CLASSES] }
type Name = keyof typeof shapes
const names = Object.keys(shapes) as Name[]
const random = createRandom(11)
const values = Object.fromEntries(
  names.map((name) => [name, random.stream(name).normals(shapes[name].reduce((a, b) => a * b, 1)).map((v) => 0.5 * v + (name === 'gain' ? 1 : 0))]),
) as Record<Name, Float64Array>
const labels = Array.from({ length: ROWS }, (_, i) => (i * 7) % CLASSES)

interface Switches { constantScale?: boolean; constantQuotient?: boolean; constantPattern?: boolean }

function onTape(core: Core, switches: Switches = {}): { loss: number; gradients: Record<Name, Float32Array> } {
  const p = Object.fromEntries(names.map((name) => [name, core.from(values[name], shapes[name])])) as Record<Name, Tensor>
  const tape = new Tape(core, Object.values(p))
  const qkv = tape.linear(layerNorm(tape, p.x, p.gain, p.bias, switches), p.qkv, p.bqkv)
  const r = tape.add(p.x, causalAttention(tape, qkv, SEQUENCES, HEADS, switches))
  const logits = tape.linear(gelu(tape, tape.linear(r, p.up), switches), p.down)
  const loss = tape.crossEntropy(logits, core.ids(labels))
  const gradients = tape.gradients(loss, names.map((name) => p[name]))
  return { loss: loss.item(), gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i].toArray()])) as Record<Name, Float32Array> }
}

/** What the switched rules hold constant, taken from an unperturbed pass. */
interface Frozen { inverse?: Float64Array; quotient?: Float64Array; pattern?: Float64Array }

function inFloat64(p: Record<Name, Float64Array>, frozen: Frozen = {}, keep: Frozen = {}): number {
  const matmul = (a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array => {
    const out = new Float64Array(m * n)
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) for (let q = 0; q < k; q++) out[i * n + j] += a[i * k + q] * b[q * n + j]
    return out
  }
  const normal = new Float64Array(ROWS * WIDTH)
  keep.inverse = new Float64Array(ROWS)
  for (let r = 0; r < ROWS; r++) {
    const row = p.x.subarray(r * WIDTH, (r + 1) * WIDTH)
    const mean = row.reduce((a, b) => a + b) / WIDTH
    keep.inverse[r] = 1 / Math.sqrt(row.reduce((a, b) => a + (b - mean) ** 2, 0) / WIDTH + 1e-5)
    const inverse = frozen.inverse?.[r] ?? keep.inverse[r]
    for (let j = 0; j < WIDTH; j++) normal[r * WIDTH + j] = (row[j] - mean) * inverse * p.gain[j] + p.bias[j]
  }
  const qkv = matmul(normal, p.qkv, ROWS, WIDTH, 3 * WIDTH).map((v, i) => v + p.bqkv[i % (3 * WIDTH)])
  const r2 = p.x.slice()
  keep.pattern = new Float64Array(SEQUENCES * HEADS * LENGTH * LENGTH)
  const entry = (row: number, part: number, head: number, c: number): number => qkv[row * 3 * WIDTH + part * WIDTH + head * HEAD_WIDTH + c]
  for (let s = 0; s < SEQUENCES; s++) for (let h = 0; h < HEADS; h++) for (let i = 0; i < LENGTH; i++) {
    const at = ((s * HEADS + h) * LENGTH + i) * LENGTH
    const e = Array.from({ length: i + 1 }, (_, j) => {
      let dot = 0
      for (let c = 0; c < HEAD_WIDTH; c++) dot += entry(s * LENGTH + i, 0, h, c) * entry(s * LENGTH + j, 1, h, c)
      return Math.exp(dot / Math.sqrt(HEAD_WIDTH))
    })
    const total = e.reduce((a, b) => a + b)
    for (let j = 0; j <= i; j++) {
      keep.pattern[at + j] = e[j] / total
      const weight = frozen.pattern?.[at + j] ?? keep.pattern[at + j]
      for (let c = 0; c < HEAD_WIDTH; c++) r2[(s * LENGTH + i) * WIDTH + h * HEAD_WIDTH + c] += weight * entry(s * LENGTH + j, 2, h, c)
    }
  }
  const up = matmul(r2, p.up, ROWS, WIDTH, 8)
  keep.quotient = up.map((u) => 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u ** 3))))
  const quotient = frozen.quotient ?? keep.quotient
  const logits = matmul(up.map((u, i) => u * quotient[i]), p.down, ROWS, 8, CLASSES)
  let loss = 0
  for (let r = 0; r < ROWS; r++) {
    const row = logits.subarray(r * CLASSES, (r + 1) * CLASSES)
    loss += (Math.log(row.reduce((a, b) => a + Math.exp(b), 0)) - row[labels[r]]) / ROWS
  }
  return loss
}

/** Central differences of the float64 pass: error about 1e-9. */
function differences(name: Name, frozen: Frozen): Float64Array {
  const h = 1e-5
  return values[name].map((_, i) => {
    const [plus, minus] = [h, -h].map((d) => inFloat64({ ...values, [name]: values[name].map((v, j) => (j === i ? v + d : v)) }, frozen))
    return (plus - minus) / (2 * h)
  })
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let gap = 0
  for (let i = 0; i < a.length; i++) gap = Math.max(gap, Math.abs(a[i] - b[i]))
  return gap
}

describe('gradients of a transformer block', () => {
  const core = createCore()
  const base: Frozen = {}
  const loss = inFloat64(values, {}, base)

  it('has the same loss in float32 and float64', () => {
    expect(onTape(core).loss).toBeCloseTo(loss, 5)
  })

  it.each([
    ['plain', {}, {}],
    ['LN-rule', { constantScale: true }, { inverse: base.inverse }],
    ['identity rule', { constantQuotient: true }, { quotient: base.quotient }],
    ['attention rule', { constantPattern: true }, { pattern: base.pattern }],
  ] as [string, Switches, Frozen][])('agree with central differences: %s', (_, switches, frozen) => {
    const { gradients } = onTape(core, switches)
    for (const name of names) expect(largestGap(gradients[name], differences(name, frozen)), name).toBeLessThan(2e-6)
  })

  it('agree with jax-js', () => {
    const array = (name: Name): np.Array => np.array(Float32Array.from(values[name])).reshape(shapes[name])
    const onehot = np.array(Float32Array.from({ length: ROWS * CLASSES }, (_, i) => (labels[Math.floor(i / CLASSES)] === i % CLASSES ? 1 : 0))).reshape([ROWS, CLASSES])
    const f = (p: Record<Name, np.Array>): np.Array => {
      const centred = p.x.ref.sub(np.mean(p.x.ref, -1, { keepdims: true }))
      const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
      const normal = centred.div(np.sqrt(variance.add(1e-5))).mul(p.gain).add(p.bias)
      const parts = np.split(np.matmul(normal, p.qkv).add(p.bqkv).reshape([SEQUENCES, LENGTH, 3 * WIDTH]), 3, -1)
      const [q, k, v] = parts.map((part) => part.reshape([SEQUENCES, LENGTH, HEADS, HEAD_WIDTH]))
      const r = p.x.add(nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([ROWS, WIDTH]))
      const logits = np.matmul(nn.gelu(np.matmul(r, p.up)), p.down)
      return nn.logSoftmax(logits).mul(onehot.ref).sum().mul(-1 / ROWS)
    }
    const [value, gradient] = valueAndGrad(f)(Object.fromEntries(names.map((name) => [name, array(name)])) as never) as unknown as [np.Array, Record<Name, np.Array>]
    const { gradients, loss: ours } = onTape(core)
    expect(ours).toBeCloseTo(value.js() as number, 5)
    for (const name of names) expect(largestGap(gradients[name], gradient[name].dataSync() as Float32Array), name).toBeLessThan(2e-6)
  })
})
