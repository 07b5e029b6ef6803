/*
 * What an activation matters, measured and estimated. For a component and a position, with clean activation a and
 * corrupted a′, and the metric m = logit(correct) − logit(wrong):
 *   activation patching   m(clean run with a := a′) − m(clean), one forward pass each: the truth
 *   attribution patching  (a′ − a) · ∂m/∂a on the clean run: one backward pass for all
 *   relevance patching    the same with propagation coefficients in place of the gradient: the gradient of a forward
 *                         pass in which some factors count as constants (RelP, arXiv 2508.21258, section 3)
 */
import { NonFinite, ShapeMismatch } from '../errors/index.ts'
import { type Core, Tape, type Tensor } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import type { Component, Constants, Transformer } from '../transformer/index.ts'
import type { Prompts } from './ioi.ts'

/** `ln`: layer norm's divisor is constant. `identity`: gelu(x)/x is constant. `ah`: attention weights are constant. `half`: for gated MLPs only. */
export type Rule = 'ln' | 'identity' | 'half' | 'ah'

export class UnknownComponent extends RangeError {
  override readonly name = 'UnknownComponent'
}
export class RuleNotApplicable extends RangeError {
  override readonly name = 'RuleNotApplicable'
}
export class ConstantInput extends RangeError {
  override readonly name = 'ConstantInput'
}

/** Effects by component and position: `effects[(c·length + p)·count + prompt]`. */
export interface Effects {
  components: readonly Component[]
  length: number
  count: number
  effects: Float32Array
}

/** Activations of every component, [count·length, width] each, copied out of a run. */
export type Activations = Map<Component, Float32Array>

function constants(rules: readonly Rule[]): Constants {
  if (rules.includes('half')) throw new RuleNotApplicable('the half-rule is for gated MLPs; this model has none')
  return { constantScale: rules.includes('ln'), constantQuotient: rules.includes('identity'), constantPattern: rules.includes('ah') }
}

function checkPrompts(model: Transformer, { count, clean, corrupt }: Prompts, components: readonly Component[]): void {
  const { length } = model.shape
  if (clean.length !== count * length || corrupt.length !== clean.length) {
    throw new ShapeMismatch(`${count} prompts of ${length} tokens: clean has ${clean.length} tokens, corrupt ${corrupt.length}`)
  }
  const known = model.components
  for (const name of components) {
    if (!known.includes(name)) throw new UnknownComponent(`there is no component "${name}"; there are ${known.join(', ')}`)
  }
}

/** +1 at the right answer and −1 at the wrong one of each prompt: m = logits · selector. */
function selector(core: Core, vocabulary: number, { count, correct, wrong }: Prompts): Tensor {
  const select = core.zeros([count, vocabulary])
  for (let i = 0; i < count; i++) {
    select.data[i * vocabulary + correct[i]] += 1
    select.data[i * vocabulary + wrong[i]] -= 1
  }
  return select
}

function metricOf(logits: Tensor, { count, correct, wrong }: Prompts): Float64Array {
  const [, k] = logits.shape
  const values = logits.data
  return Float64Array.from({ length: count }, (_, i) => values[i * k + correct[i]] - values[i * k + wrong[i]])
}

/** The metric of each prompt, and all activations, of a run on the clean or the corrupted tokens. */
export function observe(model: Transformer, prompts: Prompts, which: 'clean' | 'corrupt'): { metric: Float64Array; activations: Activations } {
  const { core } = model
  return core.scope(() => {
    const activations: Activations = new Map()
    const tape = new Tape(core, [])
    const logits = model.forward(tape, model.embed(tape, core.ids(prompts[which])), {
      hook(component, activation) {
        activations.set(component, activation.toArray())
        return activation
      },
    })
    return { metric: metricOf(logits, prompts), activations }
  })
}

/** Effects of patching each component at each position, by re-running. Yields after each run. */
export function* activationPatch(
  model: Transformer, prompts: Prompts, components: readonly Component[] = model.components,
): Generator<void, Effects> {
  checkPrompts(model, prompts, components)
  const { core, shape: { length, width } } = model
  const { count } = prompts
  const clean = observe(model, prompts, 'clean')
  const corrupt = observe(model, prompts, 'corrupt')
  const effects = new Float32Array(components.length * length * count)
  for (const [c, patched] of components.entries()) {
    const other = corrupt.activations.get(patched)!
    for (let p = 0; p < length; p++) {
      core.scope(() => {
        const tape = new Tape(core, [])
        const logits = model.forward(tape, model.embed(tape, core.ids(prompts.clean)), {
          hook(component, activation) {
            if (component !== patched) return activation
            const changed = core.from(activation.data, activation.shape)
            for (let i = 0; i < count; i++) {
              const row = (i * length + p) * width
              changed.data.set(other.subarray(row, row + width), row)
            }
            return changed
          },
        })
        metricOf(logits, prompts).forEach((m, i) => { effects[(c * length + p) * count + i] = m - clean.metric[i] })
      })
      yield
    }
  }
  return { components, length, count, effects }
}

