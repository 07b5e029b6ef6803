/** How the papers of an answer spread over years, categories and venues: what a reader may narrow it to. */
import type { Table } from '@lancedb/lancedb'
import type { IndexRow } from '../index/row.ts'
import { rowsByIds } from '../retrieve/candidates.ts'
import type { RowId } from '../retrieve/rows.ts'
import type { Selection } from '../retrieve/select.ts'
import type { Labs } from '../plan/filter.ts'
import { columnsOf, takeFacts } from './facet-columns.ts'

export interface FacetValue {
  value: string
  count: number
  /** What to add to the query to get only these. */
  filter: string
}

export interface Facets {
  /** Papers that were counted: all of the answer, or where words rank and it is long, its best. */
  counted: number
  year: FacetValue[]
  category: FacetValue[]
  venue: FacetValue[]
  has: FacetValue[]
}

/** Values of each kind that are offered. */
const VALUES = 12

/**
 * @param best rows of the answer, best first
 * @param selection given where every selected paper is in the answer, `best` or not; then all of them are counted
 */
export async function countFacets(table: Table, best: readonly RowId[], labs: Labs, selection?: Selection): Promise<Facets> {
  const columns = columnsOf(table)
  const rows = selection && columns ? await allRows(table, selection) : best
  const known = columns?.count(rows)
  const counted = known ? rows : best
  const [facts, isLab] = await Promise.all([known ?? takeFacts(table, best), rowsByIds(table, [...labs], selection ?? {})])
  void columns?.follow(table)
  const years = new Map<string, number>()
  const categories = new Map<string, number>()
  const venues = new Map<string, number>()
  const has = new Map<string, number>()
  const add = (counts: Map<string, number>, value: string, count: number) => counts.set(value, (counts.get(value) ?? 0) + count)
  for (const [fact, count] of facts) {
    if (fact.year !== undefined) add(years, fact.year, count)
    if (fact.venue !== undefined) add(venues, fact.venue, count)
    for (const category of fact.categories) add(categories, category, count)
    for (const kind of fact.has) add(has, kind, count)
  }
  // Of all selected papers those with a lab were asked for; the best are fewer than what would make a set worth it.
  const withLab = isLab.filter((one) => (selection && counted === rows) || counted.includes(one.row)).length
  if (withLab > 0) has.set('lab', withLab)
  const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value)
  const values = (counts: Map<string, number>, operator: string, order: (a: [string, number], b: [string, number]) => number): FacetValue[] =>
    [...counts].sort(order).slice(0, VALUES).map(([value, count]) => ({ value, count, filter: `${operator}:${quoted(value)}` }))
  const byCount = (a: [string, number], b: [string, number]) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)
  const newestFirst = (a: [string, number], b: [string, number]) => (a[0] < b[0] ? 1 : -1)
  return {
    counted: counted.length,
    year: values(years, 'on', newestFirst),
    category: values(categories, 'cat', byCount),
    venue: values(venues, 'venue', byCount),
    has: values(has, 'has', byCount),
  }
}

/** No set is made of them: they may be all there are. */
async function allRows(table: Table, { where, only, except }: Selection): Promise<RowId[]> {
  if (only) return [...only]
  const rows: RowId[] = []
  const query = where ? table.query().where(where) : table.query()
  for await (const batch of query.select(['change'] satisfies (keyof IndexRow)[]).withRowId()) {
    for (const long of (batch.getChild('_rowid')?.toArray() ?? []) as BigUint64Array) {
      const row = Number(long)
      if (!except?.has(row)) rows.push(row)
    }
  }
  return rows
}
