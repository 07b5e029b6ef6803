/** Both parts in order: made-up features, then digits. */
import { accuracy, argmaxRows } from '@offprint/methods/classifier'
import { auroc, costarrScore } from '@offprint/methods/costarr'
import type { Random } from '@offprint/methods/random'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { digitsExperiment } from './digits.ts'
import type { DigitsResult } from './digits.ts'
import type { Params } from './lab.ts'
import { ownRun } from './own-data.ts'
import type { OwnFeatures } from './own-data.ts'
import { allScores, fitScores, rollWeights, SCORES } from './scoring.ts'
import type { ScoreName } from './scoring.ts'
import { BLOCK, CLASSES, DIMS, makeSynthetic, UNKNOWN_TYPES } from './synthetic.ts'
import type { SyntheticWorld, UnknownType } from './synthetic.ts'

/** Points of each type in the scatter. */
const SCATTER_POINTS = 250

type ByType = Record<UnknownType | 'all', Record<ScoreName, number>>

interface WorldResult {
  auroc: ByType
  /** AUROC of both, with every class's weight row exchanged for the next one's. */
  wrongRow: number
  /** Mean |W| of the blocks A, B, U. */
  weightByBlock: [number, number, number]
  accuracy: number
  /** Test samples whose predicted class COSTARR changed. */
  changedPredictions: number
  events: RunEvent[]
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

async function runWorld(params: Params, random: Random, control: string | undefined, pace: () => Promise<void>): Promise<WorldResult> {
  const world = await makeSynthetic(params, random, pace)
  const weights = control === 'weights-of-ones' ? new Float32Array(world.weights.length).fill(1) : world.weights
  const layer = { weights, classes: CLASSES, dims: DIMS }
  const see = (features: Float32Array) => ({ features, logits: world.logits(features) })
  const trainSeen = see(world.train.features)
  const fitted = fitScores(trainSeen, world.train.labels, layer)
  const knownSeen = see(world.known.features)
  const known = allScores(fitted, knownSeen)
  await pace()
  const types = control === 'only-faint' ? (['faint'] as const) : UNKNOWN_TYPES
  const unknown = Object.fromEntries(UNKNOWN_TYPES.map((type) => [type, allScores(fitted, see(world.unknown[type].features))])) as Record<UnknownType, Record<ScoreName, Float64Array>>
  await pace()
  const areas = (pick: (name: ScoreName) => ArrayLike<number>) => Object.fromEntries(SCORES.map((name) => [name, auroc(known[name], pick(name))])) as Record<ScoreName, number>
  const result = { all: areas((name) => types.flatMap((type) => Array.from(unknown[type][name]))) } as ByType
  for (const type of UNKNOWN_TYPES) {
    result[type] = areas((name) => unknown[type][name])
    await pace()
  }
  const crossed = { ...layer, weights: rollWeights(world.weights, CLASSES) }
  const crossedFit = fitScores(trainSeen, world.train.labels, crossed)
  const crossedUnknown = UNKNOWN_TYPES.flatMap((type) => Array.from(allScores(crossedFit, see(world.unknown[type].features)).both))
  const block = (index: number) => mean(world.weights.filter((_, at) => Math.floor((at % DIMS) / BLOCK) === index).map(Math.abs))
  const before = accuracy(knownSeen.logits, world.known.labels, CLASSES)
  return {
    auroc: result,
    wrongRow: auroc(allScores(crossedFit, knownSeen).both, crossedUnknown),
    weightByBlock: [block(0), block(1), block(2)],
    accuracy: before,
    changedPredictions: changed(fitted.costarr, knownSeen),
    events: pictures(world, known, unknown),
  }
}

/** COSTARR's own prediction against the largest logit. */
function changed(model: ReturnType<typeof fitScores>['costarr'], seen: { features: Float32Array; logits: Float32Array }): number {
  const { pred } = costarrScore(model, seen.features, seen.logits)
  const own = argmaxRows(seen.logits, CLASSES)
  return pred.filter((k, i) => k !== own[i]).length
}

type Scores = Record<ScoreName, Float64Array>

/** The scatter of both cosines and the mean profile of features and weights, from one world. */
function pictures(world: SyntheticWorld, known: Scores, unknown: Record<UnknownType, Scores>): RunEvent[] {
  const points = (type: string, scores: Scores): Row[] =>
    Array.from({ length: SCATTER_POINTS }, (_, i) => ({ type, before: Number(scores.before[i].toFixed(4)), after: Number(scores.after[i].toFixed(4)) }))
  const profile = (name: string, values: Float32Array, absolute = false): Row[] => {
    const rows = values.length / DIMS
    return Array.from({ length: DIMS }, (_, d) => {
      let sum = 0
      for (let i = 0; i < rows; i++) sum += absolute ? Math.abs(values[i * DIMS + d]) : values[i * DIMS + d]
      return { what: name, dimension: d, value: Number((sum / rows).toFixed(4)) }
    })
  }
  return [
    { type: 'table', name: 'cosines', rows: [...points('known', known), ...UNKNOWN_TYPES.flatMap((type) => points(type, unknown[type]))] },
    {
      type: 'table',
      name: 'profile',
      rows: [...profile('mean |weight|', world.weights, true), ...profile('mean feature, known', world.known.features), ...profile('mean feature, extra', world.unknown.extra.features)],
    },
  ]
}

function worldsReport(worlds: readonly WorldResult[], control: string | undefined): RunEvent[] {
  const area = (type: UnknownType | 'all', name: ScoreName) => mean(worlds.map((world) => world.auroc[type][name]))
  const weight = [0, 1, 2].map((block) => mean(worlds.map((world) => world.weightByBlock[block])))
  const types = control === 'only-faint' ? (['faint'] as const) : UNKNOWN_TYPES
  const metrics: Record<string, number> = {
    bothMinusBefore: area('all', 'both') - area('all', 'before'),
    bothMinusAfter: area('all', 'both') - area('all', 'after'),
    costarrMinusMaxLogit: area('all', 'COSTARR') - area('all', 'MaxLogit'),
    costarrMinusMsp: area('all', 'COSTARR') - area('all', 'MSP'),
    costarrMinusGhost: area('all', 'COSTARR') - area('all', 'GHOST'),
    extraMaxLogit: area('extra', 'MaxLogit'),
    extraAfter: area('extra', 'after'),
    extraBefore: area('extra', 'before'),
    extraGap: area('extra', 'before') - area('extra', 'after'),
    peakyBefore: area('peaky', 'before'),
    peakyAfter: area('peaky', 'after'),
    peakyGap: area('peaky', 'after') - area('peaky', 'before'),
    bothWorstType: Math.min(...types.map((type) => area(type, 'both'))),
    attenuationOfCommon: weight[0] / weight[1],
    attenuationOfUnused: weight[0] / weight[2],
    changedPredictions: worlds.reduce((sum, world) => sum + world.changedPredictions, 0),
    closedAccuracy: mean(worlds.map((world) => world.accuracy)),
    aurocBoth: area('all', 'both'),
    aurocCostarr: area('all', 'COSTARR'),
    aurocMinMaxLogit: area('all', 'COSTARR, logit'),
    aurocRaw: area('all', 'both, raw'),
    wrongRowMinusRight: mean(worlds.map((world) => world.wrongRow)) - area('all', 'both'),
  }
  const rows = SCORES.flatMap((score) => (['all', ...UNKNOWN_TYPES] as const).map((type) => ({ score, type, auroc: area(type, score) })))
  return [{ type: 'metrics', metrics }, { type: 'table', name: 'auroc', rows }]
}

function digitsReport(splits: readonly DigitsResult[]): RunEvent[] {
  const area = (name: ScoreName) => mean(splits.map((split) => split.auroc[name]))
  return [
    {
      type: 'metrics',
      metrics: {
        digitsSplits: splits.length,
        digitsCostarr: area('COSTARR'),
        digitsMinusMaxLogit: area('COSTARR') - area('MaxLogit'),
        digitsMinusMsp: area('COSTARR') - area('MSP'),
        digitsMinusGhost: area('COSTARR') - area('GHOST'),
        digitsBothMinusAfter: area('both') - area('after'),
        digitsOscr: mean(splits.map((split) => split.oscr.COSTARR)),
        digitsAccuracy: mean(splits.map((split) => split.closedAccuracy)),
      },
    },
    { type: 'table', name: 'digits', rows: SCORES.map((score) => ({ score, auroc: area(score), oscr: mean(splits.map((split) => split.oscr[score])) })) },
    { type: 'table', name: 'oscr', rows: splits[0].curves },
  ]
}

export async function* run({ params, random, control, data, pace }: RunContext<Params, OwnFeatures>): AsyncGenerator<RunEvent, void, void> {
  if (data) return yield* ownRun(data, random)
  const total = params.worlds + 2 * params.digitSplits
  const worlds: WorldResult[] = []
  for (let world = 0; world < params.worlds; world++) {
    yield { type: 'progress', done: world / total, label: `made-up features, world ${world + 1} of ${params.worlds}` }
    worlds.push(await runWorld(params, random.stream(`world ${world}`), control, pace))
    if (world === 0) yield* worlds[0].events
    yield* worldsReport(worlds, control)
  }
  const splits: DigitsResult[] = []
  for (let split = 0; split < params.digitSplits; split++) {
    yield { type: 'progress', done: (params.worlds + 2 * split) / total, label: `digits, split ${split + 1} of ${params.digitSplits}` }
    splits.push(await digitsExperiment(random.stream(`digits ${split}`), control === 'rolled-centroids', pace))
    yield* digitsReport(splits)
  }
  yield { type: 'progress', done: 1, label: 'done' }
}
