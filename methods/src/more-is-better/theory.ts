/**
 * The eigenframework of random-feature ridge regression: test and train error in closed form from the kernel's
 * eigenvalues, the target's coefficients, the noise, and the numbers of samples and features.
 *
 * Source: Simon, Karkada, Ghosh, Belkin, "More is Better in Modern Machine Learning" (arXiv 2311.14646), section 3 (the
 * RF eigenframework) and section 5 (fitting ratio of power-law tasks). The ridge is not divided by n: the predictor is
 * K(x, X)(K + ridge·I)⁻¹y.
 */

export interface TheoryInput {
  /** Kernel eigenvalues, [M], not negative. */
  eigvals: ArrayLike<number>
  /** Squared coefficients of the target in the kernel's eigenfunctions, [M]. */
  coeffs2: ArrayLike<number>
  /** Samples, > 0. */
  n: number
  /** Random features, > 0; `Infinity` is the kernel itself. */
  k: number
  /** ≥ 0. */
  ridge: number
  /** Variance of the label noise, ≥ 0. */
  noiseVar: number
}

export interface TheoryResult {
  /** Mean squared error on new noisy labels: noise included. */
  testMse: number
  /** Mean squared residual on the training labels. */
  trainMse: number
  /** κ of the framework; 0 where the ridgeless model has fewer features than samples. */
  kappa: number
  /** γ of the framework: eigenmodes with λ ≫ γ are learned. */
  gamma: number
  /** E₀: how many times the risk of an infinitely large sample's bias-and-noise is suffered. */
  overfitCoeff: number
}

/** Bracket of log γ: eigenvalues below 1e-14 of unit scale are beyond float64's reach, 1e8 is above any trace used. */
const LOG_GAMMA_RANGE = [Math.log(1e-14), Math.log(1e8)] as const
/** Each halves the bracket; sixty reach float64's last digits. */
const BISECTIONS = 64

function check({ eigvals, coeffs2, n, k, ridge, noiseVar }: TheoryInput): void {
  if (!(n > 0)) throw new RangeError(`The number of samples must be positive, not ${n}.`)
  if (!(k > 0)) throw new RangeError(`The number of features must be positive (or Infinity), not ${k}.`)
  if (!(ridge >= 0)) throw new RangeError(`The ridge must not be negative; it is ${ridge}.`)
  if (!(noiseVar >= 0)) throw new RangeError(`The noise variance must not be negative; it is ${noiseVar}.`)
  if (eigvals.length !== coeffs2.length) {
    throw new RangeError(`There are ${eigvals.length} eigenvalues and ${coeffs2.length} coefficients; they must be as many.`)
  }
  for (let i = 0; i < eigvals.length; i++) {
    if (!(eigvals[i] >= 0)) throw new RangeError(`Eigenvalue ${i} is ${eigvals[i]}; eigenvalues must not be negative.`)
  }
}

/** z = Σ λᵢ / (λᵢ + γ): how many modes are learned at γ. */
function learnedModes(eigvals: ArrayLike<number>, gamma: number): number {
  let sum = 0
  for (let i = 0; i < eigvals.length; i++) sum += eigvals[i] / (eigvals[i] + gamma)
  return sum
}

/** κ(γ) = γ (k − z) / k, from the second equation; γ itself at k = ∞. */
const kappaAt = (gamma: number, z: number, k: number): number => (k === Infinity ? gamma : (gamma * (k - z)) / k)

/**
 * γ of the framework, by bisection on log γ of  n = z(γ) + ridge / κ(γ),  whose right side falls as γ grows.
 * Where κ would not be positive the true γ is larger.
 */
