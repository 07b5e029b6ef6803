/** The load function of every page that is a list. */
import { error, redirect, type ServerLoadEvent } from '@sveltejs/kit'
import { RequestError } from '../errors.ts'
import { listPath, readListQuery, type ListQuery } from '../list/list-query.ts'
import { loadList } from '../list/load-list.ts'
import { listView } from '../view/list.ts'
import { cardsOf } from './cards.ts'
import { siteContext } from './context.ts'

/** Turns a refusal with a sentence into kit's error page; anything else passes. */
export function refuse(failure: unknown): never {
  if (failure instanceof RequestError) error(failure.status, failure.message)
  throw failure
}

function readQuery(url: URL): ListQuery {
  const query = readListQuery(url.pathname, url.searchParams)
  if (!query) error(404, 'There is no such list.')
  return query
}

export async function load({ url, locals }: ServerLoadEvent) {
  try {
    const query = readQuery(url)
    // One address per list: `/papers/date/2026-1-5` and `?date=` lead to the day itself.
    const path = listPath(query)
    const elsewhere = path.split('?')[0] !== (url.pathname === '/' ? '/papers' : decodeSlashes(url.pathname))
    if (elsewhere && query.kind === 'edition') redirect(307, path)
    const { database } = await siteContext()
    if (query.kind === 'search') error(503, 'The search index is being made. Please try again in a moment.')
    const list = await loadList(database.db, query, locals.today)
    return { list: listView(list, await cardsOf(list.papers)), signUp: url.searchParams.get('subscription') ?? '' }
  } catch (failure) {
    refuse(failure)
  }
}

const decodeSlashes = (pathname: string): string => pathname
