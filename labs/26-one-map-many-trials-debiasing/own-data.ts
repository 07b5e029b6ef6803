/** The reader's own predictions: how shrunk they are, and, where a trial comes along, its effect naive and corrected. */
import { compareDebiasers, fitLcc, fitTweedie, propensityWeights, weightedEffect } from '@offprint/methods/one-map-many-trials'
import { bootstrapInterval, mean } from '@offprint/methods/stats'
import { DataError, readCsv } from '../kit/index.ts'
import type { DataFile, OwnData, Row, RunContext, RunEvent } from '../kit/index.ts'
import { readNumericTable } from '../kit/numeric-table.ts'
import { tweedieCurves } from './curves.ts'
import type { Params } from './lab.ts'

export interface OwnPredictions {
  calibration: { prediction: Float64Array; truth: Float64Array }
  trial?: { prediction: Float64Array; treatment: Float64Array; propensity: Float64Array }
}

/** Below this many rows neither a slope nor a density can be trusted. */
const LEAST_ROWS = 20
const RESAMPLES = 400

export const ownData: OwnData<OwnPredictions> = {
  help: 'A calibration table of out-of-sample predictions with their true values; if you like, a second table of a trial with predictions and treatment. Both stay on this machine.',
  columns: [
    { name: 'prediction', about: "the model's output, in the outcome's unit; in both tables", required: true },
    { name: 'truth', about: 'the true outcome; marks the calibration table', required: true },
    { name: 'treatment', about: '1 treated, 0 not; marks the table of a trial', required: false },
    { name: 'propensity', about: 'chance of treatment, between 0 and 1; the share treated when absent', required: false },
  ],
  example: 'prediction,truth\n0.41,0.90\n-0.12,-0.35\n0.77,1.52\n',
  parse(files) {
    if (files.length < 1 || files.length > 2) throw new DataError(`Bring a calibration table and at most one of a trial; there are ${files.length} files.`)
    const first = files.findIndex((file) => !isTrial(file, files))
    if (first < 0) throw new DataError(`${files[0].name} has no column "truth"; the calibration table needs predictions and their true values.`)
    const { named, rows } = readNumericTable([files[first]], ['prediction', 'truth'])
    if (rows < LEAST_ROWS) throw new DataError(`${files[first].name} has ${rows} rows; a calibration table needs at least ${LEAST_ROWS}.`)
    const calibration = { prediction: named.prediction, truth: named.truth }
    const other = files[1 - first]
    return other ? { calibration, trial: readTrial(other) } : { calibration }
  },
}

/** A CSV tells by its columns what it is; of two NPY files the second is the trial. */
function isTrial(file: DataFile, files: readonly DataFile[]): boolean {
  if (file.name.toLowerCase().endsWith('.npy')) return files.indexOf(file) === 1
  const columns = readCsv(file).columns.map((column) => column.toLowerCase())
  return columns.includes('treatment') && !columns.includes('truth')
}

function readTrial(file: DataFile): NonNullable<OwnPredictions['trial']> {
  const { named, features, x, rows } = readNumericTable([file], ['prediction', 'treatment'])
  const { prediction, treatment } = named
  const odd = treatment.findIndex((value) => value !== 0 && value !== 1)
  if (odd >= 0) throw new DataError(`${file.name}: column "treatment", row ${odd + 1} is ${treatment[odd]}; it must be 1 (treated) or 0.`)
  const share = mean(treatment)
  if (share === 0 || share === 1) throw new DataError(`${file.name}: all rows have the same treatment; an effect needs both.`)
  const at = file.name.toLowerCase().endsWith('.npy') ? 0 : features.findIndex((name) => name.toLowerCase() === 'propensity')
  if (at < 0 || features.length === 0) return { prediction, treatment, propensity: new Float64Array(rows).fill(share) }
  const propensity = Float64Array.from({ length: rows }, (_, i) => x[i * features.length + at])
  const outside = propensity.findIndex((e) => !(e > 0 && e < 1))
  if (outside >= 0) throw new DataError(`${file.name}: column "propensity", row ${outside + 1} is ${propensity[outside]}; it must lie between 0 and 1.`)
  return { prediction, treatment, propensity }
}

export async function* runOnOwnData({ params, random, pace }: RunContext<Params, OwnPredictions>, { calibration, trial }: OwnPredictions): AsyncGenerator<RunEvent, void, void> {
  const { prediction, truth } = calibration
  const lcc = fitLcc(prediction, truth)
  const tweedie = fitTweedie(prediction, truth, { bandwidth: params.bandwidth })
  await pace()
  const { recommended, table } = compareDebiasers(prediction, truth, random.stream('folds').permutation(truth.length))
  yield {
    type: 'metrics',
    metrics: {
      'calibration-rows': truth.length,
      shrinkage: lcc.slope,
      sigma: tweedie.sigma,
      ...Object.fromEntries(table.flatMap(({ method, slope, mse }) => [[`held-out-slope-${method.toLowerCase()}`, slope], [`held-out-mse-${method.toLowerCase()}`, mse]])),
    },
  }
  yield { type: 'table', name: 'recommendation', rows: [{ recommended }, ...[...lcc.warnings, ...tweedie.warnings].map(({ code, message }) => ({ code, message }))] }
  const ends = [Math.min(...truth), Math.max(...truth)]
  yield { type: 'table', name: 'calibration', rows: Array.from(truth, (y, i) => ({ truth: y, prediction: prediction[i], residual: prediction[i] - y })) }
  yield { type: 'table', name: 'shrinkage', rows: ends.map((y) => ({ truth: y, prediction: lcc.intercept + lcc.slope * y, perfect: y })) }
  yield* tweedieCurves(tweedie)
  if (!trial) return

  const weights = propensityWeights(trial.treatment, trial.propensity)
  const effects: Row[] = []
  for (const [method, correct] of [['naive', (p: Float64Array) => p], ['LCC', lcc.correct], ['Tweedie', tweedie.correct]] as const) {
    await pace()
    const corrected = correct(trial.prediction)
    const { ate } = weightedEffect(corrected, weights)
    const interval = bootstrapInterval(
      (rows) => {
        let treated = 0
        let untreated = 0
        let sumTreated = 0
        let sumUntreated = 0
        for (const i of rows) {
          treated += weights.treated[i]
          untreated += weights.control[i]
          sumTreated += weights.treated[i] * corrected[i]
          sumUntreated += weights.control[i] * corrected[i]
        }
        return treated === 0 || untreated === 0 ? ate : sumTreated / treated - sumUntreated / untreated
      },
      corrected.length,
      { random: random.stream(`bootstrap ${method}`), replicates: RESAMPLES },
    )
    effects.push({ method, effect: ate, low: interval.low, high: interval.high })
  }
  yield { type: 'table', name: 'effects', rows: effects }
  yield {
    type: 'metrics',
    metrics: {
      ...Object.fromEntries(effects.map(({ method, effect }) => [`effect-${String(method).toLowerCase()}`, Number(effect)])),
      'out-of-support': tweedie.outOfSupport(trial.prediction),
    },
  }
}
