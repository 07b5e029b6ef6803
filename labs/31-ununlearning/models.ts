/** The models compared in one world, and what each is asked. */
import { answerAccuracy, blockedShare, contextFilter, makeWorld, promptEpisodes, predictPointer, sampleEpisodes, trainPointer, unlearnExact, unlearnNpo } from '@offprint/methods/ununlearning'
import type { FilterKind, Mix, PointerParams, PointerTraining, PromptKind, PromptOptions, World } from '@offprint/methods/ununlearning'
import type { Random } from '@offprint/methods/random'
import { KEPT_MODELS } from './explorer.ts'
import type { Params } from './lab.ts'

export const MODELS = ['original', 'exact', 'without parent', 'no context reading', 'NPO'] as const
export type ModelName = (typeof MODELS)[number]

/** The concept that is forgotten, and the one it can be explained from. */
export const FORGOTTEN = 0
export const PARENT = 1

export const PROMPTS = ['no help', 'direct', 'relational', 'wrong definition', 'alias, direct', 'alias, relational'] as const
export type PromptName = (typeof PROMPTS)[number]

/** Attributes revealed in the dose curve. */
export const DOSES = [0, 2, 4, 6, 8, 10, 12, 14, 16]

/** Which concepts each model never met. */
const EXCLUDED: Record<ModelName, readonly number[]> = {
  original: [], exact: [FORGOTTEN], 'without parent': [FORGOTTEN, PARENT], 'no context reading': [FORGOTTEN], NPO: [FORGOTTEN],
}

export interface ModelResult {
  /** Accuracy on concepts 2 … with unrelated contexts. */
  retained: number
  byPrompt: Record<PromptName, number>
}

export interface WorldResult {
  models: Partial<Record<ModelName, ModelResult>>
  /** Accuracy of the exactly unlearned model by number of revealed attributes. */
  dose: number[]
  filters: Record<FilterKind, { direct: number; relational: number; alias: number; falseAlarms: number }>
  /** Mean attention of the exactly unlearned model: on its memory, on the definition of the concept, on the others. */
  attention: { prompt: string; memory: number; definition: number; others: number }[]
  world: World
  /** What the explorer asks; the other models are dropped once they have been. */
  kept: Partial<Record<ModelName, PointerParams>>
}

/** Mix of episodes with a given share of in-context ones, split between direct and relational as in the card. */
export const mixOf = (share: number): Mix => [1 - share, (share * 0.3) / 0.55, (share * 0.25) / 0.55]

interface Setting {
  params: Params
  world: World
  random: Random
  /** A control that breaks the cause: the model reads no context, or the definition is of something else. */
  control?: string
  pace: () => Promise<void>
}

async function trainModel(name: ModelName, { params, world, random, control, pace }: Setting, original?: PointerParams): Promise<PointerParams> {
  // One stream for all models of a world: the same start and the same draws, but for what is left out.
  const training: PointerTraining = { steps: params.steps, random: random.stream('training'), slots: params.slots, noise: noiseOf(params), mix: mixOf(params.contextShare), pace }
  const knownOnly: Mix = [1, 0, 0]
  switch (name) {
    case 'original':
      return trainPointer(world, training)
    case 'exact':
      return unlearnExact(world, [FORGOTTEN], control === 'no-context-reading' ? { ...training, mix: knownOnly } : training)
    case 'without parent':
      return unlearnExact(world, [FORGOTTEN, PARENT], training)
    case 'no context reading':
      return unlearnExact(world, [FORGOTTEN], { ...training, mix: knownOnly })
    case 'NPO':
      return unlearnNpo(original!, world, [FORGOTTEN], { random: random.stream('npo'), slots: params.slots, noise: noiseOf(params), mix: mixOf(params.contextShare), pace })
  }
}

/** How often an attribute of an item has the wrong sign. */
export const FLIP_CHANCE = 0.03
const noiseOf = (params: Params) => ({ spread: params.itemNoise, flip: FLIP_CHANCE })

/** The kind of prompt behind a name; the control puts other definitions in place of the right ones. */
function kindOf(name: PromptName, control?: string): PromptKind {
  const wrong = control === 'wrong-definition'
  if (name === 'no help') return 'unrelated'
  if (name === 'wrong definition') return 'wrong'
  if (name.endsWith('direct')) return wrong ? 'wrong' : 'direct'
  return wrong ? 'wrong relational' : 'relational'
}

