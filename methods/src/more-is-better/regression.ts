/**
 * Kernel and random-feature ridge regression as they are run: the whole path of ridges from one eigendecomposition,
 * in float64 (float32 fails silently at small ridges).
 */
import { matmul, matmulPaced, matmulTransposed, matrix, ShapeMismatch, symmetricEigen, symmetricEigenPaced, transpose } from '../linalg/index.ts'
import type { Matrix, Pace, SymmetricEigen } from '../linalg/index.ts'
import type { Random } from '../random/index.ts'

/** A kernel matrix decomposed once, with the labels in its eigenbasis. */
export interface KernelSystem {
  eigen: SymmetricEigen
  /** Uᵀ Y, [n, c]. */
  rotated: Matrix
}

/**
 * Prepares K + ridge·I for any number of ridges. `kernel` is [n, n], `labels` [n, c].
 * @throws {ShapeMismatch}
 */
export function kernelSystem(kernel: Matrix, labels: Matrix): KernelSystem {
  if (kernel.rows !== labels.rows) throw new ShapeMismatch(`A kernel of ${kernel.rows} samples cannot take ${labels.rows} rows of labels.`)
  const eigen = symmetricEigen(kernel)
  return { eigen, rotated: matmulTransposed(eigen.vectors, labels) }
}

/** Eigenvalues of a kernel matrix are not negative; rounding may leave one slightly below zero. */
const clipped = (value: number): number => Math.max(0, value)

/** Mean over samples of the squared residuals, summed over outputs, at a ridge: ridge² Σ (uᵀy / (s + ridge))² / n. */
export function trainError({ eigen, rotated }: KernelSystem, ridge: number): number {
  const { rows, cols, data } = rotated
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const shrink = ridge / (clipped(eigen.values[i]) + ridge)
    for (let j = 0; j < cols; j++) sum += (shrink * data[i * cols + j]) ** 2
  }
  return sum / rows
}

/** Uᵀ α = (S + ridge·I)⁻¹ Uᵀ Y, [n, c]: the dual weights in the eigenbasis. */
export function rotatedDual({ eigen, rotated }: KernelSystem, ridge: number): Matrix {
  const out = matrix(rotated.rows, rotated.cols)
  for (let i = 0; i < rotated.rows; i++) {
    const divisor = clipped(eigen.values[i]) + ridge
    for (let j = 0; j < rotated.cols; j++) out.data[i * rotated.cols + j] = rotated.data[i * rotated.cols + j] / divisor
  }
  return out
}

/** The dual weights of one output for each ridge: column r belongs to `ridges[r]`, [n, ridges]. */
export function dualPath(system: KernelSystem, ridges: ArrayLike<number>): Matrix {
  if (system.rotated.cols !== 1) throw new ShapeMismatch(`dualPath takes one output, not ${system.rotated.cols}.`)
  const n = system.rotated.rows
  const scaled = matrix(n, ridges.length)
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < ridges.length; r++) {
      scaled.data[i * ridges.length + r] = system.rotated.data[i] / (clipped(system.eigen.values[i]) + ridges[r])
    }
  }
  return matmul(system.eigen.vectors, scaled)
}

export interface RidgePath {
  ridges: Float64Array
  /** Mean squared training error at each ridge, summed over outputs. */
  train: Float64Array
  /** The same on the test points. */
  test: Float64Array
}

/** [n, ridges · c]: the rotated dual weights of all ridges side by side, so that one product serves them all. */
function rotatedDuals(system: KernelSystem, ridges: ArrayLike<number>): Matrix {
  const { rows, cols } = system.rotated
  const out = matrix(rows, ridges.length * cols)
  for (let r = 0; r < ridges.length; r++) {
    const dual = rotatedDual(system, ridges[r])
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) out.data[(i * ridges.length + r) * cols + j] = dual.data[i * cols + j]
    }
  }
  return out
}

function pathFromPredictions(system: KernelSystem, predictions: Matrix, testLabels: Matrix, ridges: ArrayLike<number>): RidgePath {
  const { rows, cols } = testLabels
  const test = new Float64Array(ridges.length)
  for (let i = 0; i < rows; i++) {
    for (let r = 0; r < ridges.length; r++) {
      for (let j = 0; j < cols; j++) {
        test[r] += (predictions.data[(i * ridges.length + r) * cols + j] - testLabels.data[i * cols + j]) ** 2 / rows
      }
    }
  }
  return { ridges: Float64Array.from(ridges), train: Float64Array.from(ridges, (ridge) => trainError(system, ridge)), test }
}

/**
 * Train and test error of kernel ridge regression for every ridge, from one eigendecomposition.
 * `kernel` [n, n], `testKernel` [t, n] (test points against training points), `labels` [n, c], `testLabels` [t, c];
 * ridges > 0.
 * @throws {ShapeMismatch}
 */
