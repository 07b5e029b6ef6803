/**
 * One query object for every list: the page, its feeds, its JSON and Markdown, and the API read the same address into
 * the same object and write it back the same way. Pure.
 */
import { parsePeriod } from '@offprint/catalogue'
import { BadRequest } from '../errors.ts'

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]
export const SORTS = ['relevance', 'hot', 'new', 'top', 'discussed'] as const
export type Sort = (typeof SORTS)[number]

export type ListQuery =
  /** An edition; without `value` the newest. */
  | { kind: 'edition'; period: Period; value?: string; page: number }
  | { kind: 'trending'; page: number }
  | { kind: 'search'; text: string; sort: Sort; page: number }
  | { kind: 'author'; key: string; page: number }
  | { kind: 'organisation'; slug: string; page: number }
  | { kind: 'category'; category: string; page: number }

/** Beyond this, paging is crawling: the feeds, the API's cursor and the export serve that better. */
export const LAST_PAGE = 1000
/** A pasted abstract fits several times; an address this long still passes every proxy. */
export const LONGEST_QUERY = 4000

/** One digit is enough for a month, a day or a week: clients send `2026-1-5`. */
const pad = (text: string): string => text.toUpperCase().replace(/(?<=-W?)\d(?=-|$)/g, '0$&')
const EXAMPLES: Record<Period, string> = { day: '2026-04-14', week: '2026-W16', month: '2026-04' }

/**
 * The canonical form of a day, week or month: `2026-1-5` → `2026-01-05`, `2026-w3` → `2026-W03`.
 * @throws BadRequest where there is no such day, week or month
 */
export function readPeriodValue(period: Period, text: string): string {
  const value = pad(text)
  if (!parsePeriod(period, value)) throw new BadRequest(`There is no ${period} "${text}". A ${period} looks like ${EXAMPLES[period]}.`)
  return value
}

function readPage(params: URLSearchParams): number {
  const text = params.get('page') ?? '1'
  const page = Number(text)
  if (!/^\d{1,6}$/.test(text) || page < 1) throw new BadRequest(`"page" must be a whole number from 1 on, not "${text}".`)
  if (page > LAST_PAGE) throw new BadRequest(`Lists end at page ${LAST_PAGE}. Narrow the search, or take everything by "offprint export".`)
  return page
}

function readSort(params: URLSearchParams): Sort {
  const sort = params.get('sort') ?? 'relevance'
  const known = SORTS.find((name) => name === sort)
  if (!known) throw new BadRequest(`"sort" can be ${SORTS.join(', ')}; "${sort}" is none of them.`)
  return known
}

/**
 * Reads a page's address, without the suffix of a face. Undefined where the address is no list.
 * @throws BadRequest with a sentence, for a list's address with values that cannot be
 */
export function readListQuery(pathname: string, params: URLSearchParams): ListQuery | undefined {
  const page = () => readPage(params)
  if (pathname === '/' || pathname === '/papers') {
    const text = params.get('q')?.trim()
    if (text !== undefined && text !== '') {
      if (text.length > LONGEST_QUERY) throw new BadRequest(`A query may be ${LONGEST_QUERY} characters long; this one has ${text.length}.`)
      return { kind: 'search', text, sort: readSort(params), page: page() }
    }
    // The form of the address that older clients of daily papers use.
    const date = params.get('date')
    if (date) return { kind: 'edition', period: 'day', value: readPeriodValue('day', date), page: page() }
    return { kind: 'edition', period: 'day', page: page() }
  }
  const parts = pathname.slice(1).split('/').map(decode)
  if (parts[0] === 'papers') {
    if (parts.length === 2 && parts[1] === 'trending') return { kind: 'trending', page: page() }
    const period = ({ date: 'day', week: 'week', month: 'month' } as const)[parts[1]]
    if (period && parts.length === 3) return { kind: 'edition', period, value: readPeriodValue(period, parts[2]), page: page() }
    // `/papers/week`: the newest week.
    if (period && parts.length === 2 && period !== 'day') return { kind: 'edition', period, page: page() }
    return undefined
  }
  if (parts.length !== 2 || parts[1] === '') return undefined
  if (parts[0] === 'authors') return { kind: 'author', key: parts[1], page: page() }
  if (parts[0] === 'organizations') return { kind: 'organisation', slug: parts[1], page: page() }
  if (parts[0] === 'categories') return { kind: 'category', category: parts[1], page: page() }
  return undefined
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The canonical address of a list; the reverse of `readListQuery`. */
export function listPath(query: ListQuery): string {
  const params = new URLSearchParams()
  if (query.kind === 'search') {
    params.set('q', query.text)
    if (query.sort !== 'relevance') params.set('sort', query.sort)
  }
  if (query.page > 1) params.set('page', String(query.page))
  const search = params.size > 0 ? `?${params}` : ''
  switch (query.kind) {
    case 'edition':
      if (query.value) return `/papers/${query.period === 'day' ? 'date' : query.period}/${query.value}${search}`
      return (query.period === 'day' ? '/papers' : `/papers/${query.period}`) + search
    case 'trending':
      return `/papers/trending${search}`
    case 'search':
      return `/papers${search}`
    case 'author':
      return `/authors/${encodeURIComponent(query.key)}${search}`
    case 'organisation':
      return `/organizations/${encodeURIComponent(query.slug)}${search}`
    case 'category':
      return `/categories/${encodeURIComponent(query.category)}${search}`
  }
}
