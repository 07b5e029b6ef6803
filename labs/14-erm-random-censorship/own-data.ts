/** The reader's own censored table: which correction it needs, and what its weights look like. There is no truth to check. */
import { matrix, matvec, row } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { beranEstimator, ipcwWeights, marginalCensoringSurvival, monomialExponents, polynomialFeatures, selectBandwidth, weightedRidge } from '@offprint/methods/random-censorship'
import { mean, quantile, standardDeviation } from '@offprint/methods/stats'
import { DataError } from '../kit/index.ts'
import type { OwnData, Row, RunContext, RunEvent } from '../kit/index.ts'
import { readNumericTable } from '../kit/numeric-table.ts'
import type { Params } from './lab.ts'

export interface CensoredTable {
  /** Observed durations, in the reader's unit. */
  time: Float64Array
  /** 1 where the duration was seen to its end. */
  event: Uint8Array
  /** Covariates, [n, d], as they came. */
  x: Matrix
  names: string[]
}

/** Fewer rows than this leave nothing to weight locally. */
const LEAST_ROWS = 30
/** The estimate takes time in the square of the rows: 20,000 take about ten seconds. */
const MOST_ROWS = 20_000

export const ownData: OwnData<CensoredTable> = {
  help: 'A table of durations, one row each: how long it was observed, whether it was seen to its end, and covariates. It stays on this machine.',
  columns: [
    { name: 'time', about: 'observed duration, 0 or more, in any unit', required: true },
    { name: 'event', about: '1 where the duration was seen to its end, 0 where it was cut short', required: true },
    { name: 'anything else', about: 'covariates, numbers; up to three work well', required: true },
  ],
  example: 'time,event,age,dose\n12.5,1,61,0.4\n30,0,48,1.1\n7.25,1,70,0.2\n',
  parse(files) {
    const { named, features, x, rows } = readNumericTable(files, ['time', 'event'])
    const [{ name }] = files
    if (features.length === 0) throw new DataError(`${name} has no covariates: besides time and event it needs at least one column of numbers.`)
    if (rows < LEAST_ROWS || rows > MOST_ROWS) throw new DataError(`${name} has ${rows} rows; from ${LEAST_ROWS} to ${MOST_ROWS} are expected.`)
    const { time, event } = named
    const negative = time.findIndex((t) => t < 0)
    if (negative >= 0) throw new DataError(`${name}: column "time", row ${negative + 1} is below zero.`)
    const odd = event.findIndex((flag) => flag !== 0 && flag !== 1)
    if (odd >= 0) throw new DataError(`${name}: column "event", row ${odd + 1} is ${event[odd]}; it must be 1 (seen to the end) or 0 (cut short).`)
    if (event.every((flag) => flag === 0)) throw new DataError(`${name}: every row is cut short, so no duration is known.`)
    return { time, event: Uint8Array.from(event), x: matrix(rows, features.length, x), names: features }
  },
}

/** Ten rows a coefficient keep the fit from following single durations. */
const ROWS_A_FEATURE = 10
/** In standard deviations of a covariate. */
const BANDWIDTHS = [0.25, 0.5, 1, 2, 4]
const FOLDS = 5
/** The search costs bandwidths · n²; above this it runs on a random part of the rows. */
const SEARCH_ROWS = 600
const ROWS_A_TURN = 128

