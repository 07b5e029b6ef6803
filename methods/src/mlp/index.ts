/**
 * A fully connected network with ReLU between its layers, on the numerics core.
 *
 *   const net = createMlp(core, [196, 100, 10], random)
 *   const loss = tape.crossEntropy(net.forward(tape, x), labels)
 */
import { type Core, Tape, type Tensor, adam } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'

export interface Mlp {
  /** Widths from input to output. */
  readonly sizes: readonly number[]
  /** Weights [in, out] and bias [out] of each layer, in order. */
  readonly parameters: Tensor[]
  /** Logits [n, k] of x [n, d]. */
  forward(tape: Tape, x: Tensor): Tensor
}

/**
 * Hidden weights are N(0, 2/inputs) (He et al. 2015), output weights N(0, 1/inputs), biases 0. Throws a RangeError for
 * fewer than two widths.
 */
export function createMlp(core: Core, sizes: readonly number[], random: Random): Mlp {
  if (sizes.length < 2 || sizes.some((n) => !(n >= 1))) throw new RangeError(`a network needs at least two widths from 1, not [${sizes}]`)
  const parameters: Tensor[] = []
  for (let layer = 1; layer < sizes.length; layer++) {
    const [inputs, outputs] = [sizes[layer - 1], sizes[layer]]
    const sd = Math.sqrt((layer === sizes.length - 1 ? 1 : 2) / inputs)
    parameters.push(core.from(random.stream(layer).normals(inputs * outputs, 0, sd), [inputs, outputs]), core.zeros([outputs]))
  }
  return {
    sizes,
    parameters,
    forward(tape, x) {
      let h = x
      for (let i = 0; i < parameters.length; i += 2) {
        h = tape.linear(h, parameters[i], parameters[i + 1], i + 2 < parameters.length ? 'relu' : 'identity')
      }
      return h
    },
  }
}

/** Index of the largest entry of each row of [n, k]; the first of equals. */
export function argmaxRows(values: ArrayLike<number>, k: number): Uint32Array {
  const best = new Uint32Array(values.length / k)
  for (let i = 0; i < best.length; i++) {
    let at = 0
    for (let j = 1; j < k; j++) if (values[i * k + j] > values[i * k + at]) at = j
    best[i] = at
  }
  return best
}

/** Share of rows of [n, k] whose largest entry is at the label. Throws a RangeError unless there are n labels. */
export function accuracy(values: ArrayLike<number>, labels: ArrayLike<number>, k: number): number {
  if (values.length !== labels.length * k) throw new RangeError(`${values.length} values for ${labels.length} labels of ${k} classes`)
  const best = argmaxRows(values, k)
  let right = 0
  for (let i = 0; i < best.length; i++) if (best[i] === labels[i]) right++
  return right / best.length
}

/** AdamW on the cross-entropy of x [n, d] with labels y [n]; yields after each step. */
export function* trainMlp(
  net: Mlp, x: Tensor, y: ArrayLike<number>, { steps, batch, rate, decay = 0 }: { steps: number; batch: number; rate: number; decay?: number }, random: Random,
): Generator<void, void> {
  const { core } = x
  const optimiser = adam(net.parameters, { rate, decay })
  for (let step = 0; step < steps; step++) {
    const rows = random.choice(y.length, Math.min(batch, y.length))
    core.scope(() => {
      const tape = new Tape(core, net.parameters)
      const labels = core.ids(Array.from(rows, (row) => y[row]))
      const loss = tape.crossEntropy(net.forward(tape, core.rows(x, core.ids(rows))), labels)
      optimiser.step(tape.gradients(loss, net.parameters))
    })
    yield
  }
}
