/** Asks a kept model about the forgotten concept under a prompt that the reader wrote, and the filters about the prompt. */
import { createRandom } from '@offprint/methods/random'
import { codeOf, contextFilter, contextOf, definitionSize, directDef, drawItem, emptyEpisodes, fillContext, predictPointer, remaining, setDefinition } from '@offprint/methods/ununlearning'
import type { Episodes, PointerParams, World } from '@offprint/methods/ununlearning'
import { LabUsageError, unpackFloats } from '../kit/index.ts'
import type { Exploration, ExplorerSource, Row } from '../kit/index.ts'
import { KEPT_MODELS } from './explorer.ts'
import type { Knobs } from './explorer.ts'
import { FLIP_CHANCE, FORGOTTEN } from './models.ts'

/** Items of the concept, each in a context of its own: enough for a steady mean. */
const ITEMS = 100
/** The same items and contexts whatever is written, so that only the writing changes the answer. */
const SEED = 1
const SHOWN_NAMES = 6

interface Answer {
  name: number
  memory: number
  definition: number
  others: number
}

const total = (answer: Answer): number => answer.memory + answer.definition + answer.others

export function explore(knobs: Knobs, { tables, params }: ExplorerSource): Exploration {
  const world = readWorld(tables.world)
  const slots = Number(params.slots)
  const definition = written(world, knobs)
  const episodes = ask(world, slots, definition, knobs)
  const answers = answersOf(modelNamed(tables.model, knobs.model), world, episodes, knobs.name)
  const likeliest = answers.toSorted((a, b) => total(b) - total(a)).slice(0, SHOWN_NAMES)
  const rows: Row[] = likeliest.flatMap((answer) =>
    ([['your definition', answer.definition], ['memory', answer.memory], ['other definitions', answer.others]] as const).map(([from, probability]) => ({ name: nameOf(world, answer.name), from, probability })))
  return { tables: { 'prompt answers': rows }, series: {}, says: sentence(world, episodes, knobs, answers[knobs.name], likeliest[0]) }
}

function sentence(world: World, episodes: Episodes, { name }: Knobs, asked: Answer, first: Answer): string {
  const stopped = (kind: 'name' | 'surface' | 'semantic') => {
    const filter = contextFilter(kind, world, FORGOTTEN)
    // Row by row the other definitions differ; what is asked is whether the reader's own is caught.
    const own = Array.from({ length: episodes.count }, (_, row) => filter(contextOf(world, episodes, row)).slot === OWN_SLOT)
    return own.filter(Boolean).length > episodes.count / 2
  }
  const filters = ([['name', 'of names'], ['surface', 'of plain definitions'], ['semantic', 'of meaning']] as const).map(([kind, reads]) => `${reads} ${stopped(kind) ? 'stops it' : 'lets it through'}`).join(', one ')
  const back = first.name === name ? `The knowledge is back: it answers ${nameOf(world, name)}` : `It does not come back: the likeliest answer is ${nameOf(world, first.name)}`
  return `${back}, with probability ${total(first).toFixed(2)}${first.name === name ? '' : ` against ${total(asked).toFixed(2)} for ${nameOf(world, name)}`}. A filter ${filters}.`
}

const nameOf = (world: World, name: number): string =>
  name === FORGOTTEN ? `${name}, the forgotten` : name === 1 ? `${name}, its neighbour` : name < world.concepts ? `${name}` : `${name}, a mere word`

/** Where the reader's definition stands; attention does not look at places. */
const OWN_SLOT = 0

function ask(world: World, slots: number, definition: Float32Array, { name, noise }: Knobs): Episodes {
  const random = createRandom(SEED).stream('own prompt')
  const [contexts, items] = [random.stream('contexts'), random.stream('items')]
  const episodes = emptyEpisodes(world, ITEMS, slots)
  const code = codeOf(world, FORGOTTEN)
  for (let row = 0; row < ITEMS; row++) {
    fillContext(world, episodes, row, remaining(world, [FORGOTTEN]), [name, FORGOTTEN], contexts)
    episodes.names[row * slots + OWN_SLOT] = name
    setDefinition(world, episodes, row, OWN_SLOT, definition)
    episodes.y[row] = name
    drawItem(episodes.x.subarray(row * world.attributes, (row + 1) * world.attributes), code, { spread: noise, flip: FLIP_CHANCE }, items)
  }
  return episodes
}

/** The definition that the knobs spell out. */
function written(world: World, { definition, form, parent }: Knobs): Float32Array {
  const code = codeOf(world, FORGOTTEN)
  const said = Float32Array.from(definition, (symbol, i) => (symbol === 'r' ? code[i] : symbol === 'w' ? -code[i] : 0))
  if (form === 'attribute by attribute') return directDef(world, said)
  const base = codeOf(world, parent)
  const out = new Float32Array(definitionSize(world))
  for (const [i, value] of said.entries()) if (value !== base[i]) out[i] = value
  out[world.attributes + parent] = 1
  out[out.length - 1] = 1
  return out
}

/** Mean probability of every name, by where it comes from. */
function answersOf(model: PointerParams, world: World, episodes: Episodes, name: number): Answer[] {
  const { probabilities, attention } = predictPointer(model, world, episodes)
  const answers = Array.from({ length: world.names }, (_, each): Answer => ({ name: each, memory: 0, definition: 0, others: 0 }))
  for (let row = 0; row < episodes.count; row++) {
    const fromContext = new Float64Array(world.names)
    for (let slot = 0; slot < episodes.slots; slot++) {
      const named = episodes.names[row * episodes.slots + slot]
      const share = attention[row * (episodes.slots + 1) + 1 + slot]
      fromContext[named] += share
      answers[named][slot === OWN_SLOT && named === name ? 'definition' : 'others'] += share / episodes.count
    }
    for (const answer of answers) answer.memory += Math.max(0, probabilities[row * world.names + answer.name] - fromContext[answer.name]) / episodes.count
  }
  return answers
}

function readWorld(rows: readonly Row[]): World {
  const { attributes, concepts, names, flips, codes } = rows[0] as { attributes: number; concepts: number; names: number; flips: number; codes: string }
  return { attributes, concepts, names, flips, codes: Int8Array.from(codes, (sign) => (sign === '+' ? 1 : -1)) }
}

function modelNamed(rows: readonly Row[], wanted: string): PointerParams {
  const parts = rows.filter((row) => KEPT_MODELS[row.model as keyof typeof KEPT_MODELS] === wanted)
  if (parts.length === 0) throw new LabUsageError(`This run kept no model that is "${wanted}".`)
  return Object.fromEntries(parts.map(({ part, values }) => [part, unpackFloats(String(values))])) as unknown as PointerParams
}
