/** The load function of every page that is a list. */
import { error, redirect, type ServerLoadEvent } from '@sveltejs/kit'
import { RequestError } from '../errors.ts'
import { listPath, readListQuery } from '../list/list-query.ts'
import { listView } from '../view/list.ts'
import { cardsOf } from './cards.ts'
import { loadAnyList } from './lists.ts'

/** Turns a refusal with a sentence into kit's error page; anything else passes. */
export function refuse(failure: unknown): never {
  if (failure instanceof RequestError) error(failure.status, failure.message)
  throw failure
}

export async function load({ url, locals }: ServerLoadEvent) {
  try {
    const query = readListQuery(url.pathname, url.searchParams)
    if (!query) error(404, 'There is no such list.')
    // One address per edition: `/papers/date/2026-1-5` and `/papers?date=2026-01-05` lead to the day itself.
    const path = listPath(query)
    if (query.kind === 'edition' && query.value && path.split('?')[0] !== url.pathname) redirect(308, path)
    const list = await loadAnyList(query, locals.today)
    return { list: listView(list, await cardsOf(list.papers)) }
  } catch (failure) {
    refuse(failure)
  }
}
