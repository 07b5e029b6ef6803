/** The parameters of ranking, in one place. Each with what it was chosen by; `npm run eval` measures them. */

/**
 * Weight of the BM25 score of the title alone, added to that of title and abstract: +.004 nDCG@10 on scholar-auto, +.01
 * on cranfield; .7 hurts.
 */
export const TITLE_WEIGHT = 0.3
