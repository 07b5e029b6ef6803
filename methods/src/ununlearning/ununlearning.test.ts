import { describe, expect, it } from 'vitest'
import { createCore, Tape } from '../numerics/index.ts'
import { createRandom } from '../random/index.ts'
import {
  blockedShare, codeOf, contextFilter, definitionSize, directDef, evaluatePrompt, initialPointer, makeWorld, mixtureLoss, partialDef, predictPointer,
  promptEpisodes, relationalDef, sampleEpisodes, trainPointer, unlearnExact, unlearnNpo,
} from './index.ts'

const world = makeWorld(createRandom(1))
/** Two seconds of work each; a loaded machine may take a minute. */
const SLOW = 180_000
const hamming = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).filter((value, i) => value !== b[i]).length

describe('the world', () => {
  it('has a concept that is its parent with four attributes turned', () => {
    expect(hamming(codeOf(world, 0), codeOf(world, 1))).toBe(4)
    expect(new Set(world.codes)).toEqual(new Set([-1, 1]))
    expect(definitionSize(world)).toBe(41)
  })

  it('defines directly, by a parent, or in part', () => {
    const direct = directDef(world, codeOf(world, 0))
    expect([...direct.subarray(0, 16)]).toEqual([...codeOf(world, 0)])
    expect(direct.subarray(16).every((value) => value === 0)).toBe(true)
    const relational = relationalDef(world, 1, codeOf(world, 0))
    expect(relational.subarray(0, 16).filter((value) => value !== 0)).toHaveLength(4)
    expect([relational[17], relational[40]]).toEqual([1, 1])
    expect(partialDef(world, codeOf(world, 0), 5, createRandom(2)).filter((value) => value !== 0)).toHaveLength(5)
    expect(() => relationalDef(world, 99, codeOf(world, 0))).toThrow('Parent 99 is not one of the 24 concepts')
    expect(() => relationalDef(world, 1, codeOf(world, 1))).toThrow('nothing to say')
  })
})

describe('episodes', () => {
  const episodes = sampleEpisodes(world, 4000, createRandom(3), { exclude: [0] })
  const kindOf = (row: number) => {
    const slot = episodes.names.subarray(row * 4, row * 4 + 4).indexOf(episodes.y[row])
    return slot < 0 ? 'known' : episodes.defs[(row * 4 + slot) * 41 + 40] === 1 ? 'relational' : 'direct'
  }

  it('come in the stated shares, with distinct names', () => {
    const share = (kind: string) => Array.from({ length: 4000 }, (_, row) => kindOf(row)).filter((each) => each === kind).length / 4000
    // Four standard errors of a share at 4,000.
    expect(Math.abs(share('known') - 0.45)).toBeLessThan(0.032)
    expect(Math.abs(share('direct') - 0.3)).toBeLessThan(0.03)
    for (let row = 0; row < 4000; row++) expect(new Set(episodes.names.subarray(row * 4, row * 4 + 4)).size).toBe(4)
  })

  it('never ask for an excluded concept from memory or use it as a parent, but its name is met', () => {
    let namedZero = 0
    for (let row = 0; row < 4000; row++) {
      if (kindOf(row) === 'known') expect(episodes.y[row]).not.toBe(0)
      for (let slot = 0; slot < 4; slot++) {
        expect(episodes.defs[(row * 4 + slot) * 41 + 16]).toBe(0)
        if (episodes.names[row * 4 + slot] === 0) namedZero++
      }
    }
    expect(namedZero).toBeGreaterThan(100)
  })
})

