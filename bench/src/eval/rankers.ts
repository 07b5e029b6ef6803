/**
 * The rankings compared on one set: the parts of the search and the ways of fusing them, all exact and in memory, so
 * that a difference between two rows is theirs and not an index's.
 */
import { fuse, FUSION_DEPTH, signalsOf, vectorWeight, type Gate, type QuerySignals, type Ranking } from '@offprint/search/fuse'
import { measure, openReference, type QueryMeasures, type TestSet } from '@offprint/search/evaluation'
import type { SyncEmbedder } from '@offprint/search/embedder'

/** What one query's rankings are, before any fusion. */
export interface Parts {
  bm25: Ranking
  lexical: Ranking
  vectors: Ranking
  signals: QuerySignals
}

export type Ranker = (parts: Parts) => number[]

/** Fixed weight of a plain blend: 3 : 7, as in ../shared/search-eval.md. */
const BLEND_WEIGHT = 3 / 7
/** The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009). */
const RRF_K = 60

const fused = (parts: Parts, weight: number): number[] => fuse(parts.lexical, parts.vectors, weight).map(hit => hit.row)

export const RANKERS: Record<string, Ranker> = {
  'BM25': parts => [...parts.bm25.rows],
  'full text': parts => [...parts.lexical.rows],
  'vectors': parts => [...parts.vectors.rows],
  'RRF 60': parts => reciprocalRankFusion(parts.lexical, parts.vectors),
  'blend .3': parts => fused(parts, BLEND_WEIGHT),
  'gate': parts => fused(parts, vectorWeight(parts.signals))
}

export const gated = (gate: Gate): Ranker => parts => fused(parts, vectorWeight(parts.signals, gate))
export const weighted = (weight: number): Ranker => parts => fused(parts, weight)

/** Every query's parts. Takes seconds for small sets, a minute for 90,000 documents. */
export function partsOf(set: TestSet, embedder: SyncEmbedder): Parts[] {
  const reference = openReference(set.documents, embedder)
  const vectors = reference.vectors(set.queries.map(query => query.text))
  return set.queries.map((query, q) => ({
    bm25: reference.bm25(query.text),
    lexical: reference.lexical(query.text),
    vectors: vectors[q],
    signals: signalsOf(query.text, vectors[q])
  }))
}

export function measures(set: TestSet, parts: readonly Parts[], ranker: Ranker): QueryMeasures[] {
  return set.queries.map((query, q) => measure(query, ranker(parts[q]).map(row => set.documents[row].id)))
}

function reciprocalRankFusion(left: Ranking, right: Ranking): number[] {
  const scores = new Map<number, number>()
  for (const { rows } of [left, right]) {
    rows.slice(0, FUSION_DEPTH).forEach((row, rank) => scores.set(row, (scores.get(row) ?? 0) + 1 / (RRF_K + rank + 1)))
  }
  return [...scores].sort((a, b) => b[1] - a[1]).map(([row]) => row)
}
