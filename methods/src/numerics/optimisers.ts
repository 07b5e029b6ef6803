/* Optimisers keep their own state beside the parameters, in the scope where they are made. */
import type { Tensor } from './core.ts'

export interface Optimiser {
  /** Updates the parameters in place; gradients in the order of the parameters. `rate` overrides the learning rate. */
  step(gradients: readonly Tensor[], rate?: number): void
}

function checkRate(name: string, rate: number): void {
  if (!(rate > 0)) throw new RangeError(`${name} needs a learning rate above 0, not ${rate}`)
}

function checkGradients(parameters: readonly Tensor[], gradients: readonly Tensor[]): void {
  if (parameters.length !== gradients.length) {
    throw new RangeError(`${gradients.length} gradients for ${parameters.length} parameters`)
  }
  parameters.forEach((parameter, i) => {
    if (parameter.size !== gradients[i].size) {
      throw new RangeError(`gradient ${i} has shape [${gradients[i].shape}], its parameter [${parameter.shape}]`)
    }
  })
}

/** w ← w − rate · (g + decay · w). */
export function sgd(parameters: readonly Tensor[], { rate, decay = 0 }: { rate: number; decay?: number }): Optimiser {
  checkRate('sgd', rate)
  return {
    step(gradients, at = rate) {
      checkGradients(parameters, gradients)
      parameters.forEach((w, i) => w.core.kernels.sgd(w.address, gradients[i].address, w.size, at, decay))
    },
  }
}

export interface AdamOptions {
  rate: number
  beta1?: number
  beta2?: number
  eps?: number
  /** Decay added to the gradient, as in Adam with an L2 penalty; one number or one a parameter. */
  coupledDecay?: number | readonly number[]
  /** Decay beside the step (AdamW, Loshchilov and Hutter 2019): w ← w − rate · decay · w. */
  decay?: number | readonly number[]
}

/** Adam (Kingma and Ba 2015) and AdamW. */
export function adam(parameters: readonly Tensor[], options: AdamOptions): Optimiser {
  const { rate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, coupledDecay = 0, decay = 0 } = options
  checkRate('adam', rate)
  const first = parameters.map((w) => w.core.zeros(w.shape))
  const second = parameters.map((w) => w.core.zeros(w.shape))
  const of = (value: number | readonly number[], i: number): number => (typeof value === 'number' ? value : value[i])
  let t = 0
  return {
    step(gradients, at = rate) {
      checkGradients(parameters, gradients)
      t++
      const [c1, c2] = [1 - beta1 ** t, 1 - beta2 ** t]
      parameters.forEach((w, i) =>
        w.core.kernels.adam(
          w.address, gradients[i].address, first[i].address, second[i].address, w.size,
          at, beta1, beta2, eps, c1, c2, of(coupledDecay, i), of(decay, i),
        ))
    },
  }
}