describe('the learner', () => {
  it('gives probabilities that sum to one over names', () => {
    const episodes = sampleEpisodes(world, 20, createRandom(4))
    const { probabilities, attention } = predictPointer(initialPointer(world, createRandom(5)), world, episodes)
    for (let row = 0; row < 20; row++) {
      expect(probabilities.subarray(row * 48, (row + 1) * 48).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
      expect(attention.subarray(row * 5, (row + 1) * 5).reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 5)
    }
  })

  it('has the gradient of its loss by finite differences', () => {
    const episodes = sampleEpisodes(world, 6, createRandom(6))
    const random = createRandom(7)
    const values = { none: random.normals(6), slots: random.normals(24), memory: random.normals(6 * 48) }
    const lossOf = (changed: typeof values, wantGradients: boolean) => {
      const core = createCore()
      const scores = { none: core.from(changed.none, [6, 1]), slots: core.from(changed.slots, [6, 1, 4]), memory: core.from(changed.memory, [6, 48]) }
      const watched = [scores.none, scores.slots, scores.memory]
      const tape = new Tape(core, watched)
      const loss = mixtureLoss(tape, scores, episodes, 48, (row) => (row + 1) / 6)
      return { loss: loss.item(), gradients: wantGradients ? tape.gradients(loss, watched).map((gradient) => gradient.toArray()) : [] }
    }
    const { gradients } = lossOf(values, true)
    const step = 1e-2
    for (const [part, name] of (['none', 'slots', 'memory'] as const).entries()) {
      for (const at of [0, 5, values[name].length - 1]) {
        const nudged = (by: number) => ({ ...values, [name]: values[name].map((value, i) => (i === at ? value + by : value)) })
        const numeric = (lossOf(nudged(step), false).loss - lossOf(nudged(-step), false).loss) / (2 * step)
        expect(gradients[part][at]).toBeCloseTo(numeric, 3)
      }
    }
  })

  const training = { steps: 200, random: createRandom(8) }
  const queries = { count: 200, random: createRandom(9) }
  const ask = (params: Parameters<typeof evaluatePrompt>[0], kind: Parameters<typeof evaluatePrompt>[3]) =>
    evaluatePrompt(params, world, 0, kind, queries).accuracy

  it('forgets exactly, and is told again in its context', { timeout: SLOW }, async () => {
    const exact = await unlearnExact(world, [0], training)
    expect(ask(exact, 'unrelated')).toBeLessThan(0.03)
    expect(ask(exact, 'direct')).toBeGreaterThan(0.6)
    expect(ask(exact, 'wrong')).toBeLessThan(0.3)
  })

  it('is not told anything where it never learned to read contexts', { timeout: SLOW }, async () => {
    expect(ask(await unlearnExact(world, [0], { ...training, steps: 100, mix: [1, 0, 0] }), 'direct')).toBeLessThan(0.03)
  })

  it('forgets by negative preference optimisation, and keeps the rest', { timeout: SLOW }, async () => {
    const original = await trainPointer(world, training)
    expect(ask(original, 'unrelated')).toBeGreaterThan(0.7)
    const npo = await unlearnNpo(original, world, [0], { random: createRandom(10), steps: 60 })
    expect(ask(npo, 'unrelated')).toBeLessThan(0.15)
    expect(evaluatePrompt(npo, world, 5, 'unrelated', { ...queries, exclude: [0] }).accuracy).toBeGreaterThan(0.6)
  })
})

describe('filters', () => {
  const make = (kind: 'direct' | 'relational' | 'unrelated', alias = false) => promptEpisodes(world, 0, kind, { count: 300, random: createRandom(11), alias })

  it('stop what they can see', () => {
    const share = (filter: 'name' | 'surface' | 'semantic', episodes: ReturnType<typeof make>) => blockedShare(contextFilter(filter, world, 0), world, episodes)
    expect(share('name', make('direct'))).toBe(1)
    expect(share('name', make('direct', true))).toBe(0)
    expect(share('surface', make('direct', true))).toBe(1)
    expect(share('surface', make('relational'))).toBeLessThan(0.03)
    expect(share('semantic', make('direct'))).toBe(1)
    expect(share('semantic', make('relational', true))).toBe(1)
    expect(share('semantic', make('unrelated'))).toBeLessThan(0.05)
  })
})
