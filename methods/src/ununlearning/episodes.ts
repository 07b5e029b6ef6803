/**
 * Episodes to learn from: an item, a context of named definitions, and the item's name. Some names are known by heart
 * (a), some stand in the context, defined directly (b) or by a parent (c). All names occur in all roles, so that a
 * learner can copy any name from its context.
 */
import type { Random } from '../random/index.ts'
import { codeOf, definitionSize, directDef, drawItem, flipped, ITEM_NOISE, randomCode, relationalDef } from './world.ts'
import type { ItemNoise, World } from './world.ts'

export interface Episodes {
  count: number
  /** Definitions in a context. */
  slots: number
  /** [count, attributes] */
  x: Float32Array
  /** [count · slots, definition size] */
  defs: Float32Array
  /** [count, slots], distinct within a context. */
  names: Uint8Array
  /** [count], the right name. */
  y: Uint8Array
}

/** Shares of the kinds of episodes: known by heart, defined directly, defined by a parent. */
export type Mix = readonly [known: number, direct: number, relational: number]
export const MIX: Mix = [0.45, 0.3, 0.25]
/** Share of relational definitions among those that have nothing to do with the question. */
const RELATIONAL_DISTRACTORS = 0.45

export interface EpisodeOptions {
  /** Concepts that are neither asked for nor used as a parent. */
  exclude?: readonly number[]
  mix?: Mix
  slots?: number
  noise?: ItemNoise
}

/** Reads one row of episodes, or writes it. */
export function emptyEpisodes(world: World, count: number, slots: number): Episodes {
  return {
    count,
    slots,
    x: new Float32Array(count * world.attributes),
    defs: new Float32Array(count * slots * definitionSize(world)),
    names: new Uint8Array(count * slots),
    y: new Uint8Array(count),
  }
}

/** Puts a definition into a slot of a row. */
export function setDefinition(world: World, episodes: Episodes, row: number, slot: number, definition: Float32Array): void {
  episodes.defs.set(definition, (row * episodes.slots + slot) * definitionSize(world))
}

/** The concepts that are left when some are excluded. */
export const remaining = (world: World, exclude: readonly number[]): number[] =>
  Array.from({ length: world.concepts }, (_, concept) => concept).filter((concept) => !exclude.includes(concept))

/** Fills a row's context with unrelated definitions under distinct names, none of which is one of `without`. */
export function fillContext(world: World, episodes: Episodes, row: number, parents: readonly number[], without: readonly number[], random: Random): void {
  const { slots } = episodes
  // Enough names that those left out can be dropped.
  const chosen = random.choice(world.names, slots + without.length).filter((name) => !without.includes(name))
  for (let slot = 0; slot < slots; slot++) {
    episodes.names[row * slots + slot] = chosen[slot]
    setDefinition(world, episodes, row, slot, distractor(world, parents, random))
  }
}

function distractor(world: World, parents: readonly number[], random: Random): Float32Array {
  if (!random.bernoulli(RELATIONAL_DISTRACTORS)) return directDef(world, randomCode(world, random))
  const parent = parents[random.integer(parents.length)]
  return relationalDef(world, parent, flipped(codeOf(world, parent), world.flips, random))
}

/** Draws episodes as a learner meets them. */
export function sampleEpisodes(world: World, count: number, random: Random, options: EpisodeOptions = {}): Episodes {
  const { exclude = [], mix = MIX, slots = 4, noise = ITEM_NOISE } = options
  const concepts = remaining(world, exclude)
  const episodes = emptyEpisodes(world, count, slots)
  for (let row = 0; row < count; row++) {
    const kind = random.categorical(mix)
    const target = concepts[random.integer(concepts.length)]
    let code: ArrayLike<number> = codeOf(world, target)
    if (kind === 0) {
      fillContext(world, episodes, row, concepts, [target], random)
      episodes.y[row] = target
    } else {
      fillContext(world, episodes, row, concepts, [], random)
      const slot = random.integer(slots)
      code = kind === 1 ? randomCode(world, random) : flipped(code, world.flips, random)
      setDefinition(world, episodes, row, slot, kind === 1 ? directDef(world, code) : relationalDef(world, target, code))
      episodes.y[row] = episodes.names[row * slots + slot]
    }
    drawItem(episodes.x.subarray(row * world.attributes, (row + 1) * world.attributes), code, noise, random)
  }
  return episodes
}
