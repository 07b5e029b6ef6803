/**
 * Scores that say how well a sample fits the classes a classifier knows; larger is more familiar. COSTARR (arXiv
 * 2508.01087) looks at the features before and after the last layer's weights attenuate them; the others are what it
 * is compared with.
 *
 * Shapes: features [n, D] (after ReLU, the last layer's input), logits [n, C], weights [C, D], all row by row.
 */
import { argmaxRows, softmaxRows } from '../classifier/index.ts'
import { NonFinite, ShapeMismatch } from '../errors/index.ts'

type Numbers = ArrayLike<number>

/** A class none of whose training samples was classified correctly: it has no centroid. */
export class EmptyClass extends RangeError {
  override readonly name = 'EmptyClass'
  readonly index: number
  constructor(index: number) {
    super(`Class ${index} has no correctly classified sample to take a centroid of.`)
    this.index = index
  }
}
/** A centroid of length zero: no direction to compare with. */
export class ZeroNorm extends RangeError {
  override readonly name = 'ZeroNorm'
}

export interface LastLayer {
  /** [classes, dims]. */
  weights: Numbers
  classes: number
  dims: number
}

export interface CostarrModel extends LastLayer {
  /** Mean feature of each class, [classes, dims]. */
  pre: Float64Array
  /** Mean of feature ⊙ weights of its class, [classes, dims]. */
  post: Float64Array
  /** Least and largest winning logit among correctly classified training samples. */
  logitRange: readonly [number, number]
}

function checkShapes(features: Numbers, logits: Numbers, { classes, dims, weights }: LastLayer): number {
  const n = features.length / dims
  if (!Number.isInteger(n)) throw new ShapeMismatch(`${features.length} feature values are no rows of ${dims}.`)
  if (logits.length !== n * classes) throw new ShapeMismatch(`${n} rows of features need ${n * classes} logits, not ${logits.length}.`)
  if (weights.length !== classes * dims) throw new ShapeMismatch(`The last layer needs ${classes} × ${dims} weights, not ${weights.length}.`)
  for (const [name, values] of [['feature', features], ['logit', logits], ['weight', weights]] as const) {
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) throw new NonFinite(`A ${name} is not a finite number (position ${i}).`)
  }
  return n
}

/**
 * Centroids before and after attenuation, from the training samples that the classifier gets right.
 * @throws {ShapeMismatch | NonFinite | EmptyClass | ZeroNorm}
 */
export function fitCostarr(features: Numbers, logits: Numbers, labels: Numbers, layer: LastLayer): CostarrModel {
  const { classes, dims, weights } = layer
  const n = checkShapes(features, logits, layer)
  if (labels.length !== n) throw new ShapeMismatch(`${n} rows need ${n} labels, not ${labels.length}.`)
  const predicted = argmaxRows(logits, classes)
  const pre = new Float64Array(classes * dims)
  const post = new Float64Array(classes * dims)
  const counts = new Float64Array(classes)
  let [least, largest] = [Infinity, -Infinity]
  for (let i = 0; i < n; i++) {
    const k = predicted[i]
    if (k !== labels[i]) continue
    counts[k]++
    const winning = logits[i * classes + k]
    least = Math.min(least, winning)
    largest = Math.max(largest, winning)
    for (let d = 0; d < dims; d++) {
      const value = features[i * dims + d]
      pre[k * dims + d] += value
      post[k * dims + d] += value * weights[k * dims + d]
    }
  }
  for (let k = 0; k < classes; k++) {
    if (counts[k] === 0) throw new EmptyClass(k)
    let [normPre, normPost] = [0, 0]
    for (let at = k * dims; at < (k + 1) * dims; at++) {
      pre[at] /= counts[k]
      post[at] /= counts[k]
      normPre += pre[at] ** 2
      normPost += post[at] ** 2
    }
    if (normPre === 0 || normPost === 0) throw new ZeroNorm(`The centroid of class ${k} ${normPre === 0 ? 'before' : 'after'} attenuation is zero.`)
  }
  return { ...layer, pre, post, logitRange: [least, largest] }
}

export interface CostarrOptions {
  /**
   * What the similarity is multiplied by: `prob` the softmax probability of the predicted class, `logit` its logit
   * scaled by the training range (the paper's normalised logit, as far as its abstract tells), `none`.
   */
  factor?: 'prob' | 'logit' | 'none'
  /** `block`: both parts normalised before they are joined, the mean of two cosines; `raw`: joined as they are. */
  concat?: 'block' | 'raw'
}

export interface CostarrScores {
  /** [n], the score. */
  score: Float64Array
  /** [n], cosine before attenuation. */
  pre: Float64Array
  /** [n], cosine after attenuation. */
  post: Float64Array
  /** [n], the classifier's own prediction, untouched. */
  pred: Uint32Array
}

/**
 * COSTARR scores of new samples. A sample of length zero is similar to nothing: cosine 0.
 * @throws {ShapeMismatch | NonFinite}
 */
