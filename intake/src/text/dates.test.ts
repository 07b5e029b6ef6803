import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, monthNumber, parseDate, parsePageDate } from './dates.ts'

const PAGE = '2026-04-14'

test.each([
  ['Apr 29, 2024', PAGE, { day: '2024-04-29' }],
  ['Jan 8', PAGE, { day: '2026-01-08' }],
  ['Jun 11, 2025 2', PAGE, { day: '2025-06-11', comments: 2 }],
  ['Apr 14', PAGE, { day: '2026-04-14' }],
  // Without a year it is never later than the page.
  ['Apr 15', PAGE, { day: '2025-04-15' }],
  ['Dec 30', '2026-01-02', { day: '2025-12-30' }],
  ['Dec 30 12', '2026-01-02T08:00:00Z', { day: '2025-12-30', comments: 12 }],
  ['Jan 1', '2026-01-01T00:00:00Z', { day: '2026-01-01' }],
  ['Feb 29', PAGE, { day: '2024-02-29' }],
  ['February 3, 2025', PAGE, { day: '2025-02-03' }],
  ['Sept. 3', PAGE, { day: '2025-09-03' }],
])('%s on a page of %s', (text, page, expected) => {
  expect(parsePageDate(text, page)).toEqual(expected)
})

test.each(['Feb 30, 2025', 'Foo 3', 'May', 'March of the Penguins', '12 Apr 2024', 'Apr 29, 2024 comments', 'Mayhem 3, 2020'])('%s is no date of a page', (text) => {
  expect(parsePageDate(text, PAGE)).toBeUndefined()
})

test('a date without a year is the newest such day not after the page, whatever the day', () => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  fc.assert(
    fc.property(day, day, (written, page) => {
      const text = `${names[Number(written.slice(5, 7)) - 1]} ${Number(written.slice(8))}`
      const found = parsePageDate(text, page)!.day
      expect(found.slice(5)).toBe(written.slice(5))
      expect(found <= page).toBe(true)
      // No year in between has that day: leap days apart, the next one would be too late.
      for (let year = Number(found.slice(0, 4)) + 1; year <= Number(page.slice(0, 4)); year++) {
        const later = dayOf(year, Number(written.slice(5, 7)), Number(written.slice(8)))
        expect(later === undefined || later > page).toBe(true)
      }
    }),
  )
})

test.each([
  ['2025', '2025'],
  ['2025-08', '2025-08'],
  ['2025-8-1', '2025-08-01'],
  ['2025-08-01T17:59:59Z', '2025-08-01T17:59:59Z'],
  ['2025-08-01T17:59:59.123+02:00', '2025-08-01T15:59:59Z'],
  ['2025-08-01 17:59:59', '2025-08-01T17:59:59Z'],
  ['Wed, 25 Jun 2008 15:29:38 GMT', '2008-06-25T15:29:38Z'],
  ['Mon, 2 Apr 2007 19:18:42 GMT', '2007-04-02T19:18:42Z'],
])('%s is %s', (text, expected) => {
  expect(parseDate(text)).toBe(expected)
})

test.each(['2025-02-30', '2025-13', '0000', '99', 'soon', '2025-08-01T25:00:00Z', '', '2025-02-30T10:00:00Z'])('%s is no date', (text) => {
  expect(parseDate(text)).toBeUndefined()
})

test('months by name', () => {
  expect([monthNumber('jan'), monthNumber('September'), monthNumber('Sept.'), monthNumber('Marvellous'), monthNumber('xyz')]).toEqual([1, 9, 9, undefined, undefined])
})
