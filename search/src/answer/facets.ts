/** How the candidates of an answer spread over years, categories and venues: what a reader may narrow it to. */
import type { Table } from '@lancedb/lancedb'
import { dayText } from '../query/dates.ts'
import type { RowId } from '../retrieve/rows.ts'
import type { Labs } from '../plan/filter.ts'

export interface FacetValue {
  value: string
  count: number
  /** What to add to the query to get only these. */
  filter: string
}

export interface Facets {
  /** Candidates that were counted: the best of the answer, not all of it where it is long. */
  counted: number
  year: FacetValue[]
  category: FacetValue[]
  venue: FacetValue[]
  has: FacetValue[]
}

/** Values of each kind that are offered. */
const VALUES = 12

export async function countFacets(table: Table, rows: readonly RowId[], labs: Labs): Promise<Facets> {
  const years = new Map<string, number>()
  const categories = new Map<string, number>()
  const venues = new Map<string, number>()
  const has = new Map<string, number>()
  const add = (counts: Map<string, number>, value: string) => counts.set(value, (counts.get(value) ?? 0) + 1)
  if (rows.length > 0) {
    for await (const batch of table.takeRowIds([...rows]).select(['id', 'published', 'categories', 'venue', 'has'])) {
      const [ids, days, lists, places, kinds] = ['id', 'published', 'categories', 'venue', 'has'].map((name) => batch.getChild(name))
      for (let at = 0; at < batch.numRows; at++) {
        const day = days?.get(at)
        if (day !== null && day !== undefined) add(years, dayText(Number(day)).slice(0, 4))
        // Archives ("cs") are kept beside their categories for filters; alone they say too little to be offered.
        for (const category of lists?.get(at) ?? []) if (String(category).includes('.')) add(categories, String(category))
        if (places?.get(at)) add(venues, String(places?.get(at)))
        for (const kind of kinds?.get(at) ?? []) if (kind !== 'abstract') add(has, String(kind))
        if (labs.has(String(ids?.get(at)))) add(has, 'lab')
      }
    }
  }
  const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value)
  const values = (counts: Map<string, number>, operator: string, order: (a: [string, number], b: [string, number]) => number): FacetValue[] =>
    [...counts].sort(order).slice(0, VALUES).map(([value, count]) => ({ value, count, filter: `${operator}:${quoted(value)}` }))
  const byCount = (a: [string, number], b: [string, number]) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)
  const newestFirst = (a: [string, number], b: [string, number]) => (a[0] < b[0] ? 1 : -1)
  return {
    counted: rows.length,
    year: values(years, 'on', newestFirst),
    category: values(categories, 'cat', byCount),
    venue: values(venues, 'venue', byCount),
    has: values(has, 'has', byCount),
  }
}