export function ridgePath(kernel: Matrix, testKernel: Matrix, labels: Matrix, testLabels: Matrix, ridges: ArrayLike<number>): RidgePath {
  if (testKernel.cols !== kernel.rows) {
    throw new ShapeMismatch(`The test kernel has ${testKernel.cols} columns; the training kernel has ${kernel.rows} samples.`)
  }
  if (testKernel.rows !== testLabels.rows || labels.cols !== testLabels.cols) {
    throw new ShapeMismatch(`Test labels of ${testLabels.rows} × ${testLabels.cols} do not fit the test kernel and ${labels.cols} outputs.`)
  }
  const system = kernelSystem(kernel, labels)
  const predictions = matmul(matmul(testKernel, system.eigen.vectors), rotatedDuals(system, ridges))
  return pathFromPredictions(system, predictions, testLabels, ridges)
}

/** Kernels decomposed once, for any number of label sets on the same points. */
export interface PreparedKernels {
  eigen: SymmetricEigen
  /** testKernel · U, [t, n]. */
  projected: Matrix
}

/** The long part of `ridgePath`, in pieces: awaits `pace` between them. Shapes as there. */
export async function prepareKernels(kernel: Matrix, testKernel: Matrix, pace: Pace): Promise<PreparedKernels> {
  if (testKernel.cols !== kernel.rows) {
    throw new ShapeMismatch(`The test kernel has ${testKernel.cols} columns; the training kernel has ${kernel.rows} samples.`)
  }
  const eigen = await symmetricEigenPaced(kernel, pace)
  return { eigen, projected: await matmulPaced(testKernel, eigen.vectors, pace) }
}

/** The ridge path of one set of labels on prepared kernels. */
export async function preparedRidgePath(
  { eigen, projected }: PreparedKernels,
  labels: Matrix,
  testLabels: Matrix,
  ridges: ArrayLike<number>,
  pace: Pace,
): Promise<RidgePath> {
  const system = { eigen, rotated: matmulTransposed(eigen.vectors, labels) }
  const predictions = await matmulPaced(projected, rotatedDuals(system, ridges), pace)
  const path = pathFromPredictions(system, predictions, testLabels, ridges)
  await pace()
  return path
}

export interface RandomFeatureOptions {
  /** Number of random features, > 0. */
  k: number
  /** Of each feature: `linear` is the paper's Gaussian model, `relu` a random one-layer network. */
  activation: 'linear' | 'relu'
  /** > 0; not divided by n. */
  ridge: number
  random: Random
}

/**
 * Ridge regression on k random features activation(x·g)/√k with g ~ N(0, I): what one would run on data.
 * `x` is [n, m], `y` [n, c]. `predict` takes [t, m] and gives [t, c].
 */
export function fitRandomFeatureRidge(x: Matrix, y: Matrix, options: RandomFeatureOptions): { predict: (points: Matrix) => Matrix; trainMse: number } {
  const { k, activation, ridge, random } = options
  if (!(k > 0) || !(ridge > 0)) throw new RangeError(`Features and ridge must be positive, not ${k} and ${ridge}.`)
  const directions = matrix(x.cols, k, random.normals(x.cols * k))
  const features = (points: Matrix): Matrix => {
    const out = matmul(points, directions)
    for (let i = 0; i < out.data.length; i++) {
      out.data[i] = (activation === 'relu' ? Math.max(0, out.data[i]) : out.data[i]) / Math.sqrt(k)
    }
    return out
  }
  const phi = features(x)
  const system = kernelSystem(matmul(phi, transpose(phi)), y)
  const weights = matmulTransposed(phi, matmul(system.eigen.vectors, rotatedDual(system, ridge)))
  return { predict: (points) => matmul(features(points), weights), trainMse: trainError(system, ridge) }
}

/**
 * The neural tangent kernel of an infinitely wide ReLU network without biases, from inner products of unit vectors.
 * Recursion over hidden layers with the arc-cosine kernels (Cho and Saul 2009; Jacot et al. 2018), normalised so that
 * the diagonal of each layer's covariance stays 1: T ← k₁(S) + T k₀(S), S ← k₁(S).
 * Works in place on [any, any] inner products in [−1, 1] and returns the same matrix.
 */
export function ntkFromInnerProducts(products: Matrix, hiddenLayers: number): Matrix {
  for (let i = 0; i < products.data.length; i++) {
    let s = products.data[i]
    let t = s
    for (let layer = 0; layer < hiddenLayers; layer++) {
      const u = Math.min(1, Math.max(-1, s))
      const angle = Math.acos(u)
      const next = (u * (Math.PI - angle) + Math.sqrt(1 - u * u)) / Math.PI
      t = next + t * (1 - angle / Math.PI)
      s = next
    }
    products.data[i] = t
  }
  return products
}
