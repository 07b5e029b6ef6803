/**
 * How much the vectors may say about one query: w = maximum · sigmoid(bias + Σ factor · (signal − mean) / deviation), a gate in
 * the manner of FINCH (arXiv 2602.03817). What it goes by:
 *
 * - `request`: a question for papers is paraphrase, where vectors shine; a bag of remembered words is not.
 * - `terms`: ln(1 + number of terms). Long queries say enough in words.
 * - `bestCosine`: how near the nearest paper is. Far from everything, the embedder does not know the subject, and the
 *   full text is the safer judge.
 *
 * Signals are held to the range they had when the gate was fitted: outside it nobody has measured anything.
 */
import { dropRequestWords, isRequest } from '../text/index.ts'
import type { Ranking } from './fuse.ts'
import { GATE } from './weights.ts'

export interface QuerySignals {
  /** 1 for a text worded as a request for papers, else 0. */
  request: number
  /** ln(1 + distinct terms left to search). */
  terms: number
  /** Cosine of the nearest paper; 0 where there is none. */
  bestCosine: number
}

export type Signal = keyof QuerySignals
export const SIGNALS: readonly Signal[] = ['request', 'terms', 'bestCosine']

export interface GateTerm {
  factor: number
  mean: number
  deviation: number
  low: number
  high: number
}

export interface Gate {
  /** The weight no query exceeds. */
  maximum: number
  bias: number
  signals: Record<Signal, GateTerm>
}

/** @param text the words of the query, without operators. @param vectors scores as cosines. */
export function signalsOf(text: string, vectors: Ranking): QuerySignals {
  const terms = new Set(dropRequestWords(text).kept.map(word => word.term))
  return { request: isRequest(text) ? 1 : 0, terms: Math.log(1 + terms.size), bestCosine: vectors.scores[0] ?? 0 }
}

/** Weight of the vectors for a query, 0 to `gate.maximum`. */
export function vectorWeight(signals: QuerySignals, gate: Gate = GATE): number {
  let sum = gate.bias
  for (const signal of SIGNALS) sum += gate.signals[signal].factor * standardised(signals[signal], gate.signals[signal])
  return gate.maximum / (1 + Math.exp(-sum))
}

/** A signal held to its fitted range, in deviations from its mean. */
export function standardised(value: number, term: Omit<GateTerm, 'factor'>): number {
  return (Math.min(term.high, Math.max(term.low, value)) - term.mean) / term.deviation
}
