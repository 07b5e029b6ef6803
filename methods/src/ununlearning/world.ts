/**
 * A small world of named concepts for unlearning and relearning in context. There is no such experiment in the paper
 * (arXiv 2407.00106 is a position paper); the world is this project's own model of its argument: a concept that was
 * unlearned can be explained from attributes, or from a neighbour that remains.
 */
import type { Random } from '../random/index.ts'

export interface World {
  attributes: number
  /** Concepts 0 … concepts − 1; concept c has name c. Names beyond are words without a meaning of their own. */
  concepts: number
  names: number
  /** Attributes in which a relational definition differs from its parent. */
  flips: number
  /** [concepts, attributes], −1 or +1. */
  codes: Int8Array
}

export interface WorldOptions {
  attributes?: number
  concepts?: number
  flips?: number
}

/** Random codes, except that concept 0 is concept 1 with `flips` random attributes turned. Twice as many names. */
export function makeWorld(random: Random, { attributes = 16, concepts = 24, flips = 4 }: WorldOptions = {}): World {
  if (!(flips >= 1 && flips <= attributes)) throw new RangeError(`flips must lie between 1 and ${attributes}, not ${flips}.`)
  const codes = new Int8Array(concepts * attributes)
  for (let i = 0; i < codes.length; i++) codes[i] = random.bernoulli(0.5) ? 1 : -1
  const parent = codes.subarray(attributes, 2 * attributes)
  codes.set(parent)
  for (const at of random.choice(attributes, flips)) codes[at] = -codes[at]
  return { attributes, concepts, names: 2 * concepts, flips, codes }
}

export const codeOf = (world: World, concept: number): Int8Array => world.codes.subarray(concept * world.attributes, (concept + 1) * world.attributes)

/** Numbers of a definition: attribute slots, parent one-hot, relational flag; 41 by default. */
export const definitionSize = ({ attributes, concepts }: World): number => attributes + concepts + 1

/** A definition by all attributes: the code, then zeros. */
export function directDef(world: World, code: ArrayLike<number>): Float32Array {
  if (code.length !== world.attributes) throw new RangeError(`A code has ${world.attributes} attributes, not ${code.length}.`)
  const definition = new Float32Array(definitionSize(world))
  for (let i = 0; i < code.length; i++) definition[i] = code[i]
  return definition
}

/**
 * A definition by a parent and the attributes that differ from it.
 * @throws {RangeError} where the parent is no concept; an Error where nothing differs
 */
export function relationalDef(world: World, parent: number, code: ArrayLike<number>): Float32Array {
  if (!Number.isInteger(parent) || parent < 0 || parent >= world.concepts) throw new RangeError(`Parent ${parent} is not one of the ${world.concepts} concepts.`)
  const definition = new Float32Array(definitionSize(world))
  const base = codeOf(world, parent)
  let differs = false
  for (let i = 0; i < world.attributes; i++) {
    if (code[i] === base[i]) continue
    definition[i] = code[i]
    differs = true
  }
  if (!differs) throw new Error(`The code is that of parent ${parent}; there is nothing to say.`)
  definition[world.attributes + parent] = 1
  definition[definition.length - 1] = 1
  return definition
}

/** The first `count` of a random order of attributes known, the rest left open (0). */
export function partialDef(world: World, code: ArrayLike<number>, count: number, random: Random): Float32Array {
  const definition = new Float32Array(definitionSize(world))
  for (const at of random.choice(world.attributes, count)) definition[at] = code[at]
  return definition
}

/** The code with `count` random attributes turned. */
export function flipped(code: ArrayLike<number>, count: number, random: Random): Int8Array {
  const out = Int8Array.from(code)
  for (const at of random.choice(code.length, count)) out[at] = -out[at]
  return out
}

export function randomCode(world: World, random: Random): Int8Array {
  const code = new Int8Array(world.attributes)
  for (let i = 0; i < code.length; i++) code[i] = random.bernoulli(0.5) ? 1 : -1
  return code
}

/** Spread of an item's attributes around its code, and how often one has the wrong sign. */
export interface ItemNoise {
  spread: number
  flip: number
}
export const ITEM_NOISE: ItemNoise = { spread: 0.4, flip: 0.03 }

/** Writes an item of a code: attributes with noise, some with the sign turned. */
export function drawItem(target: Float32Array, code: ArrayLike<number>, noise: ItemNoise, random: Random): void {
  for (let i = 0; i < code.length; i++) {
    const value = code[i] + noise.spread * random.normal()
    target[i] = random.bernoulli(noise.flip) ? -value : value
  }
}
