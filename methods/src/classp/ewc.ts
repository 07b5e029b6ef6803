/*
 * Elastic weight consolidation (Kirkpatrick et al. 2017), the comparison: a quadratic pull back to the weights of the
 * first task, as strong as the diagonal of the Fisher information there.
 */
import type { Mlp } from '../mlp/index.ts'
import { type Core, type Tensor, Tape } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'

/** Gradient of ½ λ Σ F (w − anchor)²: λ F (w − anchor), in the shapes of the parameters. */
export function ewcPenalty(
  parameters: readonly Float32Array[], fisher: readonly Float32Array[], anchor: readonly Float32Array[], lambda: number,
): Float32Array[] {
  return parameters.map((w, t) => w.map((value, i) => lambda * fisher[t][i] * (value - anchor[t][i])))
}

/**
 * Diagonal Fisher information: the mean over `count` rows of x [rows, d] of the squared gradient of −log p(label), with
 * labels drawn from the model itself.
 */
export function diagonalFisher(core: Core, net: Mlp, x: Tensor, count: number, random: Random): Float32Array[] {
  const fisher = net.parameters.map((w) => new Float32Array(w.size))
  const k = net.sizes[net.sizes.length - 1]
  for (const row of random.choice(x.shape[0], count)) {
    core.scope(() => {
      const tape = new Tape(core, net.parameters)
      const logits = net.forward(tape, core.rows(x, core.ids([row])))
      const p = tape.paused().softmax(logits).data
      const label = random.categorical(Array.from({ length: k }, (_, j) => p[j]))
      tape.gradients(tape.crossEntropy(logits, core.ids([label])), net.parameters).forEach((gradient, t) => {
        const g = gradient.data
        for (let i = 0; i < g.length; i++) fisher[t][i] += (g[i] * g[i]) / count
      })
    })
  }
  return fisher
}
