/** The map: a regression from image features to the outcome, ridge on fixed random ReLU features. */
import { matmul, matrix, matvec } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'
import { mean, ridgeRegression, standardDeviation, withIntercept } from '../stats/index.ts'

const HIDDEN = 200

export interface ImageModel {
  /** Predicted outcomes, [n]. */
  predict(x: Matrix): Float64Array
}

/**
 * Standardises features with the training mean and spread, maps them through relu(x·w + b), w ~ N(0, 1/d), b ~ N(0, 1),
 * and fits a ridge whose intercept is not penalised. Trained for squared error, so its predictions are shrunk.
 */
export function trainImageModel(x: Matrix, outcome: ArrayLike<number>, { ridge, random }: { ridge: number; random: Random }): ImageModel {
  const d = x.cols
  const columns = Array.from({ length: d }, (_, k) => Float64Array.from({ length: x.rows }, (_, i) => x.data[i * d + k]))
  const centre = columns.map(mean)
  const spread = columns.map((column) => standardDeviation(column, 0) || 1)
  const w = matrix(d, HIDDEN, random.stream('weights').normals(d * HIDDEN, 0, 1 / Math.sqrt(d)))
  const b = random.stream('biases').normals(HIDDEN)
  const features = (images: Matrix): Matrix => {
    const standard = matrix(images.rows, d, images.data.map((value, at) => (value - centre[at % d]) / spread[at % d]))
    const hidden = matmul(standard, w)
    for (let at = 0; at < hidden.data.length; at++) hidden.data[at] = Math.max(0, hidden.data[at] + b[at % HIDDEN])
    return withIntercept(hidden)
  }
  const coefficients = ridgeRegression(features(x), outcome, { ridge, unpenalised: [0] })
  return { predict: (images) => matvec(features(images), coefficients) }
}
