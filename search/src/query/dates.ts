/**
 * Dates as people write them in a query. Pure: `today` is given, as a day `YYYY-MM-DD` in the reader's time zone.
 */
import type { DayRange } from './ast.ts'

const DAY_MS = 86_400_000
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Outside these no paper has a date and arithmetic with days stays safe. */
const FIRST_YEAR = 1000
const LAST_YEAR = 9999

/** Days since 1970-01-01 of a calendar day; undefined where there is no such day. Month is 1–12. */
export function dayNumber(year: number, month: number, day: number): number | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return undefined
  const ms = Date.UTC(year, month - 1, day)
  return new Date(ms).getUTCMonth() === month - 1 ? ms / DAY_MS : undefined
}

/** First day of a date known to the year, month, day or instant (`2025`, `2025-08`, `2025-08-01T…`). */
export function firstDayOf(date: string): number | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date)
  return match ? dayNumber(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)) : undefined
}

function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS)
  const index = date.getUTCFullYear() * 12 + date.getUTCMonth() + months
  const lastOfMonth = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate()
  return Date.UTC(Math.floor(index / 12), index % 12, Math.min(date.getUTCDate(), lastOfMonth)) / DAY_MS
}

const wholeDay = (from: number | undefined): DayRange | undefined => (from === undefined ? undefined : { from, to: from + 1 })

function wholeMonth(year: number, month: number): DayRange | undefined {
  const from = dayNumber(year, month, 1)
  return from === undefined ? undefined : { from, to: addMonths(from, 1) }
}

/** ISO 8601 week: week 1 holds the year's first Thursday. */
function wholeWeek(year: number, week: number): DayRange | undefined {
  const fourth = dayNumber(year, 1, 4)
  if (fourth === undefined || week < 1 || week > 53) return undefined
  const monday = fourth - ((fourth + 3) % 7) + (week - 1) * 7
  // The Thursday decides the year a week belongs to: a 53rd week exists only where it does.
  return new Date((monday + 3) * DAY_MS).getUTCFullYear() === year ? { from: monday, to: monday + 7 } : undefined
}

function relative(text: string, today: number): DayRange | undefined {
  if (text === 'today') return wholeDay(today)
  if (text === 'yesterday') return wholeDay(today - 1)
  const monday = today - ((today + 3) % 7)
  const date = new Date(today * DAY_MS)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
  switch (text.replace(/[-_ ]/g, '')) {
    case 'thisweek':
      return { from: monday, to: monday + 7 }
    case 'lastweek':
      return { from: monday - 7, to: monday }
    case 'thismonth':
      return wholeMonth(year, month)
    case 'lastmonth':
      return month === 1 ? wholeMonth(year - 1, 12) : wholeMonth(year, month - 1)
    case 'thisyear':
      return yearRange(year)
    case 'lastyear':
      return yearRange(year - 1)
  }
  const back = /^-(\d{1,4})([dwmy])$/.exec(text)
  if (!back) return undefined
  const count = Number(back[1])
  const from = { d: () => today - count, w: () => today - 7 * count, m: () => addMonths(today, -count), y: () => addMonths(today, -12 * count) }[
    back[2] as 'd' | 'w' | 'm' | 'y'
  ]()
  return wholeDay(from)
}

function yearRange(year: number): DayRange | undefined {
  const from = dayNumber(year, 1, 1)
  return from === undefined ? undefined : { from, to: addMonths(from, 12) }
}

function absolute(text: string): DayRange | undefined {
  const iso = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:t.*)?)?)?$/.exec(text)
  if (iso) {
    const [, year, month, day] = iso
    if (month === undefined) return yearRange(Number(year))
    return day === undefined ? wholeMonth(Number(year), Number(month)) : wholeDay(dayNumber(Number(year), Number(month), Number(day)))
  }
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact) return wholeDay(dayNumber(Number(compact[1]), Number(compact[2]), Number(compact[3])))
  const week = /^(\d{4})-?w(\d{1,2})$/.exec(text)
  if (week) return wholeWeek(Number(week[1]), Number(week[2]))
  const named = /^(?:(\d{1,2})[ -])?([a-z]{3,9})\.?[ -](?:(\d{1,2})(?:st|nd|rd|th)?,?[ -])?(\d{4})$/.exec(text)
  if (!named) return undefined
  const month = MONTHS.findIndex((name) => named[2].startsWith(name)) + 1
  const day = named[1] ?? named[3]
  if (month === 0) return undefined
  return day === undefined ? wholeMonth(Number(named[4]), month) : wholeDay(dayNumber(Number(named[4]), month, Number(day)))
}

/**
 * The days a date stands for: `2025`, `2025-08`, `2025-08-01`, `20250801`, `2025-W31`, `aug-2025`, `1 Aug 2025`, `today`,
 * `yesterday`, `this-week`, `last-month`, `-7d` `-2w` `-3m` `-1y`, and ranges `2024..2025`, `2024..`, `..2025-06` whose ends
 * are both meant inclusively. Undefined where it is none of these.
 */
export function parseDayRange(text: string, today: string): DayRange | undefined {
  const value = text.trim().toLowerCase()
  const now = firstDayOf(today)
  const single = (part: string) => (now === undefined ? undefined : relative(part, now)) ?? absolute(part)
  const range = /^(.*?)\.\.(.*)$/.exec(value)
  if (!range) return single(value)
  const [from, to] = [range[1].trim(), range[2].trim()]
  const first = from === '' ? {} : single(from)
  const last = to === '' ? {} : single(to)
  if (!first || !last || (from === '' && to === '')) return undefined
  const days = { ...(first.from === undefined ? {} : { from: first.from }), ...(last.to === undefined ? {} : { to: last.to }) }
  return days.from !== undefined && days.to !== undefined && days.from >= days.to ? undefined : days
}

/** `YYYY-MM-DD` of a day number. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
