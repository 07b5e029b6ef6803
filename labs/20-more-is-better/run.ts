/** The three parts of the lab in order: Gaussian features, digits, fitting ratios. */
import { isOverfittingObligatory } from '@offprint/methods/more-is-better'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { digitsExperiment, NOISE_LEVELS } from './digits.ts'
import type { LevelResult } from './digits.ts'
import { FEATURES_PER_SAMPLE, gaussianExperiment, gaussianTheory, powerLawWorld, RIDGES } from './gaussian.ts'
import type { GaussianErrors } from './gaussian.ts'
import type { Params } from './lab.ts'
import { finiteRatio, RATIO_CASES, ratioMap } from './ratio.ts'

/** Theory and experiment are compared at this ridge and above; below it the experiment itself is near its divergence. */
const LEAST_COMPARED_RIDGE = 1e-2
/** Where k = ∞ is drawn, as a multiple of the samples: one step beyond the largest k. */
const INFINITY_DRAWN_AT = 40

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function standardError(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length)
}

/** What the experiment says so far, a seed an entry of `measurements`. */
function gaussianReport(params: Params, measurements: readonly GaussianErrors[], predicted: GaussianErrors, control?: string): RunEvent[] {
  const errors = measurements.map(({ test }) => test)
  const theory = predicted.test
  const chosen = (row: Float64Array) => (control === 'fixed-ridge' ? row[0] : Math.min(...row))
  const rows: Row[] = []
  let stepUp = -Infinity
  let last = Infinity
  for (const [i, ratio] of FEATURES_PER_SAMPLE.entries()) {
    const best = errors.map((seed) => chosen(seed[i]))
    const tiny = errors.map((seed) => seed[i][0])
    const error = standardError(best)
    if (i > 0) stepUp = Math.max(stepUp, (mean(best) - last) / error)
    last = mean(best)
    const at = params.n * (ratio === Infinity ? INFINITY_DRAWN_AT : ratio)
    const k = ratio === Infinity ? '∞' : String(Math.round(ratio * params.n))
    rows.push(
      { k, at, ridge: 'best ridge', measured: mean(best), low: mean(best) - error, high: mean(best) + error, theory: chosen(theory[i]) },
      { k, at, ridge: 'ridge 0.0001', measured: mean(tiny), low: mean(tiny) - standardError(tiny), high: mean(tiny) + standardError(tiny), theory: theory[i][0] },
    )
  }
  const pairs: Row[] = []
  const deviations: number[] = []
  const trainDeviations: number[] = []
  for (const [i, ratio] of FEATURES_PER_SAMPLE.entries()) {
    for (let r = 0; r < RIDGES.length; r++) {
      if (RIDGES[r] < LEAST_COMPARED_RIDGE * 0.999) continue
      const measured = mean(errors.map((seed) => seed[i][r]))
      deviations.push(Math.abs(theory[i][r] / measured - 1))
      trainDeviations.push(Math.abs(predicted.train[i][r] / mean(measurements.map(({ train }) => train[i][r])) - 1))
      pairs.push({ k: ratio === Infinity ? '∞' : String(Math.round(ratio * params.n)), ridge: Number(RIDGES[r].toPrecision(3)), measured, theory: theory[i][r] })
    }
  }
  const tinyAt = (ratio: number) => mean(errors.map((seed) => seed[FEATURES_PER_SAMPLE.indexOf(ratio)][0]))
  const envelope = rows.filter((row) => row.ridge === 'best ridge')
  return [
    {
      type: 'metrics',
      metrics: {
        envelopeStepUp: stepUp,
        peakRatio: tinyAt(1) / tinyAt(16),
        theoryError: mean(deviations),
        trainTheoryError: mean(trainDeviations),
        riskFewFeatures: Number(envelope[0].measured),
        riskInfinite: Number(envelope.at(-1)!.measured),
      },
    },
    { type: 'table', name: 'risk', rows },
    { type: 'table', name: 'agreement', rows: pairs },
    { type: 'series', name: 'risk-best-ridge', x: envelope.map((row) => Number(row.at)), y: envelope.map((row) => Number(row.measured)) },
    { type: 'series', name: 'risk-best-ridge-theory', x: envelope.map((row) => Number(row.at)), y: envelope.map((row) => Number(row.theory)) },
  ]
}

function digitsReport(splits: { base: number; levels: LevelResult[] }[], levels: readonly number[]): RunEvent[] {
  const metrics: Record<string, number> = { digitsBase: mean(splits.map((split) => split.base)) }
  const rows: Row[] = []
  for (const [i, level] of levels.entries()) {
    const results = splits.map((split) => split.levels[i])
    const name = NOISE_LEVELS[i]
    metrics[`digitsRatio${name}`] = mean(results.map((result) => result.bestRatio))
    metrics[`digitsCost${name}`] = mean(results.map((result) => result.forcedCost)) - 1
    metrics[`digitsTolerated${name}`] = mean(results.map((result) => result.toleratedRatio))
    const points = results[0].curve.length
    for (let at = 0; at < points; at++) {
      rows.push({
        noise: `${level} ×`,
        ratio: mean(results.map((result) => result.curve[at].ratio)),
        cost: mean(results.map((result) => result.curve[at].cost)),
      })
    }
  }
  return [
    { type: 'metrics', metrics },
    { type: 'table', name: 'digits', rows },
  ]
}

/** The control that gives the noise-free digits the noise of the next level. */
const noisyLevels = (control?: string) => (control === 'label-noise' ? [5, ...NOISE_LEVELS.slice(1)] : NOISE_LEVELS)

export async function* run({ params, random, control, pace }: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const world = powerLawWorld(params)
  const theory = gaussianTheory(params, world, { infinite: control === 'infinite-theory', timesN: control === 'ridge-times-n' })
  await pace()
  const total = params.seeds + 3 * params.digitSplits + RATIO_CASES.length
  let done = 0
  const errors: GaussianErrors[] = []
  for (let seed = 0; seed < params.seeds; seed++) {
    yield { type: 'progress', done: done++ / total, label: `Gaussian features, repetition ${seed + 1} of ${params.seeds}` }
    errors.push(await gaussianExperiment(params, world, random.stream(`gaussian ${seed}`), pace))
    if (errors.length > 1) yield* gaussianReport(params, errors, theory, control)
  }
  const splits = []
  const levels = noisyLevels(control)
  for (let split = 0; split < params.digitSplits; split++) {
    yield { type: 'progress', done: done / total, label: `digits, split ${split + 1} of ${params.digitSplits}` }
    splits.push(await digitsExperiment(params.digits, levels, random.stream(`digits ${split}`), pace))
    done += 3
    yield* digitsReport(splits, levels)
  }
  yield { type: 'table', name: 'ratioMap', rows: ratioMap(params.alpha) }
  const comparison: Row[] = []
  for (const task of RATIO_CASES) {
    yield { type: 'progress', done: done++ / total, label: `fitting ratio, ${task.name}` }
    const finite = await finiteRatio(task, params.ratioModes, pace)
    const formula = isOverfittingObligatory(task).rStar ** 2
    comparison.push({ case: task.name, finite, formula })
    yield { type: 'metrics', metrics: { [`ratioFinite_${task.name}`]: finite, [`ratioGap_${task.name}`]: Math.abs(finite - formula) } }
  }
  yield { type: 'table', name: 'ratioCases', rows: comparison }
  yield { type: 'progress', done: 1, label: 'done' }
}
