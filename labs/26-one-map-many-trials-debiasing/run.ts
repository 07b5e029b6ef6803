import { linearSpace, mean } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'
import { tweedieCurves } from './curves.ts'
import { runOnOwnData } from './own-data.ts'
import type { OwnPredictions } from './own-data.ts'
import { calibrate, selectionEffects } from './selection.ts'
import type { Corrections, SelectionEffects } from './selection.ts'
import { EFFECTS, METHODS, runTrials, trainWorld } from './trials.ts'
import type { Method, TrialSettings, World, WorldResult } from './trials.ts'

/** Worlds of the selection experiment; each takes a few milliseconds. */
const SELECTION_REPLICATES = 20
const SELECTION_SHARES = linearSpace(0, 1, 5)
/** Units shown in the scatter of predictions over truth. */
const SHOWN_UNITS = 400

export async function* run(context: RunContext<Params, OwnPredictions>): AsyncGenerator<RunEvent, void, void> {
  if (context.data) {
    yield* runOnOwnData(context, context.data)
    return
  }
  const { params, random, control, pace } = context
  // Each arm needs labelled and unlabelled units.
  const labels = Math.min(params.labels, Math.floor(params.downstream / 2))
  const settings: TrialSettings = { ...params, labels, reversed: control === 'reversed' }
  const results: WorldResult[] = []
  const slopes: number[] = []
  for (let r = 0; r < params.replicates; r++) {
    const stream = random.stream('world').stream(r)
    const world = await trainWorld(settings, stream, pace)
    slopes.push(world.lcc.slope)
    if (r === 0) yield* firstWorld(world)
    results.push(await runTrials(world, settings, stream, pace))
    yield { type: 'progress', done: (0.95 * (r + 1)) / params.replicates, label: `world ${r + 1} of ${params.replicates}` }
    yield { type: 'table', name: 'estimates', rows: estimateRows(results) }
    yield { type: 'table', name: 'errors', rows: errorRows(results) }
  }
  yield { type: 'metrics', metrics: { ...trialMetrics(results), 'shrinkage': mean(slopes) } }

  const rows: Row[] = []
  const corrections: Corrections[] = []
  for (let r = 0; r < SELECTION_REPLICATES; r++) {
    await pace()
    corrections.push(calibrate(random.stream('selection').stream(r)))
  }
  const at = async (share: number): Promise<SelectionEffects> => {
    const all: SelectionEffects[] = []
    for (let r = 0; r < SELECTION_REPLICATES; r++) {
      await pace()
      all.push(selectionEffects(share, corrections[r], random.stream('selection').stream(r)))
    }
    const of = (key: keyof SelectionEffects): number => mean(all.map((each) => each[key]))
    return { truth: of('truth'), naive: of('naive'), LCC: of('LCC'), Tweedie: of('Tweedie') }
  }
  const trial = await at(control === 'chosen-by-image' ? 1 : params.selection)
  const chosen = await at(1)
  for (const share of SELECTION_SHARES) {
    const effects = await at(share)
    for (const method of ['naive', 'LCC', 'Tweedie'] as const) rows.push({ share, method, ratio: effects[method] / effects.truth })
  }
  yield { type: 'table', name: 'selection', rows }
  yield {
    type: 'metrics',
    metrics: {
      'gaussian-naive': trial.naive / trial.truth,
      'gaussian-lcc': trial.LCC / trial.truth,
      'gaussian-tweedie': trial.Tweedie / trial.truth,
      'chosen-naive': chosen.naive / chosen.truth,
      'chosen-lcc': chosen.LCC / chosen.truth,
      'chosen-tweedie': chosen.Tweedie / chosen.truth,
    },
  }
}

function estimateRows(results: readonly WorldResult[]): Row[] {
  return METHODS.flatMap((method) => EFFECTS.map((tau, t) => ({ tau, method, estimate: mean(results.map(({ estimates }) => estimates[method][t])) })))
}

function errorRows(results: readonly WorldResult[]): Row[] {
  const effect = (method: Method): number => mean(results.map(({ mae }) => mae[method]))
  const unit = (method: 'naive' | 'LCC' | 'Tweedie'): number => mean(results.map(({ unitError }) => unitError[method]))
  return [
    ...METHODS.map((method) => ({ method, what: 'error of the effect', value: effect(method) / effect('naive') })),
    ...(['naive', 'LCC', 'Tweedie'] as const).map((method) => ({ method, what: 'squared error of a unit', value: unit(method) / unit('naive') })),
  ]
}

function trialMetrics(results: readonly WorldResult[]): Record<string, number> {
  const slope = (method: Method): number => mean(results.map((each) => each.slope[method]))
  const mae = (method: Method): number => mean(results.map((each) => each.mae[method]))
  const unit = (method: 'naive' | 'LCC' | 'Tweedie'): number => mean(results.map(({ unitError }) => unitError[method]))
  return {
    'slope-true': slope('true outcomes'),
    'slope-naive': slope('naive'),
    'slope-lcc': slope('LCC'),
    'slope-tweedie': slope('Tweedie'),
    'slope-ppi': slope('PPI'),
    'mae-true': mae('true outcomes'),
    'mae-naive': mae('naive'),
    'mae-lcc': mae('LCC'),
    'mae-tweedie': mae('Tweedie'),
    'mae-ppi': mae('PPI'),
    'lcc-over-naive': mae('LCC') / mae('naive'),
    'tweedie-over-naive': mae('Tweedie') / mae('naive'),
    'lcc-over-ppi': mae('LCC') / mae('PPI'),
    'tweedie-over-ppi': mae('Tweedie') / mae('PPI'),
    'unit-error-naive': unit('naive'),
    'unit-error-lcc': unit('LCC'),
    'unit-error-tweedie': unit('Tweedie'),
    'unit-error-ratio': unit('LCC') / unit('naive'),
  }
}

/** The first world's calibration split: predictions over truth, and the density that Tweedie's score comes from. */
function* firstWorld({ calibration, lcc, tweedie }: World): Generator<RunEvent> {
  const { prediction, truth } = calibration
  const shown = Math.min(SHOWN_UNITS, truth.length)
  yield { type: 'table', name: 'calibration', rows: Array.from({ length: shown }, (_, i) => ({ truth: truth[i], prediction: prediction[i], residual: prediction[i] - truth[i] })) }
  const ends = [Math.min(...truth), Math.max(...truth)]
  yield { type: 'table', name: 'shrinkage', rows: ends.map((y) => ({ truth: y, prediction: lcc.intercept + lcc.slope * y, perfect: y })) }
  yield* tweedieCurves(tweedie)
}
