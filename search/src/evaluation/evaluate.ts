/** Measures of a ranker on a test set: per query, and their means with intervals. */
import { bootstrapInterval, mean, ndcg, recall, reciprocalRank } from './metrics.ts'
import type { SetQuery, TestSet } from './sets.ts'

export interface QueryMeasures {
  ndcg: number
  recall: number
  reciprocalRank: number
}

export interface Summary {
  queries: number
  ndcg: Estimate
  recall: Estimate
  mrr: Estimate
}

/** A mean over queries with its 95 % bootstrap interval. */
export interface Estimate {
  mean: number
  low: number
  high: number
}

/** @param ranking ids of documents, best first; the document that the query is made of is passed over. */
export function measure(query: SetQuery, ranking: readonly string[]): QueryMeasures {
  const answers = query.self === undefined ? ranking : ranking.filter(id => id !== query.self)
  return { ndcg: ndcg(answers, query.judgements), recall: recall(answers, query.judgements), reciprocalRank: reciprocalRank(answers, query.judgements) }
}

export function summarise(measures: readonly QueryMeasures[], seed = 1): Summary {
  const estimate = (values: number[]): Estimate => {
    const [low, high] = bootstrapInterval(values, seed)
    return { mean: mean(values), low, high }
  }
  return {
    queries: measures.length,
    ndcg: estimate(measures.map(one => one.ndcg)),
    recall: estimate(measures.map(one => one.recall)),
    mrr: estimate(measures.map(one => one.reciprocalRank))
  }
}

/** A set's summary as a whole, and of each kind of query it tells apart. */
export function summariseSet(set: TestSet, measures: readonly QueryMeasures[], seed = 1): Record<string, Summary> {
  const kinds = [...new Set(set.queries.map(query => query.kind))].filter(kind => kind !== undefined)
  const parts = kinds.map(kind => [kind, summarise(measures.filter((_, q) => set.queries[q].kind === kind), seed)] as const)
  return { all: summarise(measures, seed), ...Object.fromEntries(parts) }
}
