/**
 * Rankings and facets of late, kept while the index stays as it is: readers turn back to a search, readers of feeds ask the
 * same again and again, and the page and its feed ask together. A change of the index is a new table, and forgets them all.
 */
import type { Table } from '@lancedb/lancedb'

/** A ranking of 300 with its parts is about 60 KB. */
const KEPT = 64

const kept = new WeakMap<Table, Map<string, Promise<unknown>>>()

/** What was made for that key, or is made now. What failed is not kept, nor what `isWhole` finds to be half of it. */
export function remembered<T>(table: Table, key: string, make: () => Promise<T>, isWhole: (made: T) => boolean = () => true): Promise<T> {
  let rankings = kept.get(table)
  if (!rankings) kept.set(table, (rankings = new Map()))
  const known = rankings.get(key) as Promise<T> | undefined
  const ranking = known ?? make()
  // The newest stands last; the first is the one that was asked for longest ago.
  rankings.delete(key)
  rankings.set(key, ranking)
  if (!known) ranking.then((made) => isWhole(made) || rankings.delete(key), () => rankings.delete(key))
  if (rankings.size > KEPT) rankings.delete(rankings.keys().next().value as string)
  return ranking
}
