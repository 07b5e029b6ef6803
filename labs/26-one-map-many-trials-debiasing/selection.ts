/**
 * Where the corrections hold and where they harm: Gaussian outcomes, images X = Y + N(0, 1), prediction X/2. In the
 * trial's direction (treatment moves the outcome, the outcome moves the image) naive effects are halved; where groups
 * are chosen by the image, naive effects are right and corrections double them.
 */
import { debiasedAte, fitLcc, fitTweedie, propensityWeights, weightedEffect } from '@offprint/methods/one-map-many-trials'
import type { Random } from '@offprint/methods/random'

const UNITS = 4000
const CALIBRATION = 800

export interface SelectionEffects {
  truth: number
  naive: number
  LCC: number
  Tweedie: number
}

/** @param share of units whose group is chosen by their image, in [0, 1]; the others are a randomised trial of effect 1 */
export function selectionEffects(share: number, random: Random): SelectionEffects {
  const calibration = random.stream('calibration')
  const calibrationTruth = calibration.normals(CALIBRATION)
  const calibrationPrediction = calibrationTruth.map((y) => (y + calibration.normal()) / 2)
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
    LCC: debiasedAte(fitLcc(calibrationPrediction, calibrationTruth), prediction, weights).ate,
    Tweedie: debiasedAte(fitTweedie(calibrationPrediction, calibrationTruth), prediction, weights).ate,
  }
}
