/** The ranking of a plan: full text and vectors, each within the selection, fused by the weight the gate gives. */
import type { Table } from '@lancedb/lancedb'
import type { Embedder } from '../embedder/embedder.ts'
import { FUSION_DEPTH, fuse, signalsOf, vectorWeight } from '../fuse/index.ts'
import type { Plan } from '../plan/plan.ts'
import { newestRows, rankFullText, type Candidates } from '../retrieve/candidates.ts'
import type { RowId } from '../retrieve/rows.ts'
import { rankByVector } from '../retrieve/vectors.ts'
import type { Selection } from '../retrieve/select.ts'
import { raiseTogether } from './together.ts'
import type { Why } from './types.ts'

export interface Placed {
  row: RowId
  score: number
  why: Why[]
  /** What the score was made of, for `--explain`. */
  parts: Record<string, number>
}

export interface RankedAnswer {
  placed: Placed[]
  total: number
  /** True where `total` is a lower bound. */
  more: boolean
}

export async function rank(table: Table, embedder: Embedder | undefined, asked: Plan, selection: Selection, depth: number): Promise<RankedAnswer> {
  if (asked.terms.length === 0) return newest(asked, await newestRows(table, selection, depth))
  const [lexical, vectors] = await Promise.all([
    rankFullText(table, asked.terms, selection, depth),
    embedder ? Promise.resolve(embedder.embed([asked.meaning])).then(([vector]) => rankByVector(table, vector, selection, FUSION_DEPTH)) : undefined,
  ])
  const weight = vectors && vectors.rows.length > 0 ? vectorWeight(signalsOf(asked.question, vectors)) : 0
  const fused = blend(lexical, vectors ?? { rows: [], scores: [] }, weight)
  return asked.sort === 'relevance' ? { ...fused, placed: await raiseTogether(table, fused.placed, asked.terms) } : fused
}

/** Fuses the heads of both rankings; what full text has beyond follows in its order. */
export function blend(lexical: Candidates, vectors: { rows: RowId[]; scores: number[] }, weight: number): RankedAnswer {
  const fused = fuse(lexical, vectors, weight)
  const position = new Map(lexical.rows.map((row, at) => [row, at]))
  const cosine = new Map(vectors.rows.map((row, at) => [row, vectors.scores[at]]))
  const placed = fused.map(({ row, score, lexical: text, vector }): Placed => {
    const at = position.get(row)
    return {
      row,
      score,
      why: [...(at === undefined ? [] : ['text' as const]), ...(lexical.titles.has(row) ? ['title' as const] : []), ...(vector > 0 ? ['vector' as const] : [])],
      parts: {
        text,
        vector,
        weight,
        ...(at === undefined ? {} : { bm25: lexical.scores[at], titleBonus: lexical.titles.get(row) ?? 0 }),
        ...(cosine.has(row) ? { cosine: cosine.get(row)! } : {}),
      },
    }
  })
  const seen = new Set(placed.map((one) => one.row))
  lexical.rows.forEach((row, at) => {
    if (!seen.has(row)) placed.push({ row, score: 0, why: ['text'], parts: { text: 0, vector: 0, weight, bm25: lexical.scores[at], titleBonus: lexical.titles.get(row) ?? 0 } })
  })
  return { placed, total: placed.length, more: lexical.more }
}

function newest(asked: Plan, found: Candidates): RankedAnswer {
  const why: Why[] = [asked.filters.some((filter) => filter.field === 'id') ? 'id' : 'filter']
  return { placed: found.rows.map((row) => ({ row, score: 0, why, parts: {} })), total: found.total, more: found.more }
}
