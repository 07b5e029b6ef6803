/** Searches as lists: what the index answers, called and paged like any other list. */
import type { FoundPapers } from '@offprint/search'
import type { ListQuery } from '../list/list-query.ts'
import { finishList, windowOf, type List, type Window } from '../list/load-list.ts'
import { siteContext } from './context.ts'

export type SearchQuery = Extract<ListQuery, { kind: 'search' }>

export interface SearchList extends List {
  answer: FoundPapers
}

/** @param facets whether they are shown: counting them takes a few milliseconds */
export async function searchList(query: SearchQuery, today: string, window: Window = windowOf(query), facets = false): Promise<SearchList> {
  const { search } = await siteContext()
  // `sort:` may also stand in the query itself; the address says it only where it differs from the usual.
  const answer = await search.search({ q: query.text, today, facets, ...window, ...(query.sort === 'relevance' ? {} : { sort: query.sort }) })
  const heading = { lead: 'Search' }
  return { ...finishList(query, { title: `Search: ${query.text}`, heading, papers: answer.papers, total: answer.total }, window), answer }
}
