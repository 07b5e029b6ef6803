/** Every list by its query: plain ones from the catalogue, searches from the index. */
import type { ListQuery } from '../list/list-query.ts'
import { loadList, type List, type Window } from '../list/load-list.ts'
import { siteContext } from './context.ts'
import { searchList } from './search.ts'

export async function loadAnyList(query: ListQuery, today: string, window?: Window): Promise<List> {
  if (query.kind === 'search') return searchList(query, today, window)
  const { database } = await siteContext()
  return loadList(database.db, query, today, window)
}
