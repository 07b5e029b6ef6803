/** Loads a list for any of its faces: what is in it, what it is called, and where one goes from it. */
import {
  authorKey,
  findAuthorName,
  findEdition,
  findOrganisation,
  listPapers,
  newestDay,
  parsePeriod,
  periodOf,
  type Edition,
  type EditionKind,
  type Paper,
} from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import { NotFound } from '../errors.ts'
import { dayAndMonth, longDay, longMonth, longWeek } from '../view/dates.ts'
import { listPath, type ListQuery } from './list-query.ts'
import { CATEGORY_NAMES } from './categories.ts'

/** A page holds the founding edition whole and stays under 120 KB of HTML with every abstract in full. */
export const PAGE_SIZE = 36

export interface Step {
  path: string
  label: string
}

export interface List {
  query: ListQuery
  /** Canonical address of this page of the list. */
  path: string
  /** One line, for windows and feeds: `The daily papers, Tuesday 14 April`. */
  title: string
  /** The heading's two parts; the second is set in italics. */
  heading: { lead: string; emphasis?: string }
  papers: Paper[]
  /** Of all pages. */
  total: number
  page: number
  pages: number
  /** Earlier and later editions that have papers. */
  earlier?: Step
  later?: Step
  /** Wider lists this one is part of. */
  around: Step[]
  previousPage?: Step
  nextPage?: Step
}

export interface Window {
  offset: number
  limit: number
}

export const windowOf = (query: ListQuery): Window => ({ offset: (query.page - 1) * PAGE_SIZE, limit: PAGE_SIZE })

interface Described {
  title: string
  heading: List['heading']
  papers: Paper[]
  total: number
  earlier?: Step
  later?: Step
  around?: Step[]
}

/** A search is loaded by `server/search.ts`, as it answers more than a list. */
export type PlainQuery = Exclude<ListQuery, { kind: 'search' }>

/**
 * @param today in UTC
 * @throws NotFound for an author, organisation or page that is not there
 */
export async function loadList(db: Db, query: PlainQuery, today: string, window: Window = windowOf(query)): Promise<List> {
  return finishList(query, await describe(db, query, today, window), window)
}

export function finishList(query: ListQuery, described: Described, window: Window): List {
  const pages = Math.max(1, Math.ceil(described.total / window.limit))
  if (query.page > pages) throw new NotFound(`This list has ${pages === 1 ? 'one page' : `${pages} pages`}; there is no page ${query.page}.`)
  const page = (number: number, label: string): Step => ({ path: listPath({ ...query, page: number }), label })
  return {
    query,
    path: listPath(query),
    around: [],
    ...described,
    page: query.page,
    pages,
    ...(query.page > 1 ? { previousPage: page(query.page - 1, `page ${query.page - 1}`) } : {}),
    ...(query.page < pages ? { nextPage: page(query.page + 1, `page ${query.page + 1} of ${pages}`) } : {}),
  }
}

function describe(db: Db, query: PlainQuery, today: string, window: Window): Promise<Described> {
  switch (query.kind) {
    case 'edition':
      return describeEdition(db, query, today, window)
    case 'trending':
      return describeTrending(db, window)
    case 'author':
      return describeAuthor(db, query.key, window)
    case 'organisation':
      return describeOrganisation(db, query.slug, window)
    case 'category':
      return describeCategory(db, query.category, window)
  }
}

const periodName = (kind: EditionKind, value: string, today: string): string =>
  kind === 'day' ? dayAndMonth(value, today) : kind === 'week' ? longWeek(value, today) : longMonth(value, today)
const editionStep = (kind: EditionKind, value: string | undefined, today: string): Step | undefined =>
  value === undefined
    ? undefined
    : { path: listPath({ kind: 'edition', period: kind, value, page: 1 }), label: periodName(kind, value, today) }

async function describeEdition(db: Db, query: PlainQuery & { kind: 'edition' }, today: string, window: Window): Promise<Described> {
  const value = query.value ?? periodOf(query.period, (await newestDay(db, today)) ?? today).value
  const period = parsePeriod(query.period, value)
  if (!period) throw new NotFound(`There is no ${query.period} "${value}".`)
  const [edition, { papers, total }] = await Promise.all([findEdition(db, period), listPapers(db, { listed: period, sort: 'top', ...window })])
  const emphasis = query.period === 'day' ? longDay(value, today) : periodName(query.period, value, today)
  return {
    title: `The daily papers, ${emphasis}`,
    heading: { lead: 'The daily papers,', emphasis },
    papers,
    total,
    earlier: editionStep(query.period, edition.previous, today),
    later: editionStep(query.period, edition.next, today),
    around: around(edition, today),
  }
}

/** The week and month of a day, the month of a week. */
function around(edition: Edition, today: string): Step[] {
  const wider: EditionKind[] = edition.kind === 'day' ? ['week', 'month'] : edition.kind === 'week' ? ['month'] : []
  return wider.flatMap((kind) => editionStep(kind, periodOf(kind, edition.from).value, today) ?? [])
}

async function describeTrending(db: Db, window: Window): Promise<Described> {
  const { papers, total } = await listPapers(db, { listedOnly: true, sort: 'hot', ...window })
  return { title: 'Trending papers', heading: { lead: 'Trending', emphasis: 'papers' }, papers, total }
}

async function describeAuthor(db: Db, key: string, window: Window): Promise<Described> {
  const name = await findAuthorName(db, authorKey(key))
  if (!name) throw new NotFound(`No paper here is by "${key}".`)
  const { papers, total } = await listPapers(db, { author: authorKey(key), sort: 'new', ...window })
  return { title: `Papers by ${name}`, heading: { lead: 'Papers by', emphasis: name }, papers, total }
}

async function describeOrganisation(db: Db, slug: string, window: Window): Promise<Described> {
  const organisation = await findOrganisation(db, slug)
  if (!organisation) throw new NotFound(`No paper here is from an organisation "${slug}".`)
  const { papers, total } = await listPapers(db, { organisation: organisation.slug, sort: 'new', ...window })
  return { title: `Papers from ${organisation.name}`, heading: { lead: 'Papers from', emphasis: organisation.name }, papers, total }
}

async function describeCategory(db: Db, category: string, window: Window): Promise<Described> {
  const { papers, total } = await listPapers(db, { category, sort: 'new', ...window })
  const name = CATEGORY_NAMES[category]
  if (total === 0 && !name) throw new NotFound(`No paper here is in a category "${category}".`)
  return { title: name ? `${category}, ${name}` : `Papers in ${category}`, heading: { lead: name ?? 'Papers in', emphasis: category }, papers, total }
}
