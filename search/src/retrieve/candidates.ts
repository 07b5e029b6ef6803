/** The candidates of a plan: rows that meet its constraints, ranked by their words. */
import type { Table } from '@lancedb/lancedb'
import { TITLE_WEIGHT } from '../fuse/weights.ts'
import { rankByTerms } from './full-text.ts'
import { EMPTY, type Ranked, type RowId } from './rows.ts'
import { listedFilter, type Selection } from './select.ts'

/** Rows a ranking goes down to: fifty pages of twenty. Beyond, the count says "at least". */
export const DEPTH = 1_000
/** Titles whose own score is looked up; the bonus decides among good titles only. */
const TITLE_DEPTH = 300
export interface Candidates extends Ranked {
  /** Rows that meet the plan; exact unless `more`. */
  total: number
  more: boolean
  /** The bonus of rows whose title has some of the terms. */
  titles: ReadonlyMap<RowId, number>
}

/** Ranks the selected rows by the terms: BM25 of title and abstract, and a share of that of the title alone. */
export async function rankFullText(table: Table, terms: readonly string[], selection: Selection): Promise<Candidates> {
  const none: Candidates = { ...EMPTY, total: 0, more: false, titles: new Map() }
  if (terms.length === 0 || selection.only?.size === 0) return none
  const [body, title] = await Promise.all([
    sifted(table, 'body', terms, selection, DEPTH),
    sifted(table, 'title', terms, selection, TITLE_DEPTH),
  ])
  const bonus = new Map(title.rows.map((row, at) => [row, title.scores[at] * TITLE_WEIGHT]))
  const scored = body.rows.map((row, at) => ({ row, score: body.scores[at] + (bonus.get(row) ?? 0) }))
  scored.sort((a, b) => b.score - a.score || a.row - b.row)
  return {
    rows: scored.map((one) => one.row),
    scores: scored.map((one) => one.score),
    total: body.rows.length,
    more: body.rows.length >= DEPTH,
    titles: bonus,
  }
}

async function sifted(table: Table, column: 'body' | 'title', terms: readonly string[], selection: Selection, depth: number): Promise<Ranked> {
  const { where, passes } = listedFilter(selection)
  if (!passes) return rankByTerms(table, column, terms, where, depth)
  for (let limit = depth * 2; ; limit *= 8) {
    const ranked = await rankByTerms(table, column, terms, where, limit)
    const kept = ranked.rows.flatMap((row, at) => (passes(row) ? [at] : [])).slice(0, depth)
    if (kept.length >= Math.min(depth, selection.only?.size ?? depth) || ranked.rows.length < limit) {
      return { rows: kept.map((at) => ranked.rows[at]), scores: kept.map((at) => ranked.scores[at]) }
    }
  }
}

/** Selected rows without words to rank them by: newest first, and by their number within a day. */
export async function newestRows(table: Table, selection: Selection): Promise<Candidates> {
  const { where, only, except } = selection
  const query = where ? table.query().where(where) : table.query()
  const found: { row: RowId; day: number }[] = []
  for await (const batch of query.select(['published']).withRowId()) {
    const [rows, days] = [batch.getChild('_rowid'), batch.getChild('published')]
    for (let at = 0; at < batch.numRows; at++) {
      const row = Number(rows?.get(at))
      if (only ? only.has(row) : !except?.has(row)) found.push({ row, day: days?.get(at) ?? -Infinity })
    }
  }
  found.sort((a, b) => b.day - a.day || b.row - a.row)
  const rows = found.slice(0, DEPTH).map((one) => one.row)
  return { rows, scores: rows.map(() => 0), total: found.length, more: false, titles: new Map() }
}

/** The ids of rows, in their order. */
export async function idsOf(table: Table, rows: readonly RowId[]): Promise<string[]> {
  if (rows.length === 0) return []
  const ids = new Map<RowId, string>()
  for await (const batch of table.takeRowIds([...rows]).select(['id']).withRowId()) {
    for (let at = 0; at < batch.numRows; at++) ids.set(Number(batch.getChild('_rowid')?.get(at)), String(batch.getChild('id')?.get(at)))
  }
  return rows.flatMap((row) => ids.get(row) ?? [])
}
