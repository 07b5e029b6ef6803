/** Average treatment effects: weighted by inverse propensity, on true, predicted or corrected outcomes, and by PPI. */
import { ShapeMismatch } from '../linalg/index.ts'
import type { Debiaser } from './calibration.ts'

/** Propensities are kept this far from 0 and 1. */
export const DEFAULT_CLIP = 1e-6

export interface Effect {
  /** Mean outcome if all were treated minus if none were, in the outcome's unit. */
  ate: number
  /** Standard error, propensities taken as known. */
  se: number
}

export interface Weights {
  /** A/e, 0 for the untreated, normalised to sum to one, [n]. */
  treated: Float64Array
  /** (1 - A)/(1 - e), 0 for the treated, normalised to sum to one, [n]. */
  control: Float64Array
}

/** Inverse propensity weights, normalised within each arm (Hájek): without it the estimate is noisier. */
export function propensityWeights(treatment: ArrayLike<number>, propensity: ArrayLike<number>, clip: number = DEFAULT_CLIP): Weights {
  if (treatment.length !== propensity.length) throw new ShapeMismatch(`${treatment.length} treatments need as many propensities, not ${propensity.length}.`)
  const treated = new Float64Array(treatment.length)
  const control = new Float64Array(treatment.length)
  for (let i = 0; i < treatment.length; i++) {
    if (treatment[i] !== 0 && treatment[i] !== 1) throw new RangeError(`Row ${i}: a treatment is 0 or 1, not ${treatment[i]}.`)
    const e = Math.min(1 - clip, Math.max(clip, propensity[i]))
    if (treatment[i] === 1) treated[i] = 1 / e
    else control[i] = 1 / (1 - e)
  }
  return { treated: normalised(treated, 'treated'), control: normalised(control, 'untreated') }
}

/** Σ wᵀ y - Σ w꜀ y, with normalised inverse propensity weights. */
export function ipwAte(outcome: ArrayLike<number>, treatment: ArrayLike<number>, propensity: ArrayLike<number>, options: { clip?: number } = {}): Effect {
  return weightedEffect(outcome, propensityWeights(treatment, propensity, options.clip))
}

/** The effect under weights that were computed before; all estimators of one comparison share them. */
export function weightedEffect(outcome: ArrayLike<number>, { treated, control }: Weights): Effect {
  if (outcome.length !== treated.length) throw new ShapeMismatch(`${treated.length} weights need as many outcomes, not ${outcome.length}.`)
  let meanTreated = 0
  let meanControl = 0
  for (let i = 0; i < outcome.length; i++) {
    meanTreated += treated[i] * outcome[i]
    meanControl += control[i] * outcome[i]
  }
  let square = 0
  for (let i = 0; i < outcome.length; i++) {
    square += (treated[i] * (outcome[i] - meanTreated)) ** 2 + (control[i] * (outcome[i] - meanControl)) ** 2
  }
  return { ate: meanTreated - meanControl, se: Math.sqrt(square) }
}

/** The effect on corrected predictions. */
export function debiasedAte(debiaser: Debiaser, prediction: ArrayLike<number>, weights: Weights): Effect {
  return weightedEffect(debiaser.correct(prediction), weights)
}

/**
 * Prediction-powered inference: per arm, the weighted mean of predictions on unlabelled rows plus the weighted mean of
 * (y - prediction) on the labelled ones. Unbiased whatever the predictions, at the price of the labels' noise.
 * @param labelled rows whose outcome was looked up; each arm needs at least one, and one that is not
 * @see Angelopoulos et al., "Prediction-powered inference", Science 382 (2023)
 */
export function ppiAte(outcome: ArrayLike<number>, prediction: ArrayLike<number>, weights: Weights, labelled: ReadonlySet<number>): number {
  const armMean = (w: Float64Array, arm: string): number => {
    let labelledWeight = 0
    let restWeight = 0
    let correction = 0
    let predicted = 0
    for (let i = 0; i < w.length; i++) {
      if (labelled.has(i)) {
        labelledWeight += w[i]
        correction += w[i] * (outcome[i] - prediction[i])
      } else {
        restWeight += w[i]
        predicted += w[i] * prediction[i]
      }
    }
    if (labelledWeight === 0 || restWeight === 0) throw new RangeError(`The ${arm} arm needs both labelled and unlabelled rows; draw other labels, or another number of them.`)
    return predicted / restWeight + correction / labelledWeight
  }
  return armMean(weights.treated, 'treated') - armMean(weights.control, 'untreated')
}

function normalised(weights: Float64Array, arm: string): Float64Array {
  const total = weights.reduce((sum, w) => sum + w, 0)
  if (total === 0) throw new RangeError(`There is no ${arm} row; an effect needs both.`)
  return weights.map((w) => w / total)
}
