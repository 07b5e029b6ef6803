import { beforeAll, describe, expect, it } from 'vitest'
import { Tape, createCore } from '../numerics/index.ts'
import { createRandom } from '../random/index.ts'
import { type Transformer } from '../transformer/index.ts'
import {
  ConstantInput, LENGTH, type Prompts, RuleNotApplicable, SUBJECT_POSITION, ShapeMismatch, UnknownComponent, activationPatch, attributionPatch, conservationError,
  drawPrompts, observe, pearson, trainIoi,
} from './index.ts'

function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

describe('relevance patching on a half-trained model', () => {
  let model: Transformer
  let prompts: Prompts
  beforeAll(() => {
    const random = createRandom(1)
    model = finish(trainIoi(createCore(), { layers: 2, width: 24, heads: 2, mlp: 32, steps: 60 }, random)).model
    prompts = drawPrompts(12, 'swap', random.stream('prompts'))
  })

  it('replacing the token itself changes the metric to that of the corrupted run', () => {
    const { effects, components } = finish(activationPatch(model, prompts, ['r0']))
    expect(components).toEqual(['r0'])
    const [clean, corrupt] = [observe(model, prompts, 'clean').metric, observe(model, prompts, 'corrupt').metric]
    for (let i = 0; i < prompts.count; i++) {
      expect(effects[SUBJECT_POSITION * prompts.count + i]).toBeCloseTo(corrupt[i] - clean[i], 5)
      for (let p = 0; p < SUBJECT_POSITION; p++) expect(effects[p * prompts.count + i]).toBe(0)
    }
  })

  it('the gradient estimates the effect of a small change', () => {
    // Moving the activation by a hundredth of the way is nearly linear, so AtP is nearly exact for it.
    const small = smallChanges(0.01)
    const estimate = attributionPatch(model, prompts, { rules: [] }).effects
    expect(pearson(small, estimate)).toBeGreaterThan(0.999)
  })

  /** What moving each activation by a part of the way to the corrupted one does. */
  function smallChanges(scale: number): number[] {
    const { core, shape: { width } } = model
    const clean = observe(model, prompts, 'clean')
    const corrupt = observe(model, prompts, 'corrupt')
    const out: number[] = []
    for (const component of model.components) {
      for (let p = 0; p < LENGTH; p++) {
        const changed = core.scope(() => {
          const tape = new Tape(core, [])
          const logits = model.forward(tape, model.embed(tape, core.ids(prompts.clean)), {
            hook(name, activation) {
              if (name !== component) return activation
              const copy = core.from(activation.data, activation.shape)
              const [a, b] = [clean.activations.get(name)!, corrupt.activations.get(name)!]
              for (let i = 0; i < prompts.count; i++) {
                for (let d = 0; d < width; d++) {
                  const at = (i * LENGTH + p) * width + d
                  copy.data[at] += scale * (b[at] - a[at])
                }
              }
              return copy
            },
          }).data
          return Array.from({ length: prompts.count }, (_, i) => changedMetric(logits, i) - clean.metric[i])
        })
        out.push(...changed)
      }
    }
    return out
  }

  function changedMetric(logits: Float32Array, i: number): number {
    const k = model.shape.vocabulary
    return logits[i * k + prompts.correct[i]] - logits[i * k + prompts.wrong[i]]
  }

  it('conserves relevance with all rules and not with gradients', () => {
    expect(conservationError(model, prompts, ['ln', 'identity', 'ah'])).toBeLessThan(1e-4)
    expect(conservationError(model, prompts, [])).toBeGreaterThan(0.1)
  })

  it('leaves the biases as they were', () => {
    const before = model.biases.map((bias) => bias.toArray())
    conservationError(model, prompts, ['ln'])
    expect(model.biases.map((bias) => bias.toArray())).toEqual(before)
  })

  it('says what is wrong with its input', () => {
    expect(() => attributionPatch(model, prompts, { rules: ['half'] })).toThrow(RuleNotApplicable)
    expect(() => attributionPatch(model, prompts, { rules: [], components: ['mlp7'] })).toThrow(UnknownComponent)
    expect(() => attributionPatch(model, { ...prompts, corrupt: prompts.corrupt.subarray(1) }, { rules: [] })).toThrow(ShapeMismatch)
  })
})

describe('prompts', () => {
  it('differ from their corruption in the subject only, and name who was not repeated', () => {
    const { clean, corrupt, correct, wrong, count } = drawPrompts(200, 'third', createRandom(2))
    for (let i = 0; i < count; i++) {
      const row = clean.subarray(i * LENGTH, (i + 1) * LENGTH)
      corrupt.subarray(i * LENGTH, (i + 1) * LENGTH).forEach((token, p) => expect(token === row[p]).toBe(p !== SUBJECT_POSITION))
      expect(row[SUBJECT_POSITION]).toBe(wrong[i])
      expect([row[1], row[3]].toSorted()).toEqual([correct[i], wrong[i]].toSorted())
    }
  })
})

it('pearson: golden value and errors', () => {
  // numpy.corrcoef([1, 2, 3, 5], [2, 1, 4, 6])[0, 1]
  expect(pearson([1, 2, 3, 5], [2, 1, 4, 6])).toBeCloseTo(0.9022436386781061, 12)
  expect(() => pearson([1, 1], [1, 2])).toThrow(ConstantInput)
  expect(() => pearson([1], [1, 2])).toThrow(ShapeMismatch)
})
