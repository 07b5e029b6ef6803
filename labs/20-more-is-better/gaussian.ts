/**
 * Part A: random-feature ridge regression on Gaussian data (paper, figures of risk against k and n; card, section g.A).
 * x ~ N(0, I_M), y = Σ vᵢ xᵢ + noise, features φ(x) = G √Λ x / √k. X, y and the test set are shared across k; G is
 * fresh for each k. The predictor is linear in x, so it is carried as its M weights: test errors need no test features.
 */
import { matmul, matmulPaced, matmulTransposed, matrix, transpose } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { dualPath, kernelSystem, logSpace, rfRidgeTheory, trainError } from '@offprint/methods/more-is-better'
import type { Random } from '@offprint/methods/random'
import type { Params } from './lab.ts'

/** Feature counts as multiples of the sample count; the last is the kernel itself. */
export const FEATURES_PER_SAMPLE = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1, 3 / 2, 2, 4, 8, 16, Infinity]
/** The card's grid of ridges; the first is the "nearly ridgeless" one of the control. */
export const RIDGES = logSpace(1e-4, 1e3, 29)
const TEST_POINTS = 1000
/** Rows of G drawn at a time between two turns. */
const STRIP = 32

export interface World {
  eigvals: Float64Array
  coeffs2: Float64Array
}

export function powerLawWorld({ modes, alpha, beta }: Pick<Params, 'modes' | 'alpha' | 'beta'>): World {
  return {
    eigvals: Float64Array.from({ length: modes }, (_, i) => (i + 1) ** -alpha),
    coeffs2: Float64Array.from({ length: modes }, (_, i) => (i + 1) ** -beta),
  }
}

interface Sample {
  x: Matrix
  y: Matrix
}

function draw(count: number, { coeffs2 }: World, noise: number, random: Random): Sample {
  const modes = coeffs2.length
  const x = matrix(count, modes, random.normals(count * modes))
  const weights = matrix(modes, 1, coeffs2.map(Math.sqrt))
  const y = matmul(x, weights)
  for (let i = 0; i < count; i++) y.data[i] += random.normal(0, Math.sqrt(noise))
  return { x, y }
}

/** Scales column j of a by factors[j], in a copy. */
const scaleColumns = (a: Matrix, factors: ArrayLike<number>): Matrix =>
  matrix(a.rows, a.cols, a.data.map((value, at) => value * factors[at % a.cols]))

const meanSquare = (predictions: Matrix, column: number, labels: Matrix): number => {
  let sum = 0
  for (let i = 0; i < labels.rows; i++) sum += (predictions.data[i * predictions.cols + column] - labels.data[i]) ** 2
  return sum / labels.rows
}

/** Errors for every number of features (rows) and ridge (columns), on the training set and on new noisy labels. */
export interface GaussianErrors {
  train: Float64Array[]
  test: Float64Array[]
}

/** One seed's errors. */
export async function gaussianExperiment(
  params: Params,
  world: World,
  random: Random,
  pace: () => Promise<void>,
): Promise<GaussianErrors> {
  const { n, noise } = params
  const roots = world.eigvals.map(Math.sqrt)
  const train = draw(n, world, noise, random.stream('train'))
  const test = draw(TEST_POINTS, world, noise, random.stream('test'))
  const scaledTest = scaleColumns(test.x, roots)
  // √Λ Xᵀ, [M, n].
  const scaled = transpose(scaleColumns(train.x, roots))
  const errors: GaussianErrors = { train: [], test: [] }
  for (const ratio of FEATURES_PER_SAMPLE) {
    const features = random.stream(`features ${ratio}`)
    const k = ratio === Infinity ? Infinity : Math.max(1, Math.round(ratio * n))
    const { weights, train: trained } = k === Infinity ? await kernelWeights(scaled, train.y, pace) : await featureWeights(scaled, train.y, k, features, pace)
    const predictions = await matmulPaced(scaledTest, weights, pace)
    errors.train.push(trained)
    errors.test.push(Float64Array.from(RIDGES, (_, r) => meanSquare(predictions, r, test.y)))
  }
  return errors
}

/** A fitted path of ridges: √Λ⁻¹ times the predictor's weights, one column a ridge, and its training errors. */
interface Fit {
  weights: Matrix
  train: Float64Array
}

/** At k = ∞ the weights are √Λ Xᵀ α. */
async function kernelWeights(scaled: Matrix, y: Matrix, pace: () => Promise<void>): Promise<Fit> {
  const system = kernelSystem(matmulTransposed(scaled, scaled), y)
  await pace()
  return { weights: await matmulPaced(scaled, dualPath(system, RIDGES), pace), train: RIDGES.map((ridge) => trainError(system, ridge)) }
}

/** The same with k random features: Gᵀ G √Λ Xᵀ α / k. */
async function featureWeights(scaled: Matrix, y: Matrix, k: number, random: Random, pace: () => Promise<void>): Promise<Fit> {
  const modes = scaled.rows
  const g = matrix(k, modes, new Float64Array(k * modes))
  for (let row = 0; row < k; row += STRIP) {
    random.fillNormal(g.data.subarray(row * modes, Math.min(k, row + STRIP) * modes), 0, 1 / Math.sqrt(k))
    await pace()
  }
  const phi = await matmulPaced(g, scaled, pace)
  const system = kernelSystem(matmulTransposed(phi, phi), y)
  await pace()
  const inFeatures = await matmulPaced(phi, dualPath(system, RIDGES), pace)
  // Gᵀ · inFeatures as (inFeaturesᵀ · G)ᵀ: both factors are then read along their rows.
  const weights = transpose(await matmulPaced(transpose(inFeatures), g, pace))
  return { weights, train: RIDGES.map((ridge) => trainError(system, ridge)) }
}

/** The theory's errors for every number of features and ridge. `infinite` uses k = ∞ throughout (a control). */
export function gaussianTheory(params: Params, world: World, switches: { infinite: boolean; timesN: boolean }): GaussianErrors {
  const { n, noise } = params
  const predicted = FEATURES_PER_SAMPLE.map((ratio) => {
    const k = switches.infinite || ratio === Infinity ? Infinity : Math.max(1, Math.round(ratio * n))
    return Array.from(RIDGES, (ridge) => rfRidgeTheory({ ...world, n, k, ridge: switches.timesN ? ridge * n : ridge, noiseVar: noise }))
  })
  return {
    train: predicted.map((path) => Float64Array.from(path, ({ trainMse }) => trainMse)),
    test: predicted.map((path) => Float64Array.from(path, ({ testMse }) => testMse)),
  }
}
