/** The candidates of a plan: rows that meet its constraints, ranked by their words. */
import type { Table } from '@lancedb/lancedb'
import { namesOf } from '../index/row-names.ts'
import { literal } from '../index/table.ts'
import { rankByTerms } from './full-text.ts'
import { EMPTY, type Ranked, type RowId } from './rows.ts'
import { listedFilter, type Selection } from './select.ts'

/** Rows a ranking goes down to for the first pages; later pages go deeper. */
export const DEPTH = 200

export interface Candidates extends Ranked {
  /** Rows that meet the plan; exact unless `more`. */
  total: number
  more: boolean
}

/** Ranks the selected rows by the terms: BM25 of title and abstract. */
export async function rankFullText(table: Table, terms: readonly string[], selection: Selection, depth = DEPTH): Promise<Candidates> {
  if (terms.length === 0 || selection.only?.size === 0) return { ...EMPTY, total: 0, more: false }
  const { rows, scores } = await sifted(table, terms, selection, depth)
  // Equals in an order of their own: the database's may change from one time to the next.
  const order = Array.from(rows.keys()).sort((a, b) => scores[b] - scores[a] || rows[a] - rows[b])
  return { rows: order.map((at) => rows[at]), scores: order.map((at) => scores[at]), total: rows.length, more: rows.length >= depth }
}

async function sifted(table: Table, terms: readonly string[], selection: Selection, depth: number): Promise<Ranked> {
  const { where, passes } = listedFilter(selection)
  if (!passes) return rankByTerms(table, terms, where, depth)
  for (let limit = depth * 2; ; limit *= 8) {
    const ranked = await rankByTerms(table, terms, where, limit)
    const kept = ranked.rows.flatMap((row, at) => (passes(row) ? [at] : [])).slice(0, depth)
    if (kept.length >= Math.min(depth, selection.only?.size ?? depth) || ranked.rows.length < limit) {
      return { rows: kept.map((at) => ranked.rows[at]), scores: kept.map((at) => ranked.scores[at]) }
    }
  }
}

/** Selected rows without words to rank them by: newest first, and by their number within a day. */
export async function newestRows(table: Table, selection: Selection, depth: number): Promise<Candidates> {
  const { where, passes } = listedFilter(selection)
  const query = where ? table.query().where(where) : table.query()
  const newest = new Newest(depth)
  let total = 0
  for await (const batch of query.select(['published']).withRowId()) {
    const published = batch.getChild('published')
    const days = (published?.toArray() ?? []) as Int32Array
    const rows = (batch.getChild('_rowid')?.toArray() ?? []) as BigUint64Array
    // Days are numbers even where they are not known; only then is it worth asking one by one.
    const allKnown = published?.nullCount === 0
    for (let at = 0; at < rows.length; at++) {
      const row = Number(rows[at])
      if (passes && !passes(row)) continue
      total++
      newest.add(row, allKnown || published!.get(at) !== null ? days[at] : -Infinity)
    }
  }
  const rows = newest.rows()
  return { rows, scores: rows.map(() => 0), total, more: false }
}

/** The newest few of many rows, without sorting them all. */
class Newest {
  readonly #depth: number
  #best: { row: RowId; day: number }[] = []
  /** Rows of earlier days are beaten by `depth` others. */
  #least = -Infinity

  constructor(depth: number) {
    this.#depth = depth
  }

  add(row: RowId, day: number): void {
    if (day < this.#least) return
    this.#best.push({ row, day })
    if (this.#best.length >= 4 * this.#depth) this.#cut()
  }

  rows(): RowId[] {
    this.#cut()
    return this.#best.map((one) => one.row)
  }

  #cut(): void {
    this.#best = this.#best.sort((a, b) => b.day - a.day || b.row - a.row).slice(0, this.#depth)
    if (this.#best.length === this.#depth) this.#least = this.#best.at(-1)?.day ?? Infinity
  }
}

/** The ids of rows, in their order. */
export async function idsOf(table: Table, rows: readonly RowId[]): Promise<string[]> {
  const names = namesOf(table)
  const missing = rows.filter((row) => names?.of(row) === undefined)
  const ids = new Map<RowId, string>()
  if (missing.length > 0) {
    for await (const batch of table.takeRowIds(missing).select(['id']).withRowId()) {
      for (let at = 0; at < batch.numRows; at++) ids.set(Number(batch.getChild('_rowid')?.get(at)), String(batch.getChild('id')?.get(at)))
    }
  }
  void names?.follow(table)
  return rows.flatMap((row) => names?.of(row) ?? ids.get(row) ?? [])
}

/** The rows of papers that also meet the selection, in the given order. */
export async function rowsByIds(table: Table, ids: readonly string[], { where, only, except }: Selection): Promise<{ id: string; row: RowId }[]> {
  if (ids.length === 0) return []
  const listed = `id IN (${ids.map(literal).join(',')})`
  const rows = new Map<string, RowId>()
  for await (const batch of table.query().where(where ? `(${where}) AND ${listed}` : listed).select(['id']).withRowId()) {
    for (let at = 0; at < batch.numRows; at++) rows.set(String(batch.getChild('id')?.get(at)), Number(batch.getChild('_rowid')?.get(at)))
  }
  return ids.flatMap((id) => {
    const row = rows.get(id)
    return row === undefined || (only && !only.has(row)) || except?.has(row) ? [] : [{ id, row }]
  })
}
