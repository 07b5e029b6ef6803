/** Dates as sources write them, to `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or an instant in UTC. */

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
/** Before the first journals, and further ahead than any announcement. */
const FIRST_YEAR = 1600
const LAST_YEAR = 2199

const pad = (value: number, width = 2) => String(value).padStart(width, '0')

/** 1–12 for `Jan`, `January`, `Sept.`; undefined for anything else. */
export function monthNumber(name: string): number | undefined {
  const short = name.replace(/\.$/, '').toLowerCase()
  const index = MONTHS.findIndex((month) => short.length >= 3 && month.startsWith(short))
  return index < 0 ? undefined : index + 1
}

/** `2024-02-29` for 2024, 2, 29; undefined where the calendar has no such day. */
export function dayOf(year: number, month: number, day: number): string | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? `${year}-${pad(month)}-${pad(day)}` : undefined
}

/**
 * The date in a machine's form: a year, a month, a day, an ISO 8601 instant with any offset (given back in UTC), or an
 * RFC 5322 date as in e-mail (`Wed, 25 Jun 2008 15:29:38 GMT`). Undefined for everything else, 30 February included.
 */
export function parseDate(text: string): string | undefined {
  const trimmed = text.trim()
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(trimmed)
  if (iso) {
    const [year, month, day] = [Number(iso[1]), Number(iso[2] ?? 1), Number(iso[3] ?? 1)]
    const valid = dayOf(year, month, day)
    return valid?.slice(0, iso[3] ? 10 : iso[2] ? 7 : 4)
  }
  const instant = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(trimmed)
  if (instant) {
    if (!dayOf(Number(instant[1]), Number(instant[2]), Number(instant[3]))) return undefined
    return toInstant(Date.parse(trimmed.replace(' ', 'T') + (instant[4] ? '' : 'Z')))
  }
  if (/^(?:[A-Z][a-z]{2}, *)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}/.test(trimmed)) return toInstant(Date.parse(trimmed))
  return undefined
}

const toInstant = (time: number) => (Number.isNaN(time) ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`)

export interface PageDate {
  day: string
  /** The number after the date: comments on a saved page. */
  comments?: number
}

const PAGE_DATE = /^([A-Z][a-z]{2,8})\.? (\d{1,2})(?:, (\d{4}))?(?:\s+(\d{1,5}))?$/

/**
 * A date as people read it: `Apr 29, 2024`, `Jan 8`, `Jun 11, 2025 2` (two comments). Without a year it is the most
 * recent such day not after `notAfter`: on a page of 14 April, `Jan 8` is of the same year and `Dec 30` of the last.
 */
export function parsePageDate(text: string, notAfter: string): PageDate | undefined {
  const match = PAGE_DATE.exec(text.trim())
  const month = match && monthNumber(match[1])
  if (!match || !month) return undefined
  const comments = match[4] === undefined ? {} : { comments: Number(match[4]) }
  if (match[3]) {
    const day = dayOf(Number(match[3]), month, Number(match[2]))
    return day ? { day, ...comments } : undefined
  }
  const newest = Number(notAfter.slice(0, 4))
  // Eight years always hold a 29 February that exists, also around 1900 and 2100.
  for (let year = newest; year > newest - 9; year--) {
    const day = dayOf(year, month, Number(match[2]))
    if (day && day <= notAfter.slice(0, 10)) return { day, ...comments }
  }
  return undefined
}
