import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { eachEngine } from '@offprint/store/testing'
import { externalId } from '../paper/paper-id.ts'
import { upsertPapers } from '../paper/upsert.ts'
import { editionPath, findEdition, isDay, newestDay, parsePeriod, periodOf } from './edition.ts'

describe('periods', () => {
  // The examples of ISO 8601 on which week-based years differ from calendar years.
  it.each([
    ['2005-01-01', '2004-W53'],
    ['2005-01-02', '2004-W53'],
    ['2005-12-31', '2005-W52'],
    ['2007-01-01', '2007-W01'],
    ['2008-12-29', '2009-W01'],
    ['2010-01-03', '2009-W53'],
    ['2026-04-14', '2026-W16'],
  ])('puts %s into %s', (day, week) => expect(periodOf('week', day).value).toBe(week))

  it.each([
    ['day', '2025-02-30'],
    ['day', '2025-2-3'],
    ['week', '2025-W53'],
    ['week', '2025-W00'],
    ['month', '2025-13'],
    ['month', 'now'],
  ] as const)('knows no %s %s', (kind, value) => expect(parsePeriod(kind, value)).toBeUndefined())

  it('holds its day, has the right length, and reads back from its own name', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), fc.constantFrom('day' as const, 'week' as const, 'month' as const), (date, kind) => {
        const day = date.toISOString().slice(0, 10)
        const period = periodOf(kind, day)
        expect(isDay(period.from) && isDay(period.to)).toBe(true)
        expect(period.from <= day && day <= period.to).toBe(true)
        expect(parsePeriod(kind, period.value)).toEqual(period)
        if (kind === 'week') expect((Date.parse(period.to) - Date.parse(period.from)) / 86_400_000).toBe(6)
      }),
    )
  })

  it('has a path', () => expect(editionPath(periodOf('week', '2026-04-14'))).toBe('/papers/week/2026-W16'))
})

eachEngine('editions', (store) => {
  it('know their neighbours that have papers', async () => {
    const database = await store.open()
    const days = ['2025-12-30', '2026-01-02', '2026-01-02', '2026-03-05']
    await database.write((trx) => upsertPapers(trx, days.map((listedOn, i) => ({ id: externalId(`p${i}`), title: `Paper number ${i} of the list`, listedOn })), { source: 'jsonl' }))
    expect(await newestDay(database.db)).toBe('2026-03-05')
    expect(await newestDay(database.db, '2026-03-04')).toBe('2026-01-02')
    expect(await findEdition(database.db, periodOf('day', '2026-01-02'))).toMatchObject({ count: 2, previous: '2025-12-30', next: '2026-03-05' })
    expect(await findEdition(database.db, periodOf('day', '2026-02-01'))).toMatchObject({ count: 0, previous: '2026-01-02', next: '2026-03-05' })
    expect(await findEdition(database.db, periodOf('week', '2026-01-02'))).toMatchObject({ value: '2026-W01', count: 3, next: '2026-W10' })
    expect(await findEdition(database.db, periodOf('month', '2026-03-05'))).toMatchObject({ count: 1, previous: '2026-01' })
  })

  it('are found by an index, not by reading all papers', async () => {
    if (store.engine === 'postgres') return // its planner reads small tables whole, and rightly so
    const database = await store.open()
    const { rows } = await sql<{ detail: string }>`explain query plan select listed_on from paper where listed_on < '2026-01-01' order by listed_on desc limit 1`.execute(database.db)
    expect(rows.map((row) => row.detail).join()).toMatch(/SEARCH paper USING COVERING INDEX paper_listed_top/)
  })
})
