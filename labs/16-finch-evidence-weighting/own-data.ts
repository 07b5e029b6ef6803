/** The reader's own logits, priors and labels: half to train the weights on, half to test. */
import { checkPrior, fusionReport, gateFusion, logLinearFuse, trainFixedWeight, trainGate } from '@offprint/methods/finch'
import { evidenceFeatures } from '@offprint/methods/finch'
import { softmaxRows } from '@offprint/methods/classifier'
import type { Random } from '@offprint/methods/random'
import { DataError, numberColumn, numberColumns, readCsv } from '../kit/index.ts'
import type { DataFile, OwnData, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'

export interface OwnSamples {
  count: number
  classes: number
  audioLogits: Float32Array
  prior: Float32Array
  labels: Uint32Array
  /** Gate features beside the statistics, [count, width]; width may be 0. */
  meta: Float32Array
  metaWidth: number
}

/** Fewer rows cannot be split into a part to learn from and a part to test on. */
const LEAST_ROWS = 20
/** Beyond this single precision has lost what tells classes apart; a column of something else was given. */
const LARGEST_LOGIT = 1e6

function parse(files: readonly DataFile[]): OwnSamples {
  if (files.length !== 1) throw new DataError(`Bring one CSV with the columns label, audio0 …, prior0 …; there are ${files.length} files.`)
  const [file] = files
  if (/\.npy$/i.test(file.name)) throw new DataError(`${file.name} is an NPY file; bring one CSV with the columns label, audio0 …, prior0 ….`)
  const table = readCsv(file)
  const named = numberColumn(table, 'label', file.name)
  const audio = numberColumns(table, 'audio', file.name)
  const prior = numberColumns(table, 'prior', file.name)
  if (prior.cols !== audio.cols) throw new DataError(`${file.name} has ${audio.cols} audio columns and ${prior.cols} prior columns; they must be as many.`)
  if (audio.rows < LEAST_ROWS) throw new DataError(`${file.name} has ${audio.rows} rows; at least ${LEAST_ROWS} are needed to learn and to test.`)
  const beyond = named.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= audio.cols)
  if (beyond >= 0) throw new DataError(`${file.name}: row ${beyond + 1} has label ${named[beyond]}; labels are whole numbers from 0 to ${audio.cols - 1}.`)
  const labels = Uint32Array.from(named)
  const large = audio.data.findIndex((value) => Math.abs(value) > LARGEST_LOGIT)
  if (large >= 0) throw new DataError(`${file.name}: row ${Math.floor(large / audio.cols) + 1} has a logit of ${audio.data[large]}; logits beyond ±${LARGEST_LOGIT} are not expected.`)
  for (let i = 0; i < prior.rows; i++) {
    try {
      checkPrior(prior.data.subarray(i * prior.cols, (i + 1) * prior.cols), 1, prior.cols)
    } catch (error) {
      throw new DataError(`${file.name}: ${(error as Error).message.replace('Row 0', `Row ${i + 1}`)}`)
    }
  }
  const hasMeta = table.columns.some((column) => /^meta_?0$/i.test(column))
  const meta = hasMeta ? numberColumns(table, 'meta', file.name) : { data: new Float64Array(0), cols: 0 }
  return {
    count: audio.rows, classes: audio.cols, audioLogits: Float32Array.from(audio.data), prior: Float32Array.from(prior.data), labels,
    meta: Float32Array.from(meta.data), metaWidth: meta.cols,
  }
}

export const ownData: OwnData<OwnSamples> = {
  help: 'One CSV: a classifier’s logits and a context prior for samples the classifier was not trained on, with their labels. Half of the rows train the weights, half test them.',
  columns: [
    { name: 'label', about: 'the true class, 0 to K − 1', required: true },
    { name: 'audio0 … audioK−1', about: 'logits of the classifier', required: true },
    { name: 'prior0 … priorK−1', about: 'probabilities of the context, summing to 1', required: true },
    { name: 'meta0 …', about: 'anything else the gate may look at: place, season, device', required: false },
  ],
  example: 'label,audio0,audio1,prior0,prior1,meta0\n0,1.2,-0.3,0.7,0.3,0.5\n1,0.1,0.4,0.2,0.8,-1.0\n',
  parse,
}

function pick(samples: OwnSamples, rows: Uint32Array) {
  const take = (values: Float32Array, width: number): Float32Array => {
    const out = new Float32Array(rows.length * width)
    for (const [at, row] of rows.entries()) out.set(values.subarray(row * width, (row + 1) * width), at * width)
    return out
  }
  const { classes, metaWidth } = samples
  const [audioLogits, prior, meta] = [take(samples.audioLogits, classes), take(samples.prior, classes), take(samples.meta, metaWidth)]
  const sound = evidenceFeatures(softmaxRows(audioLogits, classes), classes)
  const context = evidenceFeatures(prior, classes)
  const width = 6 + metaWidth
  const features = new Float32Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    features.set(sound.subarray(3 * i, 3 * i + 3), i * width)
    features.set(context.subarray(3 * i, 3 * i + 3), i * width + 3)
    features.set(meta.subarray(i * metaWidth, (i + 1) * metaWidth), i * width + 6)
  }
  return { audioLogits, prior, features, labels: Uint32Array.from(rows, (row) => samples.labels[row]), classes }
}

/** Trains fixed weight and gate on one half and reports all methods on the other. */
export async function* ownRun(samples: OwnSamples, params: Params, random: Random, pace: () => Promise<void>): AsyncGenerator<RunEvent, void, void> {
  yield { type: 'progress', done: 0, label: `${samples.count} rows of your own` }
  const order = random.stream('split').permutation(samples.count)
  const half = Math.floor(samples.count / 2)
  const [train, test] = [pick(samples, order.subarray(0, half)), pick(samples, order.subarray(half))]
  const training = { steps: params.steps, wMax: params.wMax, varianceReward: params.varianceReward, pace }
  const fixed = await trainFixedWeight(train, { ...training, random: random.stream('fixed weight') })
  const gate = await trainGate(train, { ...training, random: random.stream('gate') })
  const fused = gateFusion(gate, test)
  const constant = (value: number) => new Float64Array(test.labels.length).fill(value)
  const reports = [
    ['audio only', 'baseline', fusionReport(test.audioLogits, test.labels)],
    ['fixed weight', 'baseline', fusionReport(logLinearFuse(test.audioLogits, test.prior, constant(fixed.w), fixed), test.labels)],
    ['gate', 'gate', fusionReport(fused.logits, test.labels)],
  ] as const
  const weights = Array.from(fused.weights)
  yield { type: 'table', name: 'methods', rows: reports.map(([method, kind, { acc, nll, ece }]) => ({ method, kind, accuracy: acc, logLoss: nll, calibrationError: ece })) }
  yield { type: 'table', name: 'weights', rows: weights.map((w) => ({ w, group: 'your samples' })) }
  yield {
    type: 'metrics',
    metrics: {
      gainAccuracy: reports[2][2].acc - reports[1][2].acc,
      gainLogLoss: reports[1][2].nll - reports[2][2].nll,
      fixedWeight: fixed.w,
      meanWeight: weights.reduce((sum, w) => sum + w, 0) / weights.length,
    },
  }
  yield { type: 'progress', done: 1, label: 'done' }
}
