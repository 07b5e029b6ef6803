/**
 * Mean training curves of a linear student under gradient flow dw/dt = Xᵀ(y - Xw), in the limit N → ∞.
 * Source: Advani and Saxe, arXiv:1710.03667, sections 2 and 3 (error dynamics from the Marchenko–Pastur spectrum).
 */
import { checkAlpha, mpDensity } from './marchenko-pastur.ts'

export interface LinearSetting {
  /** P/N, samples per input dimension, above zero. */
  alpha: number
  /** Variance of the teacher's weights over that of the label noise; Infinity for no noise. */
  snr: number
  /** Variance of the student's initial weights over that of the teacher's, ≥ 0. */
  inr: number
}

export interface ErrorCurves {
  /** E_g(t) = |w - w̄|²/N + 1/SNR at each time: noise floor included. */
  test: Float64Array
  /** E_t(t), mean squared residual on the samples. */
  train: Float64Array
}

/**
 * E_g(t) = ∫ ρ(λ) [(1 + INR) e^(-2λt) + (1 - e^(-λt))²/(λ SNR)] dλ + (1 - α)₊ (1 + INR) + 1/SNR,
 * E_t(t) = (1/α) ∫ ρ(λ) [λ (1 + INR) + 1/SNR] e^(-2λt) dλ + (1 - 1/α)₊/SNR.
 * @param times ≥ 0, in units of one over an eigenvalue of XᵀX (sums over samples, input variance 1/N)
 */
export function linearDynamicsTheory({ alpha, snr, inr, times }: LinearSetting & { times: ArrayLike<number> }): ErrorCurves {
  checkSetting({ alpha, snr, inr })
  const { lambda, weight, massAtZero } = mpDensity(alpha)
  const noise = 1 / snr
  const start = 1 + inr
  const test = new Float64Array(times.length)
  const train = new Float64Array(times.length)
  for (let t = 0; t < times.length; t++) {
    let testSum = massAtZero * start + noise
    let trainSum = 0
    for (let i = 0; i < lambda.length; i++) {
      const left = Math.exp(-lambda[i] * times[t])
      testSum += weight[i] * (start * left * left + ((1 - left) ** 2 * noise) / lambda[i])
      trainSum += weight[i] * (lambda[i] * start + noise) * left * left
    }
    test[t] = testSum
    train[t] = trainSum / alpha + Math.max(0, 1 - 1 / alpha) * noise
  }
  return { test, train }
}

/** E_g after infinite training; Infinity at α = 1 with noise. */
export function linearFinalError({ alpha, snr, inr }: LinearSetting): number {
  checkSetting({ alpha, snr, inr })
  const noise = 1 / snr
  if (alpha === 1) return noise === 0 ? 0 : Infinity
  if (alpha > 1) return noise / (alpha - 1) + noise
  return (1 - alpha) * (1 + inr) + (noise * alpha) / (1 - alpha) + noise
}

/** Where a test curve is least. */
export function optimalStopping(times: ArrayLike<number>, test: ArrayLike<number>): { t: number; error: number } {
  let best = 0
  for (let i = 1; i < test.length; i++) if (test[i] < test[best]) best = i
  return { t: times[best], error: test[best] }
}

/** E_g of ridge regression at its best penalty, λ = 1/SNR, for a student started from zero. */
export function ridgeOptimum({ alpha, snr }: Pick<LinearSetting, 'alpha' | 'snr'>): number {
  checkSetting({ alpha, snr, inr: 0 })
  const { lambda, weight, massAtZero } = mpDensity(alpha)
  const noise = 1 / snr
  let sum = noise + massAtZero
  for (let i = 0; i < lambda.length; i++) sum += (weight[i] * noise) / (lambda[i] + noise)
  return sum
}

function checkSetting({ alpha, snr, inr }: LinearSetting): void {
  checkAlpha(alpha)
  if (!(snr > 0)) throw new RangeError(`A signal-to-noise ratio lies above zero, not at ${snr}.`)
  if (!(inr >= 0 && inr < Infinity)) throw new RangeError(`The variance of initial weights is not below zero: ${inr}.`)
}
