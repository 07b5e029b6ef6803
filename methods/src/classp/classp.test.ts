import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCore, Tape } from '../numerics/index.ts'
import { createMlp } from '../mlp/index.ts'
import type { LabelledRows } from '../mnist/index.ts'
import { type Random, createRandom } from '../random/index.ts'
import { NonFiniteGradient, ShapeMismatch, TwoTasks, averagedState, createClassp, diagonalFisher, ewcPenalty, shuffledState } from './index.ts'

const f32 = (...values: number[]): Float32Array => Float32Array.from(values)

describe('the update', () => {
  it('is AdaGrad for p = 2: w − a g / √(ε + Σ g²)', () => {
    const classp = createClassp({ rate: 0.1, eps: 1e-8, power: 2 })
    const w = [f32(1, -1)]
    const G = classp.init(w)
    classp.update(w, [f32(3, 0.5)], G, { applyDecay: true })
    classp.update(w, [f32(4, 0.5)], G, { applyDecay: true })
    // Σ g² = 9, 25 and .25, .5: steps .1·3/3 and .1·4/5; .1·.5/.5 and .1·.5/√.5
    expect(w[0][0]).toBeCloseTo(1 - 0.1 - 0.08, 6)
    expect(w[0][1]).toBeCloseTo(-1 - 0.1 - 0.05 / Math.sqrt(0.5), 6)
  })

  it('judges each weight by its own gradient, and leaves both the weight and its memory', () => {
    const classp = createClassp({ rate: 0.1, threshold: 0.01 })
    const w = [f32(1, 1, 1)]
    const G = classp.init(w)
    const { movedFraction } = classp.update(w, [f32(0.05, -0.2, 0)], G, { applyDecay: true })
    expect(w[0][0]).toBe(1)
    expect(G[0][0]).toBe(0)
    expect(w[0][1]).toBeGreaterThan(1)
    expect(movedFraction).toBeCloseTo(1 / 3)
  })

  it('takes plain steps and still remembers when the decay does not apply', () => {
    const classp = createClassp({ rate: 0.5 })
    const w = [f32(1)]
    const G = classp.init(w)
    classp.update(w, [f32(-0.25)], G, { applyDecay: false })
    expect(w[0][0]).toBe(1.125)
    expect(G[0][0]).toBe(0.25)
  })

  it('never steps further than the rate for p = 1', () => {
    fc.assert(fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 }), (gradients) => {
      const classp = createClassp({ rate: 0.3 })
      const w = [f32(0)]
      const G = classp.init(w)
      for (const g of gradients) {
        const before = w[0][0]
        classp.update(w, [f32(g)], G, { applyDecay: true })
        expect(Math.abs(w[0][0] - before)).toBeLessThanOrEqual(0.3001)
      }
    }))
  })

  it('as published: the threshold moves whole tensors, and the power is not applied', () => {
    const classp = createClassp({ rate: 0.1, threshold: 0.5, power: 2, asPublishedCode: true })
    const w = [f32(1, 1), f32(1)]
    const G = classp.init(w)
    const { movedFraction } = classp.update(w, [f32(0.01, 0.02), f32(0)], G, { applyDecay: true })
    expect(movedFraction).toBeCloseTo(2 / 3)
    expect(G[0][1]).toBeCloseTo(0.02, 7)
  })

  it('says what is wrong with its input', () => {
    for (const options of [{ rate: 0 }, { rate: 1, threshold: -1 }, { rate: 1, eps: 0 }, { rate: 1, power: 0 }]) {
      expect(() => createClassp(options)).toThrow(RangeError)
    }
    const classp = createClassp({ rate: 1 })
    const w = [f32(1, 2)]
    expect(() => classp.update(w, [f32(1)], classp.init(w), { applyDecay: true })).toThrow(ShapeMismatch)
    expect(() => classp.update(w, [f32(1, Number.NaN)], classp.init(w), { applyDecay: true })).toThrow(NonFiniteGradient)
  })
})

it('controls change who holds the memory, not how much of it there is', () => {
  const state = [f32(1, 2, 3, 4), f32(5, 7)]
  const shuffled = shuffledState(state, (values) => values.reverse())
  expect([...shuffled[0]]).toEqual([4, 3, 2, 1])
  expect([...state[0]]).toEqual([1, 2, 3, 4])
  expect([...averagedState(state)[1]]).toEqual([6, 6])
})

describe('elastic weight consolidation', () => {
  it('pulls back with λ F (w − anchor)', () => {
    expect([...ewcPenalty([f32(2, 0)], [f32(0.5, 3)], [f32(1, 0)], 10)[0]]).toEqual([5, 0])
  })

  it('finds the Fisher information of the output biases: p (1 − p) for labels drawn from the model', () => {
    const core = createCore()
    const net = createMlp(core, [3, 2], createRandom(1))
    const x = core.from([0.3, -0.2, 0.9], [1, 3])
    const p = core.scope(() => {
      const tape = new Tape(core, [])
      return tape.softmax(net.forward(tape, x)).data[0]
    })
    const many = core.from(Array.from({ length: 4000 }, () => [0.3, -0.2, 0.9]).flat(), [4000, 3])
    const fisher = diagonalFisher(core, net, many, 4000, createRandom(2))
    expect(fisher[1][0]).toBeCloseTo(p * (1 - p), 2)
  })
})

describe('two tasks in sequence', () => {
  const rows = (count: number, random: Random): LabelledRows => ({
    count, size: 6, x: Float32Array.from(random.uniforms(count * 6)), y: Uint8Array.from({ length: count }, (_, i) => i % 10),
  })
  const learn = (memory: 'kept' | 'reset', powers: number[]): { change: number } => {
    const random = createRandom(4)
    const data = { train: rows(40, random.stream('train')), test: rows(20, random.stream('test')) }
    const tasks = new TwoTasks(createCore(), data, { stepsA: 5, stepsB: 5, batch: 8, hidden: 4, rate: 0.1, eps: 1e-5, powers }, random)
    for (const _ of tasks.learnA()) { /* to the end */ }
    const learning = tasks.learnB({ kind: 'classp', rate: 0.1, power: 3, threshold: 0, memory })
    let next = learning.next()
    while (!next.done) next = learning.next()
    return { change: next.value.change.reduce((sum, value) => sum + value) }
  }

  it('carry the history of the power that the second task uses', () => {
    // Gradients of one size g: step t is g / (t g³)^(1/3), so steps 6 to 10 together are .58 of steps 1 to 5. The history
    // of power 1 is some thirty times as large, and leaves less than a third.
    const [kept, reset] = [learn('kept', [3]).change, learn('reset', [3]).change]
    expect(kept).toBeLessThan(reset)
    expect(kept).toBeGreaterThan(0.45 * reset)
    expect(() => learn('kept', [])).toThrow('history of power 3')
  })
})