/** ∂m/∂a (no rules) or the propagation coefficients of every component, on the clean run. */
export function coefficients(model: Transformer, prompts: Prompts, rules: readonly Rule[]): Activations {
  const { core, shape: { vocabulary } } = model
  const held = constants(rules)
  return core.scope(() => {
    const r0 = model.embed(new Tape(core, []), core.ids(prompts.clean))
    const tape = new Tape(core, [r0])
    const names: Component[] = []
    const tensors: Tensor[] = []
    const logits = model.forward(tape, r0, {
      ...held,
      hook(component, activation) {
        names.push(component)
        tensors.push(activation)
        return activation
      },
    })
    // Prompts do not meet, so the gradient of the sum is the gradient of each.
    const gradients = tape.gradients(tape.dot(logits, selector(core, vocabulary, prompts)), tensors)
    return new Map(names.map((name, i) => [name, gradients[i].toArray()]))
  })
}

/** (a′ − a) · coefficient for every component and position; with no rules attribution patching, with rules RelP. */
export function attributionPatch(
  model: Transformer, prompts: Prompts, { rules, components = model.components, permute }: {
    rules: readonly Rule[]
    components?: readonly Component[]
    /** Gives every (component, position) the coefficients of another: a control. */
    permute?: Random
  },
): Effects {
  checkPrompts(model, prompts, components)
  const { length, width } = model.shape
  const { count } = prompts
  const clean = observe(model, prompts, 'clean').activations
  const corrupt = observe(model, prompts, 'corrupt').activations
  const rho = coefficients(model, prompts, rules)
  const pairs = components.length * length
  const source = permute ? permute.permutation(pairs) : Uint32Array.from({ length: pairs }, (_, i) => i)
  const effects = new Float32Array(pairs * count)
  for (let pair = 0; pair < pairs; pair++) {
    const name = components[Math.floor(pair / length)]
    const [a, b] = [clean.get(name)!, corrupt.get(name)!]
    const from = rho.get(components[Math.floor(source[pair] / length)])!
    for (let i = 0; i < count; i++) {
      const row = (i * length + (pair % length)) * width
      const other = (i * length + (source[pair] % length)) * width
      let sum = 0
      for (let d = 0; d < width; d++) sum += (b[row + d] - a[row + d]) * from[other + d]
      if (!Number.isFinite(sum)) throw new NonFinite(`the estimate of ${name} at position ${pair % length} is ${sum}`)
      effects[pair * count + i] = sum
    }
  }
  return { components, length, count, effects }
}

/** Pearson's correlation. Throws ConstantInput when one side does not vary. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length
  if (n !== y.length || n === 0) throw new ShapeMismatch(`${n} and ${y.length} values cannot be correlated`)
  let [mx, my] = [0, 0]
  for (let i = 0; i < n; i++) {
    mx += x[i] / n
    my += y[i] / n
  }
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    xx += (x[i] - mx) ** 2
    yy += (y[i] - my) ** 2
    xy += (x[i] - mx) * (y[i] - my)
  }
  if (xx === 0 || yy === 0) throw new ConstantInput('a constant has no correlation with anything')
  return xy / Math.sqrt(xx * yy)
}

/**
 * How far relevance is from being conserved in a copy of the model without biases: largest |Σ r0 · ρ − m| over the
 * prompts, in units of the mean |m|. With the rules ln, identity and ah it is zero up to rounding. The model's biases
 * are put back afterwards.
 */
export function conservationError(model: Transformer, prompts: Prompts, rules: readonly Rule[]): number {
  const kept = model.biases.map((bias) => bias.toArray())
  try {
    model.biases.forEach((bias) => bias.data.fill(0))
    const { metric, activations } = observe(model, prompts, 'clean')
    const r0 = activations.get('r0')!
    const rho = coefficients(model, prompts, rules).get('r0')!
    const size = r0.length / prompts.count
    let largest = 0
    metric.forEach((m, i) => {
      let sum = 0
      for (let d = i * size; d < (i + 1) * size; d++) sum += r0[d] * rho[d]
      largest = Math.max(largest, Math.abs(sum - m))
    })
    return largest / (metric.reduce((sum, m) => sum + Math.abs(m), 0) / metric.length)
  } finally {
    model.biases.forEach((bias, i) => bias.set(kept[i]))
  }
}
