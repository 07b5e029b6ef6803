import { type Core, createCore } from '@offprint/methods/numerics'
import type { Random } from '@offprint/methods/random'
import {
  ConstantInput, type Corruption, type Effects, type Prompts, type Rule, SUBJECT_POSITION, activationPatch, attributionPatch, conservationError, drawPrompts, pearson, trainIoi,
} from '@offprint/methods/relp'
import { mean } from '@offprint/methods/stats'
import type { Transformer } from '@offprint/methods/transformer'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'

const SHAPE = { width: 48, heads: 4, mlp: 96 }
const DEEP_LAYERS = 4
const DEEP_MODELS = 3
/** A single permutation can correlate by chance. */
const PERMUTATIONS = 20
/** Prompts whose effects the scatter shows; all of them would be thousands of points. */
const SHOWN_PROMPTS = 16
const TOP = 10
/** Conservation holds for any prompts; a few are enough. */
const CONSERVATION_PROMPTS = 20

const KINDS = { residual: 'r', attention: 'attn', mlp: 'mlp' } as const
type Kind = keyof typeof KINDS
const kinds = Object.keys(KINDS) as Kind[]
const kindOf = (component: string): Kind => (component.startsWith('attn') ? 'attention' : component.startsWith('mlp') ? 'mlp' : 'residual')

const ABLATION: [string, readonly Rule[]][] = [
  ['none (AtP)', []], ['identity', ['identity']], ['LN', ['ln']], ['LN + identity', ['ln', 'identity']], ['LN + identity + AH', ['ln', 'identity', 'ah']],
]

type Pace = RunContext<Params>['pace']
type Correlations = Record<Kind, number>

async function finish<T>(work: Generator<void, T>, pace: Pace): Promise<T> {
  let next = work.next()
  while (!next.done) {
    await pace()
    next = work.next()
  }
  return next.value
}

/** Effects of one kind of component, over all positions and prompts. */
function ofKind({ components, length, count, effects }: Effects, kind: Kind): number[] {
  return components.flatMap((name, c) => (kindOf(name) === kind ? Array.from(effects.subarray(c * length * count, (c + 1) * length * count)) : []))
}

const correlations = (estimate: Effects, truth: Effects): Correlations =>
  Object.fromEntries(kinds.map((kind) => [kind, correlationOf(ofKind(estimate, kind), ofKind(truth, kind))])) as Correlations

/** A permutation may give every activation that matters a coefficient of zero; such an estimate knows nothing. */
function correlationOf(estimate: number[], truth: number[]): number {
  try {
    return pearson(estimate, truth)
  } catch (error) {
    if (error instanceof ConstantInput) return 0
    throw error
  }
}

async function trained(core: Core, layers: number, steps: number, draw: Random, pace: Pace): Promise<{ model: Transformer; accuracy: number; loss: number }> {
  const { model, accuracy, lossCurve } = await finish(trainIoi(core, { ...SHAPE, layers, steps }, draw), pace)
  return { model, accuracy, loss: mean(lossCurve.slice(-10)) }
}