export async function* runOnOwnData({ params, random, pace }: RunContext<Params, CensoredTable>, table: CensoredTable): AsyncGenerator<RunEvent, void, void> {
  const { time, event, names } = table
  const n = time.length
  const x = standardised(table.x)
  const degree = affordableDegree(x.cols, n, params.degree)
  // Monomials of values beyond ±1 grow without bound: three standard deviations become 1.
  const features = polynomialFeatures(matrix(n, x.cols, x.data.map((value) => value / 3)), degree)

  yield { type: 'progress', done: 0.1, label: 'choosing a bandwidth' }
  const bandwidth = await chosenBandwidth(x, features, table, params, random.stream('search').permutation(n), pace)

  yield { type: 'progress', done: 0.4, label: 'estimating the censoring' }
  const estimator = beranEstimator({ x, time, censored: event.map((flag) => 1 - flag), bandwidth })
  const survival = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    if (i % ROWS_A_TURN === 0) await pace()
    survival[i] = estimator.ofObservation(i)
  }
  const beran = ipcwWeights(event, survival, { clip: params.clip })
  const marginal = ipcwWeights(event, marginalCensoringSurvival(time, event), { clip: params.clip })

  const ones = new Float64Array(n).fill(1)
  const fitted = [
    ['naive', ones],
    ['complete rows', Float64Array.from(event)],
    ['marginal weights', marginal.weights],
    ['Beran weights', beran.weights],
  ] as const
  const summary: Row[] = []
  const predictions: Row[] = []
  const metrics: Record<string, number> = {
    rows: n,
    covariates: names.length,
    'censored-share': 1 - mean(event),
    degree,
    bandwidth,
    'mean-weight': beran.meanWeight,
    'max-weight': beran.maxWeight,
    'clipped-share': beran.clippedShare,
  }
  for (const [estimator, weights] of fitted) {
    await pace()
    const prediction = matvec(features, weightedRidge(features, time, weights, params.ridge))
    summary.push({ estimator, mean: mean(prediction), median: quantile(prediction, 0.5), low: quantile(prediction, 0.1), high: quantile(prediction, 0.9) })
    metrics[`mean-prediction-${estimator.split(' ')[0].toLowerCase()}`] = mean(prediction)
    for (let i = 0; i < n; i++) predictions.push({ row: i + 1, estimator, prediction: prediction[i] })
  }
  yield { type: 'metrics', metrics }
  yield { type: 'table', name: 'own-fits', rows: summary }
  yield { type: 'table', name: 'own-predictions', rows: predictions }
  yield {
    type: 'table',
    name: 'weights',
    rows: Array.from({ length: n }, (_, i) => i)
      .filter((i) => event[i] === 1)
      .flatMap((i) => [
        { weights: 'Beran', weight: beran.weights[i], survival: survival[i] },
        { weights: 'marginal', weight: marginal.weights[i], survival: survival[i] },
      ]),
  }
  yield { type: 'table', name: 'warnings', rows: beran.warnings.map(({ code, message }) => ({ code, message })) }
}

async function chosenBandwidth(x: Matrix, features: Matrix, table: CensoredTable, params: Params, order: Uint32Array, pace: () => Promise<void>): Promise<number> {
  const rows = order.subarray(0, Math.min(SEARCH_ROWS, order.length))
  const part = (from: Matrix): Matrix => {
    const out = matrix(rows.length, from.cols)
    for (const [to, i] of rows.entries()) out.data.set(row(from, i), to * from.cols)
    return out
  }
  const search = {
    x: part(x), features: part(features), time: Float64Array.from(rows, (i) => table.time[i]), event: Uint8Array.from(rows, (i) => table.event[i]),
    folds: FOLDS, order: rows.map((_, i) => i), ridge: params.ridge, clip: params.clip,
  }
  let best = { bandwidth: BANDWIDTHS[0], risk: Infinity }
  for (const bandwidth of BANDWIDTHS) {
    await pace()
    const [risk] = selectBandwidth({ ...search, grid: [bandwidth] }).risks
    if (risk < best.risk) best = { bandwidth, risk }
  }
  return best.bandwidth
}

function standardised(x: Matrix): Matrix {
  const out = matrix(x.rows, x.cols, x.data.slice())
  for (let k = 0; k < x.cols; k++) {
    const values = Float64Array.from({ length: x.rows }, (_, i) => x.data[i * x.cols + k])
    const centre = mean(values)
    const spread = standardDeviation(values) || 1
    for (let i = 0; i < x.rows; i++) out.data[i * x.cols + k] = (values[i] - centre) / spread
  }
  return out
}

function affordableDegree(covariates: number, rows: number, wanted: number): number {
  let degree = wanted
  while (degree > 1 && monomialExponents(covariates, degree).length * ROWS_A_FEATURE > rows) degree--
  return degree
}
