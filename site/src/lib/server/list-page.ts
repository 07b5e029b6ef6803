/** The load function of every page that is a list. */
import { error, redirect, type ServerLoadEvent } from '@sveltejs/kit'
import { NotFound, RequestError } from '../errors.ts'
import { listPath, readListQuery } from '../list/list-query.ts'
import { windowOf } from '../list/load-list.ts'
import { listView } from '../view/list.ts'
import { cardView } from '../view/card.ts'
import { excerptOf, markerFor, searchView } from '../view/search.ts'
import { cardsOf } from './cards.ts'
import { labViews } from './labs.ts'
import { loadAnyList } from './lists.ts'
import { searchList, type SearchQuery } from './search.ts'

/** Turns a refusal with a sentence into kit's error page; anything else passes. */
export function refuse(failure: unknown): never {
  if (failure instanceof RequestError) error(failure.status, failure.message, { elsewhere: failure instanceof NotFound ? failure.elsewhere : undefined })
  throw failure
}

export async function load({ url, locals }: ServerLoadEvent) {
  try {
    const query = readListQuery(url.pathname, url.searchParams)
    if (!query) error(404, 'There is no such list.')
    // One address per edition: `/papers/date/2026-1-5` and `/papers?date=2026-01-05` lead to the day itself.
    const path = listPath(query)
    if (query.kind === 'edition' && query.value && path.split('?')[0] !== url.pathname) redirect(308, path)
    if (query.kind === 'search') return await loadSearch(query, locals.today)
    const list = await loadAnyList(query, locals.today)
    return { list: listView(list, await cardsOf(list.papers)), search: undefined }
  } catch (failure) {
    refuse(failure)
  }
}

async function loadSearch(query: SearchQuery, today: string) {
  const [list, labs] = await Promise.all([searchList(query, today, windowOf(query), true), labViews()])
  const mark = markerFor(list.answer)
  // Whole abstracts would leave room for one result a screen.
  const cards = list.papers.map((paper, index) => cardView(paper, labs.get(paper.id), mark, excerptOf(list.answer.results[index])))
  return { list: listView(list, cards), search: searchView(query, list.answer, today) }
}
