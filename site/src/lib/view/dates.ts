/**
 * Days, weeks and months as people read them, in British order. A day is `YYYY-MM-DD`, a week `YYYY-Www` (ISO 8601),
 * a month `YYYY-MM`; a date may be known only to the month or year. Nothing here knows what day it is: `today` is given.
 */

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options })
const DAY_LONG = format({ weekday: 'long', day: 'numeric', month: 'long' })
const DAY_SHORT = format({ day: 'numeric', month: 'short', year: 'numeric' })
const DAY_MONTH = format({ day: 'numeric', month: 'long' })
const MONTH_LONG = format({ month: 'long' })
const MONTH_SHORT = format({ month: 'short', year: 'numeric' })

const at = (day: string): Date => new Date(`${day}T00:00:00Z`)
const unlessThisYear = (text: string, day: string, today: string): string =>
  day.slice(0, 4) === today.slice(0, 4) ? text : `${text} ${day.slice(0, 4)}`

/** `2025-08-01T17:59:59Z`, `2025-08-01`, `2025-08` or `2025` as `1 Aug 2025`, `Aug 2025`, `2025`. */
export function shortDate(instant: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(instant) ?? []
  if (!year) return instant
  if (!month) return year
  if (!day) return MONTH_SHORT.format(at(`${year}-${month}-01`))
  return DAY_SHORT.format(at(`${year}-${month}-${day}`))
}

/** `Tuesday 14 April`, with the year where it is not this one. */
export const longDay = (day: string, today: string): string => unlessThisYear(DAY_LONG.format(at(day)).replace(',', ''), day, today)

/** `14 April`, with the year where it is not this one. */
export const dayAndMonth = (day: string, today: string): string => unlessThisYear(DAY_MONTH.format(at(day)), day, today)

/** `2026-04` as `April`, with the year where it is not this one. */
export const longMonth = (month: string, today: string): string => unlessThisYear(MONTH_LONG.format(at(`${month}-01`)), month, today)

/** `2026-W16` as `week 16`, with the year where it is not this one. */
export const longWeek = (week: string, today: string): string => unlessThisYear(`week ${Number(week.slice(6))}`, week, today)

const MOMENT = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

/** `14 Apr, 09:30`, in UTC. */
export const moment = (instant: string): string => MOMENT.format(new Date(instant))
