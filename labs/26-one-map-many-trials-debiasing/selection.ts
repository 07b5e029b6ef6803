/**
 * Where the corrections hold and where they harm: Gaussian outcomes, images X = Y + N(0, 1), prediction X/2. In the
 * trial's direction (treatment moves the outcome, the outcome moves the image) naive effects are halved; where groups
 * are chosen by the image, naive effects are right and corrections double them.
 */
import { debiasedAte, fitLcc, fitTweedie, propensityWeights, weightedEffect } from '@offprint/methods/one-map-many-trials'
import type { Debiaser } from '@offprint/methods/one-map-many-trials'
import type { Random } from '@offprint/methods/random'

const UNITS = 4000
const CALIBRATION = 800

export interface SelectionEffects {
  truth: number
  naive: number
  LCC: number
  Tweedie: number
}

export interface Corrections {
  lcc: Debiaser
  tweedie: Debiaser
}

/** Both corrections from one calibration split; every share of chosen units is judged by the same. */
export function calibrate(random: Random): Corrections {
  const calibration = random.stream('calibration')
  const truth = calibration.normals(CALIBRATION)
  const prediction = truth.map((y) => (y + calibration.normal()) / 2)
  return { lcc: fitLcc(prediction, truth), tweedie: fitTweedie(prediction, truth) }
}

/** @param share of units whose group is chosen by their image, in [0, 1]; the others are a randomised trial of effect 1 */
export function selectionEffects(share: number, { lcc, tweedie }: Corrections, random: Random): SelectionEffects {
  const draws = random.stream('units')
  const treatment = new Uint8Array(UNITS)
  const outcome = new Float64Array(UNITS)
  const prediction = new Float64Array(UNITS)
  for (let i = 0; i < UNITS; i++) {
    const chosenByImage = draws.uniform() < share
    const assigned = draws.bernoulli(0.5) ? 1 : 0
    outcome[i] = draws.normal() + (chosenByImage ? 0 : assigned)
    const image = outcome[i] + draws.normal()
    treatment[i] = chosenByImage ? (image > 0 ? 1 : 0) : assigned
    prediction[i] = image / 2
  }
  const weights = propensityWeights(treatment, new Float64Array(UNITS).fill(0.5))
  return {
    truth: weightedEffect(outcome, weights).ate,
    naive: weightedEffect(prediction, weights).ate,
    LCC: debiasedAte(lcc, prediction, weights).ate,
    Tweedie: debiasedAte(tweedie, prediction, weights).ate,
  }
}
