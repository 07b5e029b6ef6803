/**
 * Fits the gate of the fusion and says what it is worth on queries and on sets it has not seen: five folds over
 * queries, then each set left out in turn.
 */
import { fitGate, WEIGHT_GRID, type Gate, type JudgedQuery } from '@offprint/search/fuse'
import type { QueryMeasures, TestSet } from '@offprint/search/evaluation'
import { gated, measures, weighted, type Parts } from './rankers.ts'

export interface MeasuredSet {
  set: TestSet
  parts: Parts[]
}

/** What counts in fitting: ranking first, and half as much whether the papers are found at all. */
const RECALL_SHARE = 0.5
/**
 * How much each set counts; unnamed sets are left out. The questions for papers are the main use. Similar papers have a
 * weight of their own.
 */
const IMPORTANCE: Record<string, number> = { 'scholar-auto': 2, 'known-item': 1, 'cacm': 1, 'cranfield': 1, 'cisi': 1 }
const FOLDS = 5

interface Case extends JudgedQuery {
  set: number
  query: number
}

export function fitOn(sets: readonly MeasuredSet[]): { gate: Gate; acrossQueries: QueryMeasures[][]; acrossSets: QueryMeasures[][] } {
  const cases = sets.flatMap(casesOf)
  const across = (isHeldOut: (one: Case, group: number) => boolean, groups: number): QueryMeasures[][] => {
    const results = sets.map((): QueryMeasures[] => [])
    for (let group = 0; group < groups; group++) {
      const ranker = gated(fitGate(cases.filter(one => !isHeldOut(one, group))))
      sets.forEach((measured, s) => {
        const all = measures(measured.set, measured.parts, ranker)
        all.forEach((one, query) => {
          if (isHeldOut({ set: s, query } as Case, group)) results[s][query] = one
        })
      })
    }
    return results
  }
  return {
    gate: fitGate(cases),
    acrossQueries: across((one, group) => one.query % FOLDS === group, FOLDS),
    acrossSets: across((one, group) => one.set === group, sets.length)
  }
}

function casesOf({ set, parts }: MeasuredSet, s: number): Case[] {
  const importance = IMPORTANCE[set.name]
  if (importance === undefined) return []
  const curves = WEIGHT_GRID.map(weight => measures(set, parts, weighted(weight)))
  // Typing errors are mended before anything is searched; what the gate does with unmended ones is no guide.
  const used = set.queries.flatMap((query, q) => (query.kind === 'typo' ? [] : [q]))
  return used.map(query => ({
    set: s,
    query,
    signals: parts[query].signals,
    usefulness: curves.map(curve => curve[query].ndcg + RECALL_SHARE * curve[query].recall),
    importance: importance / used.length
  }))
}
