/** Searches as lists: what the index answers, with the papers themselves from the catalogue. */
import { findPapers, type PaperId } from '@offprint/catalogue'
import type { SearchAnswer } from '@offprint/search'
import type { ListQuery } from '../list/list-query.ts'
import { finishList, PAGE_SIZE, type List, type Window } from '../list/load-list.ts'
import { siteContext } from './context.ts'

export type SearchQuery = Extract<ListQuery, { kind: 'search' }>

export interface SearchList extends List {
  answer: SearchAnswer
}

export async function searchList(query: SearchQuery, today: string, window: Window = { offset: (query.page - 1) * PAGE_SIZE, limit: PAGE_SIZE }): Promise<SearchList> {
  const { database, search } = await siteContext()
  const answer = await search.search({ q: query.text, sort: query.sort, today, ...window })
  const papers = await findPapers(database.db, answer.results.map((result) => result.id as PaperId))
  const list = finishList(
    query,
    { title: `Search: ${query.text}`, heading: { lead: 'Search' }, papers, total: answer.total },
    window,
  )
  return { ...list, answer }
}
