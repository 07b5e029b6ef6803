/** The ranking of a plan: full text and vectors, each within the selection, fused by the weight the gate gives. */
import type { Table } from '@lancedb/lancedb'
import type { Db } from '@offprint/store'
import type { Embedder } from '../embedder/embedder.ts'
import { FUSION_DEPTH, fuse, signalsOf, vectorWeight } from '../fuse/index.ts'
import type { Plan } from '../plan/plan.ts'
import { newestRows, rankFullText, type Candidates } from '../retrieve/candidates.ts'
import { EMPTY, type Ranked, type RowId } from '../retrieve/rows.ts'
import { rankByVector } from '../retrieve/vectors.ts'
import type { Selection } from '../retrieve/select.ts'
import { raiseTogether } from './together.ts'
import type { Why } from './types.ts'

export interface Placed {
  row: RowId
  score: number
  why: readonly Why[]
  /** What the score was made of, for `--explain`. */
  parts: Record<string, number>
}

export interface RankedAnswer {
  placed: Placed[]
  total: number
  /** True where `total` is a lower bound. */
  more: boolean
}

export async function rank(db: Db, table: Table, embedder: Embedder | undefined, asked: Plan, selection: Selection, depth: number): Promise<RankedAnswer> {
  if (asked.terms.length === 0) return newest(asked, await newestRows(table, selection, depth))
  const [lexical, vectors] = await Promise.all([
    rankFullText(table, asked.terms, selection, depth),
    embedder ? Promise.resolve(embedder.embed([asked.meaning])).then(([vector]) => rankByVector(table, vector, selection, FUSION_DEPTH)) : undefined,
  ])
  const weight = vectors && vectors.rows.length > 0 ? vectorWeight(signalsOf(asked.question, vectors)) : 0
  const fused = blend(lexical, vectors ?? EMPTY, weight)
  return asked.sort === 'relevance' ? { ...fused, placed: await raiseTogether(db, table, fused.placed, asked.terms) } : fused
}

/** Fuses the heads of both rankings; what full text has beyond follows in its order. */
export function blend(lexical: Candidates, vectors: Ranked, weight: number): RankedAnswer {
  const fused = fuse(lexical, vectors, weight)
  const bm25 = byRow(lexical)
  const cosines = byRow(vectors)
  const placed = fused.map(({ row, score, lexical: text, vector }): Placed => {
    const parts: Record<string, number> = { text, vector, weight }
    const [words, cosine] = [bm25.get(row), cosines.get(row)]
    if (words !== undefined) parts.bm25 = words
    if (cosine !== undefined) parts.cosine = cosine
    return { row, score, why: words === undefined ? BY_VECTOR : vector > 0 ? BY_BOTH : BY_TEXT, parts }
  })
  const seen = new Set(fused.map((one) => one.row))
  lexical.rows.forEach((row, at) => {
    if (!seen.has(row)) placed.push({ row, score: 0, why: BY_TEXT, parts: { text: 0, vector: 0, weight, bm25: lexical.scores[at] } })
  })
  return { placed, total: placed.length, more: lexical.more }
}

const BY_TEXT: readonly Why[] = ['text']
const BY_VECTOR: readonly Why[] = ['vector']
const BY_BOTH: readonly Why[] = ['text', 'vector']

const byRow = ({ rows, scores }: Ranked): Map<RowId, number> => new Map(rows.map((row, at) => [row, scores[at]]))

function newest(asked: Plan, found: Candidates): RankedAnswer {
  const why: Why[] = [asked.filters.some((filter) => filter.field === 'id') ? 'id' : 'filter']
  return { placed: found.rows.map((row) => ({ row, score: 0, why, parts: {} })), total: found.total, more: found.more }
}
