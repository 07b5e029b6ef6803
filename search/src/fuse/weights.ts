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
 * offprint-static-1; the factors are in standard deviations of their signal.
 */
export const GATE: Gate = {
  maximum: 1.5,
  bias: -0.75,
  signals: {
    request: { factor: 1.08, mean: 0.756, deviation: 0.429, low: 0, high: 1 },
    terms: { factor: -0.63, mean: 2.137, deviation: 0.457, low: 1.386, high: 3.871 },
    bestCosine: { factor: 0.73, mean: 0.58, deviation: 0.104, low: 0.354, high: 0.802 }
  }
}

/**
 * Weight of the vectors where the query is a whole paper ("similar papers"): a text of 150 words is known territory for
 * both lists; .65 to 1 measure alike.
 */
export const SIMILAR_WEIGHT = 0.65
