/** Papers as queries: what "more like these" looks for. */
import type { Table } from '@lancedb/lancedb'
import { literal } from '../index/table.ts'
import type { Vocabulary } from '../spelling/vocabulary.ts'
import { words } from '../text/index.ts'
import { plainMaths } from '../text/maths.ts'
import { vectorsOf } from './vectors.ts'

/** Different terms of a paper that are searched for: recall@100 of its text alone is .295 with 40, .308 with 80, .310 with all. */
export const SEED_TERMS = 80
/** What one unwanted paper takes away, compared with what a wanted one adds. */
const UNLIKE_WEIGHT = 0.5

export interface Seed {
  title: string
  abstract: string
}

/** A word as printed, its term, and how much it says. */
export interface WeightedTerm {
  word: string
  term: string
  /** How often the papers have it. */
  count: number
  weight: number
}

/**
 * The terms that say most of what some papers are about: (1 + ln count) · ln(papers / papers with the word), the most
 * telling first.
 * @param papers in the index
 */
export function tellingTerms(seeds: readonly Seed[], vocabulary: Vocabulary, papers: number): WeightedTerm[] {
  const counts = new Map<string, { word: string; count: number; common: number }>()
  for (const seed of seeds) {
    for (const { text, term } of words(plainMaths(`${seed.title} ${seed.abstract}`))) {
      if (term === '') continue
      const known = counts.get(term)
      const common = vocabulary.words.get(text) ?? 1
      if (known) {
        known.count++
        // Of several forms of a word the commonest is shown, and its papers count.
        if (common > known.common) Object.assign(known, { word: text, common })
      } else counts.set(term, { word: text, count: 1, common })
    }
  }
  return [...counts]
    .map(([term, { word, count, common }]) => ({ word, term, count, weight: (1 + Math.log(count)) * Math.max(0, Math.log((papers + 1) / (common + 1))) }))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
}

/** The direction between wanted and unwanted papers, of unit length; undefined where none of the wanted has a vector. */
export async function seedVector(table: Table, like: readonly string[], unlike: readonly string[]): Promise<Float32Array | undefined> {
  const ids = [...like, ...unlike]
  const vectors = await vectorsOf(table, ids, `id IN (${ids.map(literal).join(',')})`)
  const wanted = like.flatMap((id) => vectors.get(id) ?? [])
  if (wanted.length === 0) return undefined
  const unwanted = unlike.flatMap((id) => vectors.get(id) ?? [])
  return direction(wanted, unwanted)
}

/** Mean of the wanted less a share of the mean of the unwanted, to unit length. */
export function direction(wanted: readonly Float32Array[], unwanted: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(wanted[0].length)
  for (const vector of wanted) vector.forEach((value, at) => (sum[at] += value / wanted.length))
  for (const vector of unwanted) vector.forEach((value, at) => (sum[at] -= (UNLIKE_WEIGHT * value) / unwanted.length))
  const length = Math.hypot(...sum)
  return length > 0 ? sum.map((value) => value / length) : sum
}
