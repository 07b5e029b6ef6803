import { matrix, matvec } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { beranEstimator, fixedRuleRisk, meanDuration, sampleCensored, trueCensoringSurvival } from '@offprint/methods/random-censorship'
import type { CensoredSample } from '@offprint/methods/random-censorship'
import { fitLine, linearSpace, mean, standardDeviation } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { ESTIMATORS, excessAndBias, fitSample, regressors, testPoints } from './estimators.ts'
import type { Estimator, FitSettings, SampleFits } from './estimators.ts'
import { runOnOwnData } from './own-data.ts'
import type { CensoredTable } from './own-data.ts'
import type { Params } from './lab.ts'

const TEST_POINTS = 4000
/** Sample sizes of the consistency sweep; each is four times the work of the one before. */
const SWEEP_SIZES = [250, 500, 1000, 2000]
/** From fewer rows than neighbours (nothing local left to average) to no localisation at all. */
const SWEEP_BANDWIDTHS = [0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 3]
const BANDWIDTH_REPLICATES = 6
/** Points of the first sample that the scatter shows; all of them would hide the curves. */
const SCATTER_POINTS = 400
/** Left and right of the step at x₁ = ½. */
const SURVIVAL_AT = [0.25, 0.75]

type Context = RunContext<Params, CensoredTable>
type Outcome = Record<Estimator, { excess: number; bias: number; risk: number }> & { meanWeight: number; maxWeight: number }

export async function* run(context: Context): AsyncGenerator<RunEvent, void, void> {
  if (context.data) {
    yield* runOnOwnData(context, context.data)
    return
  }
  const { params, random } = context
  const settings: FitSettings = { ...params, wrongEvent: context.control === 'wrong-event' }
  const steps = params.replicates * (params.sweep ? 1 + SWEEP_SIZES.length : 1) + (params.sweep ? BANDWIDTH_REPLICATES * SWEEP_BANDWIDTHS.length : 0)
  let done = 0
  const test = testPoints(matrix(TEST_POINTS, 2, random.stream('test').uniforms(2 * TEST_POINTS)), params.degree)

  async function replicate(n: number, r: number, changed: Partial<FitSettings> = {}): Promise<{ sample: CensoredSample; fits: SampleFits; outcome: Outcome }> {
    const sample = sampleCensored(n, params, random.stream('sample').stream(n).stream(r))
    const fits = await fitSample(sample, { ...settings, ...changed }, context.pace)
    const scored = ESTIMATORS.map((name) => {
      const { coefficients, fixedRuleRisk } = fits.fits[name]
      return [name, { ...excessAndBias(test, coefficients), risk: fixedRuleRisk }] as const
    })
    const outcome = { ...Object.fromEntries(scored), meanWeight: fits.beran.meanWeight, maxWeight: fits.beran.maxWeight } as Outcome
    done++
    return { sample, fits, outcome }
  }

  yield { type: 'table', name: 'truth', rows: [{ risk: fixedRuleRisk(params.design) }] }
  const outcomes: Outcome[] = []
  for (let r = 0; r < params.replicates; r++) {
    const { sample, fits, outcome } = await replicate(params.n, r)
    outcomes.push(outcome)
    if (r === 0) yield* firstSample(sample, fits, settings)
    yield { type: 'progress', done: done / steps, label: `sample ${r + 1} of ${params.replicates}` }
    yield { type: 'table', name: 'estimators', rows: estimatorRows(outcomes) }
  }
  yield { type: 'metrics', metrics: headMetrics(outcomes, fixedRuleRisk(params.design)) }
  if (!params.sweep) return

  const sweep: Row[] = []
  const bySize: Outcome[][] = []
  for (const n of SWEEP_SIZES) {
    const at: Outcome[] = []
    for (let r = 0; r < params.replicates; r++) {
      at.push((await replicate(n, r)).outcome)
      yield { type: 'progress', done: done / steps, label: `${n} rows, sample ${r + 1} of ${params.replicates}` }
    }
    bySize.push(at)
    for (const name of ESTIMATORS) sweep.push({ n, estimator: name, excess: mean(at.map((o) => o[name].excess)) })
    yield { type: 'table', name: 'sweep', rows: sweep.slice() }
  }
  yield { type: 'metrics', metrics: sweepMetrics(bySize, fixedRuleRisk(params.design)) }

  const bandwidths: Row[] = []
  for (const bandwidth of SWEEP_BANDWIDTHS) {
    const excess: number[] = []
    const marginal: number[] = []
    for (let r = 0; r < BANDWIDTH_REPLICATES; r++) {
      const { outcome } = await replicate(params.n, r, { bandwidth })
      excess.push(outcome['Beran weights'].excess)
      marginal.push(outcome['marginal weights'].excess)
      yield { type: 'progress', done: done / steps, label: `bandwidth ${bandwidth}, sample ${r + 1} of ${BANDWIDTH_REPLICATES}` }
    }
    bandwidths.push({ bandwidth, excess: mean(excess), marginal: mean(marginal) })
    yield { type: 'table', name: 'bandwidths', rows: bandwidths.slice() }
  }
}

