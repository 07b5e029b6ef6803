/** How well a score parts known from unknown samples. */

type Numbers = ArrayLike<number>

/**
 * Area under the ROC curve: how often a known sample scores higher than an unknown one, ties counting half.
 * @throws {RangeError} where one of both is empty
 */
export function auroc(known: Numbers, unknown: Numbers): number {
  if (known.length === 0 || unknown.length === 0) throw new RangeError('AUROC needs known and unknown samples, at least one of each.')
  const all = [...Array.from(known, (score) => ({ score, known: 1 })), ...Array.from(unknown, (score) => ({ score, known: 0 }))]
  all.sort((a, b) => a.score - b.score)
  // Sum of the known samples' ranks, tied samples sharing their mean rank (Mann–Whitney).
  let rankSum = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    let tied = 0
    while (to < all.length && all[to].score === all[from].score) tied += all[to++].known
    rankSum += tied * ((from + 1 + to) / 2)
    from = to
  }
  return (rankSum - (known.length * (known.length + 1)) / 2) / (known.length * unknown.length)
}

export interface OscrCurve {
  /** Share of unknowns accepted, rising from 0 to 1. */
  fpr: number[]
  /** Share of knowns accepted and classified correctly. */
  ccr: number[]
  /** Area under ccr over fpr. */
  area: number
}

/**
 * Open-set classification rate (Dhamija et al. 2018): correct and accepted knowns against accepted unknowns as the
 * threshold falls.
 * @throws {RangeError} where lengths differ or one of both is empty
 */
export function oscr(knownScore: Numbers, knownCorrect: ArrayLike<boolean | number>, unknownScore: Numbers): OscrCurve {
  if (knownScore.length !== knownCorrect.length) throw new RangeError(`${knownScore.length} known scores need as many verdicts, not ${knownCorrect.length}.`)
  if (knownScore.length === 0 || unknownScore.length === 0) throw new RangeError('OSCR needs known and unknown samples, at least one of each.')
  const all = [
    ...Array.from(knownScore, (score, i) => ({ score, known: knownCorrect[i] ? 1 : 0, unknown: 0 })),
    ...Array.from(unknownScore, (score) => ({ score, known: 0, unknown: 1 })),
  ]
  all.sort((a, b) => b.score - a.score)
  const curve: OscrCurve = { fpr: [0], ccr: [0], area: 0 }
  let [right, accepted] = [0, 0]
  for (let from = 0; from < all.length; ) {
    const { score } = all[from]
    while (from < all.length && all[from].score === score) {
      right += all[from].known
      accepted += all[from].unknown
      from++
    }
    const [fpr, ccr] = [accepted / unknownScore.length, right / knownScore.length]
    curve.area += ((fpr - curve.fpr[curve.fpr.length - 1]) * (ccr + curve.ccr[curve.ccr.length - 1])) / 2
    curve.fpr.push(fpr)
    curve.ccr.push(ccr)
  }
  return curve
}

/** The least threshold at which at most `rate` of the given unknown samples are accepted (score ≥ threshold). */
export function thresholdAtFpr(unknown: Numbers, rate: number): number {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`A false positive rate lies between 0 and 1, not ${rate}.`)
  const sorted = Float64Array.from(unknown).sort().reverse()
  const allowed = Math.floor(rate * sorted.length)
  if (allowed >= sorted.length) return -Infinity
  // Everything above the first sample that must be rejected.
  const rejected = sorted[allowed]
  const above = sorted.filter((score) => score > rejected)
  return above.length > 0 ? above[above.length - 1] : Infinity
}