async function ask(model: PointerParams, name: ModelName, { params, world, random, control, pace }: Setting): Promise<ModelResult> {
  const options = (stream: string, count = params.queries): PromptOptions => ({
    count, random: random.stream(`queries ${stream}`), slots: params.slots, noise: noiseOf(params), exclude: EXCLUDED[name],
  })
  const byPrompt = {} as Record<PromptName, number>
  for (const prompt of PROMPTS) {
    const alias = prompt.startsWith('alias')
    byPrompt[prompt] = answerAccuracy(model, world, promptEpisodes(world, FORGOTTEN, kindOf(prompt, control), { ...options(prompt), alias })).accuracy
    await pace()
  }
  // The same number of queries spread over all other concepts.
  const each = Math.ceil(params.queries / (world.concepts - 2))
  let retained = 0
  for (let concept = 2; concept < world.concepts; concept++) {
    retained += answerAccuracy(model, world, promptEpisodes(world, concept, 'unrelated', options(`retained ${concept}`, each))).accuracy / (world.concepts - 2)
    await pace()
  }
  return { retained, byPrompt }
}

async function doseCurve(model: PointerParams, { params, world, random, pace }: Setting): Promise<number[]> {
  const curve: number[] = []
  for (const revealed of DOSES) {
    const options = { count: params.queries, random: random.stream(`dose ${revealed}`), slots: params.slots, noise: noiseOf(params), revealed }
    curve.push(answerAccuracy(model, world, promptEpisodes(world, FORGOTTEN, 'direct', options)).accuracy)
    await pace()
  }
  return curve
}

function filterShares({ params, world, random }: Setting): WorldResult['filters'] {
  const options = (stream: string) => ({ count: params.queries, random: random.stream(stream), slots: params.slots, noise: noiseOf(params) })
  const direct = promptEpisodes(world, FORGOTTEN, 'direct', options('filter direct'))
  const relational = promptEpisodes(world, FORGOTTEN, 'relational', options('filter relational'))
  const alias = promptEpisodes(world, FORGOTTEN, 'direct', { ...options('filter alias'), alias: true })
  const { count, random: draws, ...ordinary } = options('filter ordinary')
  const contexts = sampleEpisodes(world, count, draws, { ...ordinary, exclude: [FORGOTTEN] })
  return Object.fromEntries(
    (['name', 'surface', 'semantic'] as const).map((kind) => {
      const filter = contextFilter(kind, world, FORGOTTEN)
      const share = (episodes: typeof contexts) => blockedShare(filter, world, episodes)
      return [kind, { direct: share(direct), relational: share(relational), alias: share(alias), falseAlarms: share(contexts) }]
    }),
  ) as WorldResult['filters']
}

function attentionOf(model: PointerParams, { params, world, random }: Setting): WorldResult['attention'] {
  return (['unrelated', 'direct', 'relational', 'wrong'] as const).map((kind) => {
    const episodes = promptEpisodes(world, FORGOTTEN, kind, { count: params.queries, random: random.stream(`attention ${kind}`), slots: params.slots, noise: noiseOf(params) })
    const { attention } = predictPointer(model, world, episodes)
    const sums = { memory: 0, definition: 0, others: 0 }
    for (let row = 0; row < episodes.count; row++) {
      const at = row * (params.slots + 1)
      sums.memory += attention[at] / episodes.count
      for (let slot = 0; slot < params.slots; slot++) {
        const own = episodes.names[row * params.slots + slot] === FORGOTTEN
        sums[own ? 'definition' : 'others'] += attention[at + 1 + slot] / episodes.count
      }
    }
    return { prompt: kind, ...sums }
  })
}

/** Trains the named models in one world and asks each; yields each model's name before it is trained. */
export async function* runWorld(names: readonly ModelName[], setting: Omit<Setting, 'world'>): AsyncGenerator<ModelName, WorldResult, void> {
  const { params, random } = setting
  const full: Setting = { ...setting, world: makeWorld(random.stream('world'), { flips: params.flips }) }
  const result: WorldResult = { models: {}, dose: [], filters: filterShares(full), attention: [], world: full.world, kept: {} }
  let original: PointerParams | undefined
  for (const name of names) {
    yield name
    const model = await trainModel(name, full, original)
    if (name === 'original') original = model
    if (name in KEPT_MODELS) result.kept[name] = model
    result.models[name] = await ask(model, name, full)
    if (name !== 'exact') continue
    result.dose = await doseCurve(model, full)
    result.attention = attentionOf(model, full)
    await setting.pace()
  }
  return result
}
