/** Full text: BM25 (k1 1.2, b 0.75, as LanceDB has it) over the terms of title and abstract. */
import { MatchQuery, Operator, PhraseQuery, type FullTextQuery, type Table } from '@lancedb/lancedb'
import type { Vector } from 'apache-arrow'
import type { Ranked, RowId } from './rows.ts'

/** As good as no limit: the database wants one. */
const ALL_ROWS = 1_000_000_000

async function run(table: Table, query: FullTextQuery, where: string | undefined, limit: number): Promise<Ranked> {
  const base = table.query().fullTextSearch(query)
  const found = await (where ? base.where(where) : base).select(['_score']).withRowId().limit(limit).toArrow()
  return { rows: rowIds(found.getChild('_rowid')), scores: Array.from((found.getChild('_score')?.toArray() ?? []) as Float32Array) }
}

/** Row ids as numbers; whole columns at once, since there may be tens of thousands. */
export function rowIds(column: Vector | null): RowId[] {
  return Array.from((column?.toArray() ?? []) as BigUint64Array, Number)
}

/** The best rows that hold any of the terms. */
export function rankByTerms(table: Table, terms: readonly string[], where: string | undefined, limit: number): Promise<Ranked> {
  return run(table, new MatchQuery(terms.join(' '), 'body'), where, limit)
}

/** All rows that hold every term, or hold them as a phrase. */
export async function rowsWithTerms(table: Table, column: 'body' | 'title' | 'authors', terms: readonly string[], together: boolean, where: string | undefined): Promise<Set<RowId>> {
  const text = terms.join(' ')
  const query = together && terms.length > 1 ? new PhraseQuery(text, column) : new MatchQuery(text, column, { operator: Operator.And })
  return new Set((await run(table, query, where, ALL_ROWS)).rows)
}

/** All rows that meet a filter. */
export async function rowsWhere(table: Table, where: string | undefined): Promise<Set<RowId>> {
  const rows = new Set<RowId>()
  const query = where ? table.query().where(where) : table.query()
  for await (const batch of query.select(['change']).withRowId()) for (const row of rowIds(batch.getChild('_rowid'))) rows.add(row)
  return rows
}
