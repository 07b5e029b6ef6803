/**
 * Part B: kernel ridge regression on digits with the tangent kernel of a ReLU network of two hidden layers
 * (card, section g.B, after the paper's experiments with convolutional tangent kernels): how much fitting is best, and
 * what does it cost to fit less, with 0, 1, 5 and 50 times the noise-free error added to train and test labels?
 */
import { matmulPaced, matrix, transpose } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { loadDigits } from '@offprint/methods/mnist'
import type { Digits } from '@offprint/methods/mnist'
import { logSpace, ntkFromInnerProducts, preparedRidgePath, prepareKernels } from '@offprint/methods/more-is-better'
import type { RidgePath } from '@offprint/methods/more-is-better'
import type { Random } from '@offprint/methods/random'

/** Added label noise in units of the noise-free, nearly ridgeless test error. */
export const NOISE_LEVELS = [0, 1, 5, 50]
/** The fitting ratio train error / test error at which the cost of underfitting is read. */
export const FORCED_RATIO = 0.3
const DIGIT_RIDGES = logSpace(1e-5, 1e3, 36)
const CLASSES = 10
/** The card tests on 2,000; fewer where a run is made smaller than the quick one. */
const testPoints = (samples: number): number => Math.min(2000, 5 * samples)
const HIDDEN_LAYERS = 2
/** Rows of the kernel computed between two turns. */
const STRIP = 50

export interface LevelResult {
  level: number
  /** Train over test error at the best ridge. */
  bestRatio: number
  /** Test error where train / test error is FORCED_RATIO, over the best. */
  forcedCost: number
  /** The largest fitting ratio whose test error is within 5 % of the best. */
  toleratedRatio: number
  /** For the figure: fitting ratio and test error over the best, one point a ridge. */
  curve: { ratio: number; cost: number }[]
}

/** Unit-norm pixels of the chosen images, [count, 784]. */
function unitRows({ pixels, size }: Digits, chosen: Uint32Array): Matrix {
  const out = matrix(chosen.length, size)
  for (const [row, image] of chosen.entries()) {
    let norm = 0
    for (let j = 0; j < size; j++) norm += pixels[image * size + j] ** 2
    norm = Math.sqrt(norm) || 1
    for (let j = 0; j < size; j++) out.data[row * size + j] = pixels[image * size + j] / norm
  }
  return out
}

function oneHot(labels: Uint8Array, chosen: Uint32Array): Matrix {
  const out = matrix(chosen.length, CLASSES)
  for (const [row, image] of chosen.entries()) out.data[row * CLASSES + labels[image]] = 1
  return out
}

async function kernelOf(a: Matrix, bTransposed: Matrix, pace: () => Promise<void>): Promise<Matrix> {
  const products = await matmulPaced(a, bTransposed, pace)
  for (let row = 0; row < products.rows; row += STRIP) {
    const end = Math.min(products.rows, row + STRIP)
    const strip = products.data.subarray(row * products.cols, end * products.cols)
    ntkFromInnerProducts(matrix(end - row, products.cols, strip), HIDDEN_LAYERS)
    await pace()
  }
  return products
}

const withNoise = (labels: Matrix, sd: number, random: Random): Matrix =>
  matrix(labels.rows, labels.cols, labels.data.map((value) => value + (sd > 0 ? random.normal(0, sd) : 0)))

/** Test error at a fitting ratio, linear between neighbouring ridges; the last value beyond the path's end. */
function atRatio(path: RidgePath, ratios: Float64Array, wanted: number): number {
  for (let i = 1; i < ratios.length; i++) {
    if (ratios[i] < wanted) continue
    const share = (wanted - ratios[i - 1]) / (ratios[i] - ratios[i - 1])
    return path.test[i - 1] + share * (path.test[i] - path.test[i - 1])
  }
  return path.test[ratios.length - 1]
}

function summarise(level: number, path: RidgePath): LevelResult {
  const ratios = path.train.map((train, i) => train / path.test[i])
  const best = Math.min(...path.test)
  const tolerated = ratios.filter((_, i) => path.test[i] <= 1.05 * best)
  return {
    level,
    bestRatio: ratios[path.test.indexOf(best)],
    forcedCost: atRatio(path, ratios, FORCED_RATIO) / best,
    toleratedRatio: Math.max(...tolerated),
    curve: Array.from(ratios, (ratio, i) => ({ ratio, cost: path.test[i] / best })),
  }
}

/** One random split: the noise-free error ("base", with the smallest ridge) and a result for each noise level. */
export async function digitsExperiment(
  samples: number,
  levels: readonly number[],
  random: Random,
  pace: () => Promise<void>,
): Promise<{ base: number; levels: LevelResult[] }> {
  const digits = await loadDigits()
  const chosen = random.stream('split').choice(digits.count, samples + testPoints(samples))
  const [trainImages, testImages] = [chosen.subarray(0, samples), chosen.subarray(samples)]
  const train = unitRows(digits, trainImages)
  const trainTransposed = transpose(train)
  const kernel = await kernelOf(train, trainTransposed, pace)
  const testKernel = await kernelOf(unitRows(digits, testImages), trainTransposed, pace)
  const [clean, cleanTest] = [oneHot(digits.labels, trainImages), oneHot(digits.labels, testImages)]
  const prepared = await prepareKernels(kernel, testKernel, pace)
  const free = await preparedRidgePath(prepared, clean, cleanTest, DIGIT_RIDGES, pace)
  const base = free.test[0]
  const results: LevelResult[] = []
  for (const level of levels) {
    const noise = random.stream(`label noise ${level}`)
    const sd = Math.sqrt((level * base) / CLASSES)
    const [labels, testLabels] = [withNoise(clean, sd, noise), withNoise(cleanTest, sd, noise)]
    results.push(summarise(level, level === 0 ? free : await preparedRidgePath(prepared, labels, testLabels, DIGIT_RIDGES, pace)))
  }
  return { base, levels: results }
}
