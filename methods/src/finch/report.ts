/** How good fused predictions are: accuracy, log loss, calibration, all and by group of samples. */
import { argmaxRows, softmaxRows } from '../classifier/index.ts'
import { ShapeMismatch } from '../errors/index.ts'

export interface FusionReport {
  /** Share of samples whose largest logit is the label's. */
  acc: number
  /** Mean −log p(label), nats. */
  nll: number
  /** Expected calibration error: mean gap between confidence and accuracy over 15 equal bins (Naeini et al. 2015). */
  ece: number
  accByGroup: Record<string, number>
  /** Mean weight by group; empty where no weights are given. */
  wByGroup: Record<string, number>
}

const BINS = 15
/** A probability that rounds to zero still gets a finite log loss. */
const LEAST_PROBABILITY = 1e-300

/**
 * @param logits [n, classes], fused
 * @param groups [n], a name a sample: `good`, `bad`
 * @throws {ShapeMismatch}
 */
export function fusionReport(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  { groups, weights }: { groups?: readonly string[]; weights?: ArrayLike<number> } = {},
): FusionReport {
  const n = labels.length
  const classes = logits.length / n
  if (!Number.isInteger(classes)) throw new ShapeMismatch(`${logits.length} logits do not divide into ${n} rows.`)
  const probabilities = softmaxRows(logits, classes)
  const predicted = argmaxRows(logits, classes)
  const bins = Array.from({ length: BINS }, () => ({ count: 0, right: 0, confidence: 0 }))
  const sums = new Map<string, { count: number; right: number; weight: number }>()
  let [right, nll] = [0, 0]
  for (let i = 0; i < n; i++) {
    const hit = predicted[i] === labels[i] ? 1 : 0
    const confidence = probabilities[i * classes + predicted[i]]
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]
    bin.count++
    bin.right += hit
    bin.confidence += confidence
    right += hit
    nll -= Math.log(Math.max(probabilities[i * classes + labels[i]], LEAST_PROBABILITY))
    if (groups) {
      const sum = sums.get(groups[i]) ?? { count: 0, right: 0, weight: 0 }
      sums.set(groups[i], { count: sum.count + 1, right: sum.right + hit, weight: sum.weight + (weights?.[i] ?? 0) })
    }
  }
  const ece = bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / n
  const byGroup = (pick: (sum: { count: number; right: number; weight: number }) => number) =>
    Object.fromEntries(Array.from(sums, ([group, sum]) => [group, pick(sum) / sum.count]))
  return { acc: right / n, nll: nll / n, ece, accByGroup: byGroup((sum) => sum.right), wByGroup: weights ? byGroup((sum) => sum.weight) : {} }
}
