/** Asking a model for a concept under different contexts, and filters that read the context first. */
import { argmaxRows } from '../classifier/index.ts'
import type { Random } from '../random/index.ts'
import { emptyEpisodes, fillContext, remaining, setDefinition } from './episodes.ts'
import type { Episodes } from './episodes.ts'
import { predictPointer } from './model.ts'
import type { PointerParams } from './model.ts'
import { codeOf, definitionSize, directDef, drawItem, flipped, ITEM_NOISE, partialDef, randomCode, relationalDef } from './world.ts'
import type { ItemNoise, World } from './world.ts'

export type PromptKind =
  /** Definitions that have nothing to do with the concept. */
  | 'unrelated'
  /** One slot defines the concept by its attributes, or by its parent. */
  | 'direct' | 'relational'
  /** One slot gives the concept's name a random code, directly or by a random parent. */
  | 'wrong' | 'wrong relational'

export interface PromptOptions {
  count: number
  random: Random
  slots?: number
  noise?: ItemNoise
  /** Concepts that unrelated definitions may not use as parents. The concept asked for is always left out. */
  exclude?: readonly number[]
  /** A word without meaning stands in the place of the concept's name, and is the right answer. */
  alias?: boolean
  /** Only so many attributes of a direct definition are given. */
  revealed?: number
  /** The concept that a relational definition starts from. */
  parent?: number
}

/** Queries for one concept: an item of it each, with a context of the given kind. */
export function promptEpisodes(world: World, concept: number, kind: PromptKind, options: PromptOptions): Episodes {
  const { count, random, slots = 4, noise = ITEM_NOISE, exclude = [], alias = false, revealed, parent = 1 } = options
  const episodes = emptyEpisodes(world, count, slots)
  const parents = remaining(world, [...exclude, concept])
  const code = codeOf(world, concept)
  for (let row = 0; row < count; row++) {
    const name = alias ? world.concepts + random.integer(world.names - world.concepts) : concept
    fillContext(world, episodes, row, parents, [name, concept], random)
    if (kind !== 'unrelated') {
      const slot = random.integer(slots)
      episodes.names[row * slots + slot] = name
      setDefinition(world, episodes, row, slot, definitionFor(world, kind, code, parents, { revealed, parent, random }))
    }
    episodes.y[row] = name
    drawItem(episodes.x.subarray(row * world.attributes, (row + 1) * world.attributes), code, noise, random)
  }
  return episodes
}

function definitionFor(
  world: World,
  kind: PromptKind,
  code: Int8Array,
  parents: readonly number[],
  { revealed, parent, random }: { revealed?: number; parent: number; random: Random },
): Float32Array {
  if (kind === 'relational') return relationalDef(world, parent, code)
  if (kind === 'wrong relational') {
    const other = parents[random.integer(parents.length)]
    return relationalDef(world, other, flipped(codeOf(world, other), world.flips, random))
  }
  const given = kind === 'wrong' ? randomCode(world, random) : code
  return revealed === undefined ? directDef(world, given) : partialDef(world, given, revealed, random)
}

/** Share of right answers with the half width of its 95 % interval (normal approximation). */
export interface Accuracy {
  accuracy: number
  ci95: number
}

/** How often the model answers with the right name. */
export function answerAccuracy(params: PointerParams, world: World, episodes: Episodes): Accuracy {
  const answers = argmaxRows(predictPointer(params, world, episodes).probabilities, world.names)
  const accuracy = answers.reduce((right, answer, row) => right + (answer === episodes.y[row] ? 1 : 0), 0) / episodes.count
  return { accuracy, ci95: 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / episodes.count) }
}

/** `answerAccuracy` on queries made for one concept and kind of prompt. */
export const evaluatePrompt = (params: PointerParams, world: World, concept: number, kind: PromptKind, options: PromptOptions): Accuracy =>
  answerAccuracy(params, world, promptEpisodes(world, concept, kind, options))

/** One row's context as a filter sees it. */
export interface Context {
  names: Uint8Array
  /** [slots, definition size] */
  defs: Float32Array
}

export const contextOf = (world: World, { slots, names, defs }: Episodes, row: number): Context => {
  const size = definitionSize(world) * slots
  return { names: names.subarray(row * slots, (row + 1) * slots), defs: defs.subarray(row * size, (row + 1) * size) }
}

export type FilterKind = 'name' | 'surface' | 'semantic'

/**
 * A filter on contexts. `name` looks for the forbidden concept's name; `surface` for a direct definition within
 * `radius` attributes of its code; `semantic` first works out what relational definitions mean.
 */
export function contextFilter(
  kind: FilterKind,
  world: World,
  forbidden: number,
  { radius = 2 }: { radius?: number } = {},
): (context: Context) => { blocked: boolean; slot?: number } {
  const { attributes } = world
  const code = codeOf(world, forbidden)
  const size = definitionSize(world)
  const matches = (definition: Float32Array): boolean => {
    const relational = definition[size - 1] === 1
    if (relational && kind === 'surface') return false
    const parent = relational ? codeOf(world, definition.subarray(attributes, size - 1).indexOf(1)) : undefined
    let distance = 0
    for (let i = 0; i < attributes; i++) {
      const value = definition[i] === 0 && parent ? parent[i] : definition[i]
      if (value !== code[i]) distance++
    }
    return distance <= radius
  }
  return ({ names, defs }) => {
    const slot = Array.from(names).findIndex((name, at) => (kind === 'name' ? name === forbidden : matches(defs.subarray(at * size, (at + 1) * size))))
    return slot < 0 ? { blocked: false } : { blocked: true, slot }
  }
}

/** Share of contexts that a filter blocks. */
export function blockedShare(filter: ReturnType<typeof contextFilter>, world: World, episodes: Episodes): number {
  let blocked = 0
  for (let row = 0; row < episodes.count; row++) if (filter(contextOf(world, episodes, row)).blocked) blocked++
  return blocked / episodes.count
}