export async function* run({ params, random, control, pace }: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const rules: Rule[] = [...(params.lnRule ? ['ln' as const] : []), ...(params.identityRule ? ['identity' as const] : []), ...(params.ahRule ? ['ah' as const] : [])]
  const all: Record<string, number>[] = []
  const ablation = new Map<string, Correlations[]>(ABLATION.map(([name]) => [name, []]))
  const share = params.deep ? 0.6 : 1
  for (let r = 0; r < params.replicates; r++) {
    const progress = (part: number, label: string): RunEvent => ({
      type: 'progress', done: (share * (r + part)) / params.replicates, label: `model ${r + 1} of ${params.replicates}: ${label}`,
    })
    const draw = random.stream('model').stream(r)
    yield progress(0, 'training')
    const { model, accuracy, loss } = await trained(createCore(), params.layers, params.steps, draw, pace)
    const prompts = drawPrompts(params.prompts, params.corruption, draw.stream('prompts'))
    yield progress(0.7, 'replacing every activation')
    const truth = await finish(activationPatch(model, prompts), pace)
    yield progress(0.9, 'estimating from one backward pass')
    for (const [name, each] of ABLATION) {
      ablation.get(name)!.push(correlations(attributionPatch(model, prompts, { rules: each }), truth))
      await pace()
    }
    const permuted: Effects[] = []
    for (let i = 0; i < PERMUTATIONS; i++) {
      permuted.push(attributionPatch(model, prompts, { rules, permute: draw.stream('permutation').stream(i) }))
      await pace()
    }
    const atp = attributionPatch(model, prompts, { rules: [] })
    const relp = control === 'permuted' ? permuted[0] : attributionPatch(model, prompts, { rules })
    const few = drawPrompts(CONSERVATION_PROMPTS, params.corruption, draw.stream('conservation'))
    all.push({
      ...named('atp', correlations(atp, truth)),
      ...named('relp', control === 'permuted' ? averageOf(permuted, truth) : correlations(relp, truth)),
      'permuted-largest': Math.max(...Object.values(averageOf(permuted, truth)).map(Math.abs)),
      'conservation-error': conservationError(model, few, ['ln', 'identity', 'ah']),
      'conservation-error-gradient': conservationError(model, few, []),
      'effect-before': largestBefore(truth),
      'top-shared-atp': sharedTop(atp, truth),
      'top-shared-relp': sharedTop(relp, truth),
      'passes-saved': truth.components.length * truth.length,
      accuracy,
      loss,
    })
    if (r === 0) yield* firstModel(prompts, truth, atp, relp)
    yield { type: 'metrics', metrics: averaged(all, ablation) }
    yield { type: 'table', name: 'ablation', rows: ablationRows(ablation) }
  }
  // Further settings have no control of their own.
  if (params.deep && !control) yield* furtherSettings({ params, random, pace }, rules, share)
}

const named = (prefix: string, values: Correlations): Record<string, number> =>
  Object.fromEntries(kinds.map((kind) => [`${prefix}-${kind}`, values[kind]]))

function averageOf(estimates: readonly Effects[], truth: Effects): Correlations {
  const each = estimates.map((estimate) => correlations(estimate, truth))
  return Object.fromEntries(kinds.map((kind) => [kind, mean(each.map((c) => c[kind]))])) as Correlations
}

/** Largest effect at a position before the word that was changed. */
function largestBefore({ components, length, count, effects }: Effects): number {
  let largest = 0
  for (let pair = 0; pair < components.length * length; pair++) {
    if (pair % length >= SUBJECT_POSITION) continue
    for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(effects[pair * count + i]))
  }
  return largest
}

/** Mean size of each pair's effect over the prompts. */
const sizes = ({ components, length, count, effects }: Effects): number[] =>
  Array.from({ length: components.length * length }, (_, pair) => mean(effects.subarray(pair * count, (pair + 1) * count).map(Math.abs)))

/** How many of the ten largest pairs an estimate shares with the truth. */
function sharedTop(estimate: Effects, truth: Effects): number {
  const top = (effects: Effects): number[] => {
    const values = sizes(effects)
    return values.map((_, pair) => pair).sort((a, b) => values[b] - values[a]).slice(0, TOP)
  }
  const right = new Set(top(truth))
  return top(estimate).filter((pair) => right.has(pair)).length
}

function averaged(all: readonly Record<string, number>[], ablation: ReadonlyMap<string, Correlations[]>): Record<string, number> {
  const means = Object.fromEntries(Object.keys(all[0]).map((name) => [name, mean(all.map((m) => m[name]))]))
  const worst = (name: string): number => Math.max(...all.map((m) => m[name]))
  const identity = mean(ablation.get('identity')!.map((c) => c.residual))
  return {
    ...means,
    'gain-residual': means['relp-residual'] - means['atp-residual'],
    'gain-attention': means['relp-attention'] - means['atp-attention'],
    'gain-mlp': means['relp-mlp'] - means['atp-mlp'],
    'identity-only-change': Math.abs(identity - means['atp-residual']),
    'ah-residual': mean(ablation.get('LN + identity + AH')!.map((c) => c.residual)),
    'conservation-error': worst('conservation-error'),
    'effect-before': worst('effect-before'),
  }
}

