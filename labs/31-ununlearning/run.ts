/** Worlds one after the other; quick mode trains only the two models that the central claim needs. */
import { packFloats } from '../kit/index.ts'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'
import { DOSES, MODELS, PROMPTS, runWorld } from './models.ts'
import type { ModelName, PromptName, WorldResult } from './models.ts'

const QUICK_MODELS: readonly ModelName[] = ['exact', 'no context reading']

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function report(worlds: readonly WorldResult[], names: readonly ModelName[]): RunEvent[] {
  const asked = (name: ModelName, prompt: PromptName) => mean(worlds.map((world) => world.models[name]!.byPrompt[prompt]))
  const retained = (name: ModelName) => mean(worlds.map((world) => world.models[name]!.retained))
  const dose = DOSES.map((_, i) => mean(worlds.map((world) => world.dose[i])))
  const filter = (kind: 'name' | 'surface' | 'semantic', what: 'direct' | 'relational' | 'alias' | 'falseAlarms') => mean(worlds.map((world) => world.filters[kind][what]))
  const metrics: Record<string, number> = {
    noHelp: asked('exact', 'no help'),
    direct: asked('exact', 'direct'),
    relational: asked('exact', 'relational'),
    wrongDefinition: asked('exact', 'wrong definition'),
    aliasWorst: Math.min(asked('exact', 'alias, direct'), asked('exact', 'alias, relational')),
    retained: retained('exact'),
    withoutReading: Math.max(asked('no context reading', 'direct'), asked('no context reading', 'relational')),
    dose8: dose[DOSES.indexOf(8)],
    dose12: dose[DOSES.indexOf(12)],
    doseLeastStep: Math.min(...dose.slice(1).map((value, i) => value - dose[i])),
    nameFilterOnAlias: filter('name', 'alias'),
    semanticMissed: 1 - Math.min(filter('semantic', 'direct'), filter('semantic', 'relational')),
    semanticFalseAlarms: filter('semantic', 'falseAlarms'),
    surfaceDirect: filter('surface', 'direct'),
    surfaceRelational: filter('surface', 'relational'),
  }
  if (names.includes('NPO')) {
    metrics.npoNoHelp = asked('NPO', 'no help')
    metrics.npoRetained = retained('NPO')
    metrics.npoDirect = asked('NPO', 'direct')
    metrics.npoWrongDefinition = asked('NPO', 'wrong definition')
    metrics.originalNoHelp = asked('original', 'no help')
    metrics.relationalFall = asked('exact', 'relational') - asked('without parent', 'relational')
    metrics.directFall = asked('exact', 'direct') - asked('without parent', 'direct')
  }
  const answers: Row[] = names.flatMap((model) => PROMPTS.map((prompt) => ({ model, prompt, accuracy: asked(model, prompt) })))
  const filters: Row[] = (['name', 'surface', 'semantic'] as const).flatMap((kind) =>
    (['direct', 'relational', 'alias', 'falseAlarms'] as const).map((what) => ({ filter: kind, what: what === 'falseAlarms' ? 'ordinary' : what, blocked: filter(kind, what) })))
  const attention: Row[] = worlds[0].attention.flatMap(({ prompt, ...shares }) => Object.entries(shares).map(([on, share]) => ({ prompt, on, share })))
  return [
    { type: 'metrics', metrics },
    { type: 'table', name: 'answers', rows: answers },
    { type: 'table', name: 'filters', rows: filters },
    { type: 'table', name: 'attention', rows: attention },
    { type: 'table', name: 'dose', rows: worlds.flatMap((world, w) => world.dose.map((accuracy, i) => ({ world: String(w + 1), revealed: DOSES[i], accuracy }))) },
    { type: 'series', name: 'dose', x: DOSES, y: dose },
    ...forExplorer(worlds[0]),
  ]
}

/** The first world and the models the explorer asks, their weights packed. */
function forExplorer({ world: { codes, ...sizes }, kept }: WorldResult): RunEvent[] {
  const weights = Object.entries(kept).flatMap(([model, params]) => Object.entries(params).map(([part, values]) => ({ model, part, values: packFloats(values) })))
  return [
    { type: 'table', name: 'world', rows: [{ ...sizes, codes: Array.from(codes, (sign) => (sign > 0 ? '+' : '-')).join('') }] },
    { type: 'table', name: 'model', rows: weights },
  ]
}

export async function* run({ params, random, mode, control, pace }: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const names = mode === 'quick' ? QUICK_MODELS : MODELS
  const worlds: WorldResult[] = []
  for (let world = 0; world < params.worlds; world++) {
    const training = runWorld(names, { params, random: random.stream(`world ${world}`), control, pace })
    let next = await training.next()
    for (let model = 0; !next.done; model++) {
      const done = (world + model / names.length) / params.worlds
      yield { type: 'progress', done, label: `world ${world + 1} of ${params.worlds}, ${next.value}` }
      next = await training.next()
    }
    worlds.push(next.value)
    yield* report(worlds, names)
  }
  yield { type: 'progress', done: 1, label: 'done' }
}
