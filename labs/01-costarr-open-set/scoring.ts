/** All scores of one set of samples, and their AUROC: shared by both parts and by the reader's own data. */
import { costarrScore, energy, fitCostarr, fitGhost, ghostScore, maxLogit, msp } from '@offprint/methods/costarr'
import type { CostarrModel, GhostModel, LastLayer } from '@offprint/methods/costarr'

export const SCORES = ['MSP', 'MaxLogit', 'energy', 'GHOST', 'before', 'after', 'both', 'both, raw', 'COSTARR', 'COSTARR, logit'] as const
export type ScoreName = (typeof SCORES)[number]

export interface Fitted {
  costarr: CostarrModel
  ghost: GhostModel
}

export interface LabelledFeatures {
  features: ArrayLike<number>
  logits: ArrayLike<number>
}

/** Every class's rows moved to the next class: the control that compares with the wrong centroid. */
function roll(values: Float64Array, classes: number, dims: number): Float64Array {
  const rolled = new Float64Array(values.length)
  for (let k = 0; k < classes; k++) rolled.set(values.subarray(k * dims, (k + 1) * dims), ((k + 1) % classes) * dims)
  return rolled
}

/** Each class's weight row replaced by the next class's. */
export function rollWeights(weights: Float32Array, classes: number): Float32Array {
  return Float32Array.from(roll(Float64Array.from(weights), classes, weights.length / classes))
}

export function fitScores(train: LabelledFeatures, labels: ArrayLike<number>, layer: LastLayer, rolled = false): Fitted {
  const costarr = fitCostarr(train.features, train.logits, labels, layer)
  const { classes, dims } = layer
  const moved = rolled ? { ...costarr, pre: roll(costarr.pre, classes, dims), post: roll(costarr.post, classes, dims) } : costarr
  return { costarr: moved, ghost: fitGhost(train.features, train.logits, labels, layer) }
}

export function allScores({ costarr, ghost }: Fitted, { features, logits }: LabelledFeatures): Record<ScoreName, Float64Array> {
  const { classes } = costarr
  const prob = costarrScore(costarr, features, logits)
  return {
    MSP: msp(logits, classes),
    MaxLogit: maxLogit(logits, classes),
    energy: energy(logits, classes),
    GHOST: ghostScore(ghost, features, logits),
    before: prob.pre,
    after: prob.post,
    both: costarrScore(costarr, features, logits, { factor: 'none' }).score,
    'both, raw': costarrScore(costarr, features, logits, { factor: 'none', concat: 'raw' }).score,
    COSTARR: prob.score,
    'COSTARR, logit': costarrScore(costarr, features, logits, { factor: 'logit' }).score,
  }
}