export function costarrScore(model: CostarrModel, features: Numbers, logits: Numbers, options: CostarrOptions = {}): CostarrScores {
  const { factor = 'prob', concat = 'block' } = options
  const { classes, dims, weights } = model
  const n = checkShapes(features, logits, model)
  const pred = argmaxRows(logits, classes)
  const probabilities = softmaxRows(logits, classes)
  const out = { score: new Float64Array(n), pre: new Float64Array(n), post: new Float64Array(n), pred }
  const [low, high] = model.logitRange
  for (let i = 0; i < n; i++) {
    const k = pred[i]
    let [fm, ff, mm, hm, hh, ee] = [0, 0, 0, 0, 0, 0]
    for (let d = 0; d < dims; d++) {
      const at = k * dims + d
      const f = features[i * dims + d]
      const h = f * weights[at]
      fm += f * model.pre[at]
      ff += f * f
      mm += model.pre[at] ** 2
      hm += h * model.post[at]
      hh += h * h
      ee += model.post[at] ** 2
    }
    const cosine = (dot: number, square: number) => (square > 0 ? dot / Math.sqrt(square) : 0)
    out.pre[i] = cosine(fm, ff * mm)
    out.post[i] = cosine(hm, hh * ee)
    const similarity = concat === 'block' ? (out.pre[i] + out.post[i]) / 2 : cosine(fm + hm, (ff + hh) * (mm + ee))
    const winning = logits[i * classes + k]
    const confidence = factor === 'none' ? 1 : factor === 'prob' ? probabilities[i * classes + k] : Math.max(0, (winning - low) / (high - low))
    out.score[i] = confidence * similarity
  }
  return out
}

/** Largest logit of each row. */
export function maxLogit(logits: Numbers, classes: number): Float64Array {
  return Float64Array.from(argmaxRows(logits, classes), (k, i) => logits[i * classes + k])
}

/** Largest softmax probability of each row (Hendrycks and Gimpel 2017). */
export function msp(logits: Numbers, classes: number): Float64Array {
  const probabilities = softmaxRows(logits, classes)
  return Float64Array.from(argmaxRows(logits, classes), (k, i) => probabilities[i * classes + k])
}

/** log Σ exp(logit) of each row: minus the free energy (Liu et al. 2020). */
export function energy(logits: Numbers, classes: number): Float64Array {
  const largest = maxLogit(logits, classes)
  return largest.map((top, i) => {
    let sum = 0
    for (let k = 0; k < classes; k++) sum += Math.exp(logits[i * classes + k] - top)
    return top + Math.log(sum)
  })
}

export interface GhostModel extends Omit<LastLayer, 'weights'> {
  mean: Float64Array
  sd: Float64Array
}

/** A dimension that never varies within a class counts as if it varied by this much: far less than any used one. */
const LEAST_SD = 1e-6

/**
 * GHOST's Gaussians (arXiv 2502.03359, without its generalised-Pareto step): mean and spread of every feature by class,
 * from correctly classified training samples.
 * @throws {ShapeMismatch | EmptyClass}
 */
export function fitGhost(features: Numbers, logits: Numbers, labels: Numbers, { classes, dims }: { classes: number; dims: number }): GhostModel {
  const n = labels.length
  if (features.length !== n * dims || logits.length !== n * classes) {
    throw new ShapeMismatch(`${n} labels need ${n} × ${dims} features and ${n} × ${classes} logits.`)
  }
  const predicted = argmaxRows(logits, classes)
  const mean = new Float64Array(classes * dims)
  const sd = new Float64Array(classes * dims)
  const counts = new Float64Array(classes)
  const right = Array.from(labels, (label, i) => predicted[i] === label)
  for (let i = 0; i < n; i++) {
    if (!right[i]) continue
    counts[labels[i]]++
    for (let d = 0; d < dims; d++) mean[labels[i] * dims + d] += features[i * dims + d]
  }
  for (let k = 0; k < classes; k++) {
    if (counts[k] === 0) throw new EmptyClass(k)
    for (let d = 0; d < dims; d++) mean[k * dims + d] /= counts[k]
  }
  for (let i = 0; i < n; i++) {
    if (!right[i]) continue
    for (let d = 0; d < dims; d++) sd[labels[i] * dims + d] += (features[i * dims + d] - mean[labels[i] * dims + d]) ** 2 / counts[labels[i]]
  }
  return { classes, dims, mean, sd: sd.map((variance) => Math.max(Math.sqrt(variance), LEAST_SD)) }
}

/** Winning logit over Σ |f − mean| / sd of the predicted class. */
export function ghostScore(model: GhostModel, features: Numbers, logits: Numbers): Float64Array {
  const { classes, dims, mean, sd } = model
  return Float64Array.from(argmaxRows(logits, classes), (k, i) => {
    let distance = 0
    for (let d = 0; d < dims; d++) distance += Math.abs(features[i * dims + d] - mean[k * dims + d]) / sd[k * dims + d]
    return logits[i * classes + k] / distance
  })
}
