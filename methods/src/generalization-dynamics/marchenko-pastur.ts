/** The Marchenko–Pastur law as quadrature nodes: eigenvalues of XᵀX for P × N inputs of variance 1/N, α = P/N. */

export interface SpectralNodes {
  /** Positive eigenvalues inside [(√α - 1)², (√α + 1)²], ascending. */
  lambda: Float64Array
  /** Share of all eigenvalues at each node; the sum is min(1, α). */
  weight: Float64Array
  /** Share of eigenvalues that are zero: max(0, 1 - α). */
  massAtZero: number
}

/** Enough midpoints for eight digits of every integral used here, α = 1 included. */
const DEFAULT_NODES = 4000

/**
 * Density √((λ₊ - λ)(λ - λ₋)) / 2πλ at λ = mid - half · cos θ, midpoints in θ: the square roots at both edges turn
 * into smooth sin² θ.
 * @param alpha samples per input dimension, above zero
 * @throws {RangeError}
 */
export function mpDensity(alpha: number, nodes: number = DEFAULT_NODES): SpectralNodes {
  checkAlpha(alpha)
  const middle = alpha + 1
  const half = 2 * Math.sqrt(alpha)
  const lambda = new Float64Array(nodes)
  const weight = new Float64Array(nodes)
  const step = Math.PI / nodes
  for (let i = 0; i < nodes; i++) {
    const theta = (i + 0.5) * step
    lambda[i] = middle - half * Math.cos(theta)
    weight[i] = ((half * Math.sin(theta)) ** 2 / (2 * Math.PI * lambda[i])) * step
  }
  return { lambda, weight, massAtZero: Math.max(0, 1 - alpha) }
}

/** The density itself at one λ, for drawing; 0 outside its support. */
export function mpDensityAt(alpha: number, lambda: number): number {
  checkAlpha(alpha)
  const low = (Math.sqrt(alpha) - 1) ** 2
  const high = (Math.sqrt(alpha) + 1) ** 2
  return lambda > low && lambda < high ? Math.sqrt((high - lambda) * (lambda - low)) / (2 * Math.PI * lambda) : 0
}

export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < Infinity)) throw new RangeError(`α, samples per input dimension, lies above zero, not at ${alpha}.`)
}
