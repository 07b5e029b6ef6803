/*
 * The pieces of a transformer that are more than one operation, with the switches that relevance propagation needs: an
 * ordinary gradient of a changed forward pass with identical values (RelP, arXiv 2508.21258, section 3).
 */
import { UNARY, type Tensor } from './core.ts'
import { heads, transpose } from './product.ts'
import type { Tape } from './tape.ts'

export const LAYER_NORM_EPS = 1e-5

/**
 * Layer norm over rows of x [n, d] with gain [d] and bias [d]. `constantScale`: 1/√(var + eps) counts as a constant,
 * only the mean keeps its gradient (the LN-rule).
 */
export function layerNorm(
  tape: Tape, x: Tensor, gain: Tensor, bias: Tensor, { eps = LAYER_NORM_EPS, constantScale = false } = {},
): Tensor {
  const { core } = tape
  const [n, d] = x.shape
  if (gain.size !== d || bias.size !== d) throw new RangeError(`gain ${gain.size} and bias ${bias.size} for ${d} columns`)
  const y = core.uninitialised(x.shape)
  const normal = core.uninitialised(x.shape)
  const inverse = core.uninitialised([n])
  core.kernels.layerNorm(y.address, normal.address, inverse.address, x.address, gain.address, bias.address, n, d, eps)
  return tape.record(y, [x, gain, bias], (dy) => {
    const address = { x: 0, gain: 0, bias: 0 }
    tape.into(x, (g) => { address.x = g.address })
    tape.into(gain, (g) => { address.gain = g.address })
    tape.into(bias, (g) => { address.bias = g.address })
    core.kernels.layerNormGrad(
      address.x, address.gain, address.bias, dy.address, normal.address, inverse.address, gain.address, n, d, Number(constantScale),
    )
  })
}

/** GELU in its tanh form. `constantQuotient`: gelu(x)/x counts as a constant factor (the identity rule). */
export function gelu(tape: Tape, x: Tensor, { constantQuotient = false } = {}): Tensor {
  if (!constantQuotient) return tape.unary('gelu', x)
  const { core } = tape
  const quotient = core.uninitialised(x.shape)
  core.kernels.geluQuotient(quotient.address, x.address, x.size)
  const y = core.uninitialised(x.shape)
  core.kernels.unary(UNARY.gelu, y.address, x.address, x.size)
  return tape.record(y, [x], (dy) =>
    tape.into(x, (dx) => core.kernels.multiply(dx.address, dy.address, quotient.address, dy.size, 1)))
}

/**
 * Causal self-attention of `count` heads from qkv [sequences·length, 3·width], queries, keys and values side by side;
 * logits are divided by √(width/count). Returns [sequences·length, width]. `constantPattern`: the attention weights
 * count as constants, the gradient flows through the values only (the AH-rule).
 */
export function causalAttention(
  tape: Tape, qkv: Tensor, sequences: number, count: number, { constantPattern = false } = {},
): Tensor {
  const [rows, width3] = qkv.shape
  const width = width3 / 3
  const length = rows / sequences
  const [q, k, v] = [0, 1, 2].map((part) => heads(qkv, sequences, count, part, 3))
  const { core } = tape
  const constant = constantPattern ? tape.paused() : tape
  const logits = constant.matmul(q, transpose(k))
  const weights = constant.softmax(logits, { scale: 1 / Math.sqrt(width / count), causal: length })
  const batches = { rows: length, cols: length, outer: sequences, inner: count }
  const view = {
    ...batches, tensor: weights, outerStride: count * length * length, innerStride: length * length,
    rowStride: length, colStride: 1, offset: 0,
  }
  const out = heads(core.uninitialised([rows, width]), sequences, count)
  return tape.matmul(view, v, { out })
}