function estimatorRows(outcomes: readonly Outcome[]): Row[] {
  return ESTIMATORS.map((name) => {
    const excess = outcomes.map((o) => o[name].excess)
    return {
      estimator: name,
      excess: mean(excess),
      spread: excess.length > 1 ? standardDeviation(excess) : null,
      bias: mean(outcomes.map((o) => o[name].bias)),
      risk: mean(outcomes.map((o) => o[name].risk)),
    }
  })
}

function headMetrics(outcomes: readonly Outcome[], truth: number): Record<string, number> {
  const excess = (name: Estimator): number => mean(outcomes.map((o) => o[name].excess))
  const bias = (name: Estimator): number => mean(outcomes.map((o) => o[name].bias))
  const risk = (name: Estimator): number => mean(outcomes.map((o) => o[name].risk))
  const beran = excess('Beran weights')
  return {
    'excess-beran': beran,
    'excess-complete': excess('complete rows'),
    'excess-marginal': excess('marginal weights'),
    'excess-naive': excess('naive'),
    'excess-true-weights': excess('true weights'),
    'excess-no-censoring': excess('no censoring'),
    'beran-over-complete': beran / excess('complete rows'),
    'beran-over-marginal': beran / excess('marginal weights'),
    'beran-over-naive': beran / excess('naive'),
    'beran-over-true': beran / excess('true weights'),
    'bias-naive': bias('naive'),
    'bias-complete': bias('complete rows'),
    'bias-beran': bias('Beran weights'),
    'bias-beran-size': Math.abs(bias('Beran weights')),
    'risk-truth': truth,
    'risk-beran': risk('Beran weights'),
    'risk-marginal': risk('marginal weights'),
    'risk-naive': risk('naive'),
    'mean-weight': mean(outcomes.map((o) => o.meanWeight)),
    'max-weight': Math.max(...outcomes.map((o) => o.maxWeight)),
  }
}

function sweepMetrics(bySize: readonly Outcome[][], truth: number): Record<string, number> {
  const logN = SWEEP_SIZES.map(Math.log)
  const slope = (of: (o: Outcome) => number): number => fitLine(logN, bySize.map((at) => Math.log(mean(at.map(of))))).slope
  const naive = slope((o) => o.naive.excess)
  return {
    'slope-beran': slope((o) => o['Beran weights'].excess),
    'slope-true-weights': slope((o) => o['true weights'].excess),
    'slope-complete': slope((o) => o['complete rows'].excess),
    'slope-marginal': slope((o) => o['marginal weights'].excess),
    'slope-naive': naive,
    'slope-naive-size': Math.abs(naive),
    'slope-risk-error': slope((o) => Math.abs(o['Beran weights'].risk - truth)),
    'beran-over-complete-smallest': mean(bySize[0].map((o) => o['Beran weights'].excess)) / mean(bySize[0].map((o) => o['complete rows'].excess)),
  }
}

/** What the first sample looks like: its points, the five fits along x₂ = ½, the censoring's survival, the weights. */
function* firstSample(sample: CensoredSample, { fits, survival, beran, marginal }: SampleFits, settings: FitSettings): Generator<RunEvent> {
  const { x, time, event } = sample
  const shown = Math.min(SCATTER_POINTS, time.length)
  yield {
    type: 'table',
    name: 'sample',
    rows: Array.from({ length: shown }, (_, i) => ({ x1: x.data[2 * i], time: time[i], seen: event[i] === 1 })),
  }
  const x1 = linearSpace(0, 1, 41)
  const slice: Matrix = matrix(x1.length, 2, Float64Array.from({ length: 2 * x1.length }, (_, i) => (i % 2 === 0 ? x1[i >> 1] : 0.5)))
  const features = regressors(slice, settings.degree)
  const curves: Row[] = Array.from(x1, (value) => ({ x1: value, estimator: 'true mean', value: meanDuration(value, 0.5) }))
  for (const name of ESTIMATORS) {
    const prediction = matvec(features, fits[name].coefficients)
    for (let i = 0; i < x1.length; i++) curves.push({ x1: x1[i], estimator: name, value: prediction[i] })
  }
  yield { type: 'table', name: 'fits', rows: curves }

  const estimator = beranEstimator({ x, time, censored: event.map((flag) => (settings.wrongEvent ? flag : 1 - flag)), bandwidth: settings.bandwidth })
  const rows: Row[] = []
  for (const at of SURVIVAL_AT) {
    for (const t of linearSpace(0, 3.5, 36)) {
      rows.push({ x1: `x₁ = ${at}`, t, curve: 'Beran', survival: estimator.at([at, 0.5], t) })
      rows.push({ x1: `x₁ = ${at}`, t, curve: 'true', survival: trueCensoringSurvival(at, t, settings) })
    }
  }
  yield { type: 'table', name: 'survival', rows }

  const weights: Row[] = []
  for (let i = 0; i < time.length; i++) {
    if (event[i] !== 1) continue
    weights.push({ weights: 'Beran', weight: beran.weights[i], survival: survival[i] })
    weights.push({ weights: 'marginal', weight: marginal.weights[i], survival: survival[i] })
  }
  yield { type: 'table', name: 'weights', rows: weights }
}