const ablationRows = (ablation: ReadonlyMap<string, Correlations[]>): Row[] =>
  [...ablation].flatMap(([rules, found]) => (found.length === 0 ? [] : kinds.map((kind) => ({ rules, kind, correlation: mean(found.map((c) => c[kind])) }))))

/** Scatter and heat maps of the first model. */
function* firstModel({ count }: Prompts, truth: Effects, atp: Effects, relp: Effects): Generator<RunEvent> {
  const { components, length } = truth
  const shown = Math.min(SHOWN_PROMPTS, count)
  const scatter: Row[] = []
  const map: Row[] = []
  for (const [method, estimate] of [['AtP', atp], ['RelP', relp]] as const) {
    for (let pair = 0; pair < components.length * length; pair++) {
      if (pair % length < SUBJECT_POSITION) continue
      for (let i = 0; i < shown; i++) {
        scatter.push({ method, kind: kindOf(components[Math.floor(pair / length)]), effect: truth.effects[pair * count + i], estimate: estimate.effects[pair * count + i] })
      }
    }
  }
  for (const [method, effects] of [['measured', truth], ['AtP', atp], ['RelP', relp]] as const) {
    sizes(effects).forEach((size, pair) => map.push({ method, component: components[Math.floor(pair / length)], position: pair % length, size }))
  }
  yield { type: 'table', name: 'scatter', rows: scatter }
  yield { type: 'table', name: 'map', rows: map }
}

/** Four layers, and the other corruption: what changes with depth and with the question asked. */
async function* furtherSettings({ params, random, pace }: Pick<RunContext<Params>, 'params' | 'random' | 'pace'>, rules: readonly Rule[], from: number): AsyncGenerator<RunEvent> {
  const other: Corruption = params.corruption === 'swap' ? 'third' : 'swap'
  const rows: Row[] = []
  for (const [setting, layers, corruption] of [['four layers', DEEP_LAYERS, params.corruption], [`corruption ${other}`, params.layers, other]] as const) {
    const [plain, relevance]: Correlations[][] = [[], []]
    for (let r = 0; r < DEEP_MODELS; r++) {
      yield { type: 'progress', done: from + ((1 - from) * (r / DEEP_MODELS + Number(layers !== DEEP_LAYERS))) / 2, label: `${setting}, model ${r + 1} of ${DEEP_MODELS}` }
      const draw = random.stream(setting).stream(r)
      const { model } = await trained(createCore(), layers, params.steps, draw, pace)
      const prompts = drawPrompts(params.prompts, corruption, draw.stream('prompts'))
      const truth = await finish(activationPatch(model, prompts), pace)
      plain.push(correlations(attributionPatch(model, prompts, { rules: [] }), truth))
      relevance.push(correlations(attributionPatch(model, prompts, { rules }), truth))
    }
    for (const kind of kinds) {
      rows.push({ setting, kind, method: 'AtP', correlation: mean(plain.map((c) => c[kind])) })
      rows.push({ setting, kind, method: 'RelP', correlation: mean(relevance.map((c) => c[kind])) })
    }
    yield { type: 'table', name: 'settings', rows: rows.slice() }
  }
  const of = (setting: string, method: string): number => Number(rows.find((row) => row.setting === setting && row.method === method && row.kind === 'residual')!.correlation)
  yield {
    type: 'metrics',
    metrics: {
      'deep-atp-residual': of('four layers', 'AtP'), 'deep-relp-residual': of('four layers', 'RelP'),
      'other-atp-residual': of(`corruption ${other}`, 'AtP'), 'other-relp-residual': of(`corruption ${other}`, 'RelP'),
    },
  }
}
