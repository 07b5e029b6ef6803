/**
 * Fitted numbers of the fusion. `npm run eval -- --fit` fits them again from the development sets and prints this table,
 * with the figures of the cross-validation beside it.
 */
import type { Gate } from './gate.ts'

/**
 * Weight of the BM25 score of the title alone, added to that of title and abstract: +.01 recall@100 on scholar-auto, +.01
 * nDCG@10 on cranfield. A balance: words remembered from the abstract lose by it (known-item mid, MRR .64 without, .52 at
 * .15, .41 at .3), half-remembered titles gain (.27, .33, .36 with typing errors left in).
 */
export const TITLE_WEIGHT = 0.2

/**
 * Fitted on scholar-auto (counted twice), known-item without typing errors, cacm, cranfield and cisi, with the weights
 * offprint-static-1: the mean of the fits at title weights .15 and .3, rounded. On queries left out of the fit (five folds):
 * scholar-auto .220 / .591, known-item rare MRR .967, mid .407 (title weight .3; .496 at .15), cacm .488, cranfield .384,
 * cisi .404. With a whole set left out it is more careful, never worse than full text alone by more than .010.
 */
export const GATE: Gate = {
  maximum: 1.5,
  bias: -0.74,
  signals: {
    request: { factor: 1.1, mean: 0.756, deviation: 0.429, low: 0, high: 1 },
    terms: { factor: -0.42, mean: 2.137, deviation: 0.457, low: 1.386, high: 3.871 },
    bestCosine: { factor: 0.88, mean: 0.566, deviation: 0.105, low: 0.333, high: 0.801 }
  }
}

/**
 * Weight of the vectors where the query is a whole paper ("similar papers"). On 600 seeds of the set "similar" that are
 * not among its 250, nDCG@10 / recall@100: .126 / .433 at 1, .125 / .437 at 2, .124 / .435 at 3; vectors alone .119 / .427.
 */
export const SIMILAR_WEIGHT = 2
