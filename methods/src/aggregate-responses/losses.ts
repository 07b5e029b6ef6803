/**
 * The two losses for aggregate responses and what lies between them. For the square loss and any predictions
 * instance loss = bag loss + variance of the predictions within bags, so ρ in [0, 1] interpolates.
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru and Fu, arXiv:2401.11081 (ICLR 2024).
 */
import { ShapeMismatch } from '../linalg/index.ts'
import { bagMeans } from './bags.ts'
import type { Bags } from './bags.ts'

export class RhoOutOfRange extends RangeError {
  override readonly name = 'RhoOutOfRange'
}

export interface InterpolatedLoss {
  /** bag + ρ · within. */
  loss: number
  /** Σ_a (k_a/n) (ȳ_a - f̄_a)². */
  bag: number
  /** (1/n) Σ_a Σ_{i in a} (f_i - f̄_a)². */
  within: number
  /** ∂loss/∂f, [n]. */
  gradient: Float64Array
}

/** Bag loss Σ_a (k_a/n) (ȳ_a - f̄_a)²; with equal sizes the plain mean over bags. */
export function bagLoss(prediction: ArrayLike<number>, bags: Bags, bagMean: ArrayLike<number>): number {
  return interpolatedLoss(prediction, bags, bagMean, 0).loss
}

/** Instance loss (1/n) Σ_a Σ_{i in a} (ȳ_a - f_i)²: every row is asked to predict the mean of its bag. */
export function instanceLoss(prediction: ArrayLike<number>, { bagId, sizes }: Bags, bagMean: ArrayLike<number>): number {
  if (bagMean.length !== sizes.length) throw new ShapeMismatch(`${sizes.length} bags need as many means, not ${bagMean.length}.`)
  if (prediction.length !== bagId.length) throw new ShapeMismatch(`${bagId.length} rows in bags need as many predictions, not ${prediction.length}.`)
  let sum = 0
  for (let i = 0; i < prediction.length; i++) sum += (bagMean[bagId[i]] - prediction[i]) ** 2
  return sum / prediction.length
}

/**
 * @param prediction f, [n]
 * @param bagMean ȳ, one a bag
 * @param rho 0: bag loss; 1: instance loss
 */
export function interpolatedLoss(prediction: ArrayLike<number>, bags: Bags, bagMean: ArrayLike<number>, rho: number): InterpolatedLoss {
  checkRho(rho)
  const { bagId, sizes } = bags
  if (bagMean.length !== sizes.length) throw new ShapeMismatch(`${sizes.length} bags need as many means, not ${bagMean.length}.`)
  const mean = bagMeans(prediction, bags)
  const n = prediction.length
  let bag = 0
  for (let a = 0; a < mean.length; a++) bag += (sizes[a] / n) * (bagMean[a] - mean[a]) ** 2
  let within = 0
  const gradient = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const a = bagId[i]
    const off = prediction[i] - mean[a]
    within += (off * off) / n
    gradient[i] = (2 / n) * (mean[a] - bagMean[a] + rho * off)
  }
  return { loss: bag + rho * within, bag, within, gradient }
}

export function checkRho(rho: number): void {
  if (!(rho >= 0 && rho <= 1)) throw new RhoOutOfRange(`ρ lies in [0, 1], from bag loss to instance loss, not at ${rho}.`)
}
