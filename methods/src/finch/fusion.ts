/**
 * Fusing a classifier's evidence with a context prior (paper, section on log-linear fusion):
 *   z = A / T + w · log(Q + ε),
 * A the logits, Q the prior's probabilities, w the weight of the context, per sample. w = 0 and T = 1 is the classifier
 * alone; for Q ≤ 1 the context moves a logit by at most w·|log ε|.
 */

import { NonFinite, ShapeMismatch } from '../errors/index.ts'

/** A prior's row that is negative somewhere or does not sum to one. */
export class PriorNotDistribution extends RangeError {
  override readonly name = 'PriorNotDistribution'
}

/** How far a prior's row may sum from 1: single precision over some hundred classes stays well inside. */
const SUM_TOLERANCE = 1e-3

/** @throws {ShapeMismatch | PriorNotDistribution} unless `prior` is [n, classes] with rows that are distributions */
export function checkPrior(prior: ArrayLike<number>, n: number, classes: number): void {
  if (prior.length !== n * classes) throw new ShapeMismatch(`The prior has ${prior.length} numbers; ${n} rows of ${classes} are expected.`)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = 0; k < classes; k++) {
      const q = prior[i * classes + k]
      if (!(q >= 0)) throw new PriorNotDistribution(`Row ${i} of the prior holds ${q}; probabilities are not negative.`)
      sum += q
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) throw new PriorNotDistribution(`Row ${i} of the prior sums to ${sum.toFixed(4)}, not to 1.`)
  }
}

/**
 * Fused logits, [n, classes], in float64.
 * @param audioLogits [n, classes]
 * @param prior [n, classes], rows sum to 1
 * @param weights [n], the context's weight per sample
 * @throws {ShapeMismatch | PriorNotDistribution | NonFinite}
 */
export function logLinearFuse(
  audioLogits: ArrayLike<number>,
  prior: ArrayLike<number>,
  weights: ArrayLike<number>,
  { temperature, eps }: { temperature: number; eps: number },
): Float64Array {
  const n = weights.length
  const classes = audioLogits.length / n
  if (!Number.isInteger(classes)) throw new ShapeMismatch(`${audioLogits.length} logits do not divide into ${n} rows.`)
  if (!(temperature > 0) || !(eps > 0)) throw new RangeError(`Temperature and eps must be positive, not ${temperature} and ${eps}.`)
  checkPrior(prior, n, classes)
  const fused = new Float64Array(audioLogits.length)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < classes; k++) {
      const at = i * classes + k
      fused[at] = audioLogits[at] / temperature + weights[i] * Math.log(prior[at] + eps)
      if (!Number.isFinite(fused[at])) throw new NonFinite(`Row ${i}, class ${k} fuses to ${fused[at]}: a logit or weight is not finite.`)
    }
  }
  return fused
}

/** Keeps log 0 out of the entropy; the authors' code uses the same number. */
const ENTROPY_EPS = 1e-10

/** Largest probability, entropy (nats) and margin between the two largest, for each row of [n, classes]: [n, 3]. */
export function evidenceFeatures(probabilities: ArrayLike<number>, classes: number): Float64Array {
  const n = probabilities.length / classes
  if (!Number.isInteger(n)) throw new ShapeMismatch(`${probabilities.length} probabilities do not divide into rows of ${classes}.`)
  const features = new Float64Array(n * 3)
  for (let i = 0; i < n; i++) {
    let [first, second, entropy] = [-Infinity, -Infinity, 0]
    for (let k = 0; k < classes; k++) {
      const p = probabilities[i * classes + k]
      entropy -= p * Math.log(p + ENTROPY_EPS)
      if (p > first) [first, second] = [p, first]
      else if (p > second) second = p
    }
    features[3 * i] = first
    features[3 * i + 1] = entropy
    features[3 * i + 2] = first - second
  }
  return features
}