function solveGamma({ eigvals, n, k, ridge }: TheoryInput): number {
  const tooSmall = (gamma: number): boolean => {
    const z = learnedModes(eigvals, gamma)
    const kappa = kappaAt(gamma, z, k)
    return kappa <= 0 || z + ridge / kappa > n
  }
  let [low, high] = LOG_GAMMA_RANGE
  if (tooSmall(Math.exp(high)) || !tooSmall(Math.exp(low))) {
    throw new RangeError('No γ solves the equations: with at least as many samples as eigenvalues the ridge must be positive.')
  }
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (tooSmall(Math.exp(middle))) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

/**
 * Predicted test and train error of random-feature ridge regression (paper, section 3).
 * @throws {RangeError} n, k ≤ 0; a negative eigenvalue, ridge or noise; lengths that differ; no solution in the bracket
 */
export function rfRidgeTheory(input: TheoryInput): TheoryResult {
  check(input)
  const { eigvals, coeffs2, n, k, ridge, noiseVar } = input
  const gamma = solveGamma(input)
  const z = learnedModes(eigvals, gamma)
  const kappa = kappaAt(gamma, z, k)
  let q = 0
  for (let i = 0; i < eigvals.length; i++) q += (eigvals[i] / (eigvals[i] + gamma)) ** 2
  // k → ∞: k/(k − q) → 1 and [q(k − 2z) + z²]/(k − q) → q.
  const inflation = k === Infinity ? 1 : k / (k - q)
  const variance = k === Infinity ? q : (q * (k - 2 * z) + z * z) / (k - q)
  const overfitCoeff = 1 / (1 - variance / n)
  let bias = 0
  for (let i = 0; i < eigvals.length; i++) {
    const learned = eigvals[i] / (eigvals[i] + gamma)
    bias += (1 - learned - ((kappa * learned) / (eigvals[i] + gamma)) * inflation) * coeffs2[i]
  }
  const testMse = overfitCoeff * (bias + noiseVar)
  // ridge / κ = n − z by the first equation, which stays exact as both go to zero.
  const trainMse = ridge === 0 ? Math.max(0, (n - z) / n) ** 2 * testMse : (ridge / (n * kappa)) ** 2 * testMse
  return { testMse, trainMse, kappa, gamma, overfitCoeff }
}

/** `points` numbers from `min` to `max`, evenly spaced in their logarithm. */
export function logSpace(min: number, max: number, points: number): Float64Array {
  const step = points > 1 ? Math.log(max / min) / (points - 1) : 0
  return Float64Array.from({ length: points }, (_, i) => min * Math.exp(i * step))
}

export interface OptimalRidge {
  ridge: number
  testMse: number
  /** Train error over test error at that ridge, from 0 (interpolation) to 1 (no fitting at all). */
  fittingRatio: number
}

/** The ridge of a log-spaced grid with the least predicted test error. */
export function optimalRidge(input: Omit<TheoryInput, 'ridge'>, grid: { min: number; max: number; points: number }): OptimalRidge {
  let best: OptimalRidge = { ridge: Number.NaN, testMse: Infinity, fittingRatio: Number.NaN }
  for (const ridge of logSpace(grid.min, grid.max, grid.points)) {
    const { testMse, trainMse } = rfRidgeTheory({ ...input, ridge })
    if (testMse < best.testMse) best = { ridge, testMse, fittingRatio: trainMse / testMse }
  }
  return best
}

export interface PowerLawTask {
  /** Eigenvalues fall as i^−alpha, alpha > 1. */
  alpha: number
  /** Squared coefficients fall as i^−beta, beta > 1. */
  beta: number
  /** Noise variance over the ridgeless test error without noise, ≥ 0. */
  noiseRel: number
}

/**
 * The square root r* of the best ratio R_train/R_test of kernel ridge regression on a power-law task with many samples
 * (paper, section 5): the root in [0, 1) of
 *   α − β − (α − 1) β r + α (α − 1) s (1 − r)^β = 0,
 * or 0 where the left side is not positive at r = 0: then interpolating is optimal ("overfitting is obligatory").
 * Convergence in n is slow for beta near 1.
 * @throws {RangeError} alpha ≤ 1, beta ≤ 1, noiseRel < 0
 */
export function isOverfittingObligatory({ alpha, beta, noiseRel }: PowerLawTask): { rStar: number; obligatory: boolean } {
  if (!(alpha > 1) || !(beta > 1)) throw new RangeError(`The exponents must exceed 1; alpha is ${alpha}, beta is ${beta}.`)
  if (!(noiseRel >= 0)) throw new RangeError(`The relative noise must not be negative; it is ${noiseRel}.`)
  const left = (r: number) => alpha - beta - (alpha - 1) * beta * r + alpha * (alpha - 1) * noiseRel * (1 - r) ** beta
  if (left(0) <= 0) return { rStar: 0, obligatory: true }
  // The left side falls strictly from positive at 0 to α − β − (α − 1)β = α(1 − β) < 0 at 1.
  let [low, high] = [0, 1]
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (left(middle) > 0) low = middle
    else high = middle
  }
  return { rStar: (low + high) / 2, obligatory: false }
}
