/** Editions: the papers listed on a day, in an ISO week or in a month, and their neighbours. The calendar part is pure. */
import type { Db } from '@offprint/store'
import type { Day } from '../paper/paper.ts'

export type EditionKind = 'day' | 'week' | 'month'

/** A stretch of listing days, both ends included. */
export interface Period {
  kind: EditionKind
  /** `2026-04-14`, `2026-W16`, `2026-04`. */
  value: string
  from: Day
  to: Day
}

export interface Edition extends Period {
  count: number
  /** The nearest period of the same kind that has papers. */
  previous?: string
  next?: string
}

const DAY_MS = 86_400_000
const iso = (time: number): Day => new Date(time).toISOString().slice(0, 10)

/** True for a day that exists in the calendar: `2025-02-30` does not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && iso(time) === text
}

/** Reads `2026-04-14`, `2026-W16` or `2026-04`; undefined for anything that is no such period. */
export function parsePeriod(kind: EditionKind, value: string): Period | undefined {
  if (kind === 'day') return isDay(value) ? { kind, value, from: value, to: value } : undefined
  if (kind === 'month') {
    if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(value)) return undefined
    const [year, month] = value.split('-').map(Number)
    return { kind, value, from: `${value}-01`, to: iso(Date.UTC(year, month, 0)) }
  }
  const match = /^(\d{4})-W(\d{2})$/.exec(value)
  if (!match) return undefined
  const [year, week] = [Number(match[1]), Number(match[2])]
  // ISO 8601: week 1 is the week with 4 January in it; weeks begin on Monday.
  const fourth = Date.UTC(year, 0, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS + (week - 1) * 7 * DAY_MS
  const period: Period = { kind, value, from: iso(monday), to: iso(monday + 6 * DAY_MS) }
  return week >= 1 && periodOf('week', period.from).value === value ? period : undefined
}

/** The day, week or month a day belongs to. `day` must exist. */
export function periodOf(kind: EditionKind, day: Day): Period {
  if (kind === 'day') return { kind, value: day, from: day, to: day }
  if (kind === 'month') return parsePeriod('month', day.slice(0, 7))!
  const time = Date.parse(`${day}T00:00:00Z`)
  const monday = time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS
  const thursday = new Date(monday + 3 * DAY_MS)
  const year = thursday.getUTCFullYear()
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7)
  return { kind, value: `${year}-W${String(week).padStart(2, '0')}`, from: iso(monday), to: iso(monday + 6 * DAY_MS) }
}

/** The newest day that has papers and is not after `today`, or undefined for a catalogue without editions. */
export async function newestDay(db: Db, today?: Day): Promise<Day | undefined> {
  let query = db.selectFrom('paper').select('listed_on').where('listed_on', 'is not', null)
  if (today) query = query.where('listed_on', '<=', today)
  const row = await query.orderBy('listed_on', 'desc').limit(1).executeTakeFirst()
  return row?.listed_on ?? undefined
}

/** An edition with its size and neighbours, each found by one step in the index on the listing day. */
export async function findEdition(db: Db, period: Period): Promise<Edition> {
  const [counted, before, after] = await Promise.all([
    db
      .selectFrom('paper')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('listed_on', '>=', period.from)
      .where('listed_on', '<=', period.to)
      .executeTakeFirstOrThrow(),
    db.selectFrom('paper').select('listed_on').where('listed_on', '<', period.from).orderBy('listed_on', 'desc').limit(1).executeTakeFirst(),
    db.selectFrom('paper').select('listed_on').where('listed_on', '>', period.to).orderBy('listed_on').limit(1).executeTakeFirst(),
  ])
  return {
    ...period,
    count: Number(counted.n),
    ...(before?.listed_on ? { previous: periodOf(period.kind, before.listed_on).value } : {}),
    ...(after?.listed_on ? { next: periodOf(period.kind, after.listed_on).value } : {}),
  }
}

/** The path of an edition's page. */
export const editionPath = (period: Pick<Period, 'kind' | 'value'>): string =>
  `/papers/${period.kind === 'day' ? 'date' : period.kind}/${period.value}`
