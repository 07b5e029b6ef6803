/** The reader's own features and last layer as NumPy arrays: half of the known samples to fit, half to test. */
import { auroc } from '@offprint/methods/costarr'
import { matmul, matrix, transpose } from '@offprint/methods/linalg'
import type { Random } from '@offprint/methods/random'
import { DataError, expectShape, readNpy } from '../kit/index.ts'
import type { DataFile, NpyArray, OwnData, RunEvent } from '../kit/index.ts'
import { allScores, fitScores, SCORES } from './scoring.ts'

export interface OwnFeatures {
  features: Float64Array
  logits: Float64Array
  /** −1 for a sample of an unknown class. */
  labels: Float64Array
  weights: Float64Array
  classes: number
  dims: number
}

function parse(files: readonly DataFile[]): OwnFeatures {
  const read = (name: string): NpyArray | undefined => {
    const file = files.find((each) => each.name.toLowerCase().replace(/\.npy$/, '') === name)
    return file && readNpy(file)
  }
  const [features, labels, weights, bias] = ['features', 'labels', 'weights', 'bias'].map(read)
  if (!features || !labels || !weights) {
    const missing = [features ? '' : 'features.npy', labels ? '' : 'labels.npy', weights ? '' : 'weights.npy'].filter(Boolean)
    throw new DataError(`Missing: ${missing.join(', ')}. Bring features.npy [n, D], labels.npy [n], weights.npy [C, D] and, if there is one, bias.npy [C].`)
  }
  expectShape(features, [null, null], 'features.npy')
  const [n, dims] = features.shape
  expectShape(labels, [n], 'labels.npy')
  expectShape(weights, [null, dims], 'weights.npy')
  const classes = weights.shape[0]
  if (bias) expectShape(bias, [classes], 'bias.npy')
  for (const [name, array] of Object.entries({ features, weights, ...(bias && { bias }) })) expectFinite(array, `${name}.npy`)
  const wrong = labels.data.findIndex((label) => !Number.isInteger(label) || label < -1 || label >= classes)
  if (wrong >= 0) throw new DataError(`labels.npy holds ${labels.data[wrong]} at position ${wrong}; labels run from 0 to ${classes - 1}, −1 marks unknown classes.`)
  if (!labels.data.includes(-1)) throw new DataError('labels.npy marks no sample as unknown (−1), so there is nothing to tell apart.')
  for (let k = 0; k < classes; k++) {
    if (!labels.data.includes(k)) throw new DataError(`labels.npy holds no sample of class ${k}; each of the ${classes} rows of weights.npy needs known samples.`)
  }
  const logits = matmul(matrix(n, dims, features.data), transpose(matrix(classes, dims, weights.data))).data
  if (bias) for (let i = 0; i < logits.length; i++) logits[i] += bias.data[i % classes]
  return { features: features.data, logits, labels: labels.data, weights: weights.data, classes, dims }
}

function expectFinite({ shape, data }: NpyArray, name: string): void {
  const at = data.findIndex((value) => !Number.isFinite(value))
  if (at < 0) return
  const width = shape[1] ?? 1
  throw new DataError(`${name} holds ${data[at]} at row ${Math.floor(at / width)}, column ${at % width}; finite numbers are expected.`)
}

export const ownData: OwnData<OwnFeatures> = {
  help: 'The features that go into your classifier’s last layer, the layer’s weights, and labels with −1 for samples of unknown classes, as NPY files. Half of the known samples fit the scores, half test them.',
  columns: [
    { name: 'features.npy', about: '[n, D], after the ReLU', required: true },
    { name: 'labels.npy', about: '[n], 0 to C − 1, or −1 for unknown', required: true },
    { name: 'weights.npy', about: '[C, D], of the last layer', required: true },
    { name: 'bias.npy', about: '[C], of the last layer', required: false },
  ],
  example: 'np.save("features.npy", f); np.save("labels.npy", y); np.save("weights.npy", head.weight); np.save("bias.npy", head.bias)',
  parse,
}

export async function* ownRun(data: OwnFeatures, random: Random): AsyncGenerator<RunEvent, void, void> {
  const { dims, classes, weights } = data
  yield { type: 'progress', done: 0, label: `${data.labels.length} samples of your own` }
  const order = random.stream('split').permutation(data.labels.length)
  const known = order.filter((i) => data.labels[i] >= 0)
  const half = Math.floor(known.length / 2)
  const pick = (rows: Uint32Array) => ({
    features: Float64Array.from({ length: rows.length * dims }, (_, at) => data.features[rows[Math.floor(at / dims)] * dims + (at % dims)]),
    logits: Float64Array.from({ length: rows.length * classes }, (_, at) => data.logits[rows[Math.floor(at / classes)] * classes + (at % classes)]),
  })
  const fitRows = known.subarray(0, half)
  const fitted = fitScores(pick(fitRows), Array.from(fitRows, (row) => data.labels[row]), { weights, classes, dims })
  const [knownScores, unknownScores] = [known.subarray(half), order.filter((i) => data.labels[i] < 0)].map((rows) => allScores(fitted, pick(rows)))
  const rows = SCORES.map((score) => ({ score, type: 'all', auroc: auroc(knownScores[score], unknownScores[score]) }))
  yield { type: 'table', name: 'auroc', rows }
  yield { type: 'metrics', metrics: Object.fromEntries(rows.map(({ score, auroc: area }) => [`auroc ${score}`, area])) }
  yield { type: 'progress', done: 1, label: 'done' }
}
