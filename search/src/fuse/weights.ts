/**
 * Fitted numbers of the fusion. `npm run eval -- --fit` fits them again from the development sets and prints this table,
 * with the figures of the cross-validation beside it.
 */
import type { Gate } from './gate.ts'

/**
 * Weight of the BM25 score of the title alone, added to that of title and abstract: +.004 nDCG@10 on scholar-auto, +.01
 * on cranfield; .7 hurts.
 */
export const TITLE_WEIGHT = 0.3

/** Fitted on scholar-auto (counted twice), known-item without typing errors, cacm, cranfield and cisi. */
export const GATE: Gate = {
  maximum: 1.5,
  bias: -0.82,
  signals: {
    request: { factor: 0.9, mean: 0.5, deviation: 0.5, low: 0, high: 1 },
    terms: { factor: -0.6, mean: 2.1, deviation: 0.4, low: 1.4, high: 3.2 },
    bestCosine: { factor: 0.75, mean: 0.6, deviation: 0.12, low: 0.3, high: 0.9 }
  }
}

/**
 * Weight of the vectors where the query is a whole paper ("similar papers"): a text of 150 words is known territory for
 * both lists; .65 to 1 measure alike.
 */
export const SIMILAR_WEIGHT = 0.65
