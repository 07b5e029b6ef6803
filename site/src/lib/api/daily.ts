/** `GET /api/daily_papers`: its parameters, and what they ask of the catalogue. */
import { listPapers, newestDay, parsePeriod, periodOf, type ListQuery as CatalogueQuery, type Paper } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import type { z } from 'zod'
import { PERIODS, readPeriodValue } from '../list/list-query.ts'
import { dailyParams, readParams } from './params.ts'

export type DailyQuery = z.output<typeof dailyParams>

/** @throws BadRequest with a sentence */
export function readDailyQuery(params: URLSearchParams): DailyQuery {
  const query = readParams(dailyParams, params)
  // A full instant was accepted once, and still is; its day counts.
  const date = query.date?.replace(/T.*$/, '')
  for (const [period, value] of [['day', date], ['week', query.week], ['month', query.month]] as const) {
    if (value !== undefined) readPeriodValue(period, value)
  }
  return { ...query, date }
}

/** The papers of one page, and whether more follow. Without a period: the newest over all days. */
export async function dailyPapers(db: Db, query: DailyQuery, today: string): Promise<{ papers: Paper[]; more: boolean }> {
  const offset = query.p * query.limit
  const { papers, total } = await listPapers(db, { ...(await selectionOf(db, query, today)), offset, limit: query.limit })
  const chosen = query.submitter ? papers.filter((paper) => (paper.listedBy ?? '').replace(/^[a-z]+:/, '') === query.submitter) : papers
  return { papers: chosen, more: offset + query.limit < total }
}

async function selectionOf(db: Db, query: DailyQuery, today: string): Promise<Pick<CatalogueQuery, 'listed' | 'listedOnly' | 'sort'>> {
  if (query.sort === 'trending') return { listedOnly: true, sort: 'hot' }
  const asked = { day: query.date, week: query.week, month: query.month }
  for (const period of PERIODS) {
    const value = asked[period]
    if (value !== undefined) return { listed: parsePeriod(period, readPeriodValue(period, value)), sort: 'top' }
  }
  // A day that has not begun here may have begun where the asker is: the newest day counts, whatever the clock says.
  const newest = await newestDay(db)
  return { listed: { from: '0000-01-01', to: periodOf('day', newest ?? today).to }, sort: 'listed' }
}
