import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listPath, readListQuery, SORTS, type ListQuery } from './list-query.ts'

const read = (address: string) => {
  const url = new URL(address, 'http://localhost')
  return readListQuery(url.pathname, url.searchParams)
}

describe('addresses', () => {
  it.each<[string, ListQuery]>([
    ['/', { kind: 'edition', period: 'day', page: 1 }],
    ['/papers', { kind: 'edition', period: 'day', page: 1 }],
    ['/papers?date=2026-1-5', { kind: 'edition', period: 'day', value: '2026-01-05', page: 1 }],
    ['/papers/date/2024-02-29', { kind: 'edition', period: 'day', value: '2024-02-29', page: 1 }],
    ['/papers/week/2020-W53', { kind: 'edition', period: 'week', value: '2020-W53', page: 1 }],
    ['/papers/month/2025-8?page=2', { kind: 'edition', period: 'month', value: '2025-08', page: 2 }],
    ['/papers/trending', { kind: 'trending', page: 1 }],
    ['/papers?q=%20open+set%20&sort=new&page=3', { kind: 'search', text: 'open set', sort: 'new', page: 3 }],
    ['/categories/cs.LG', { kind: 'category', category: 'cs.LG', page: 1 }],
    ['/organizations/DukeNLPGroup', { kind: 'organisation', slug: 'DukeNLPGroup', page: 1 }],
  ])('%s', (address, query) => {
    expect(read(address)).toEqual(query)
  })

  it.each(['/papers/2508.01832', '/papers/cs/0112017', '/about', '/papers/date', '/authors/', '/categories'])('%s is no list', (address) => {
    expect(read(address)).toBeUndefined()
  })

  it.each([
    ['/papers/date/2025-13-40', 'There is no day "2025-13-40".'],
    ['/papers/date/2025-02-29', 'There is no day "2025-02-29".'],
    ['/papers/week/2025-W53', 'There is no week "2025-W53".'],
    ['/papers/month/2025', 'There is no month "2025".'],
    ['/papers?page=0', '"page" must be a whole number from 1 on'],
    ['/papers?q=x&page=1e3', '"page" must be a whole number from 1 on'],
    ['/papers?q=x&page=5000', 'Lists end at page 1000.'],
    ['/papers?q=x&sort=best', '"sort" can be relevance, hot'],
    [`/papers?q=${'x'.repeat(4001)}`, 'may be 4000 characters'],
  ])('%.60s is refused with a sentence', (address, sentence) => {
    expect(() => read(address)).toThrow(sentence)
  })

  it('are written back the way they are read', () => {
    const page = fc.integer({ min: 1, max: 1000 })
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map((value) => value.trim()).filter((value) => value !== '' && !/[\uD800-\uDFFF]/.test(value.normalize()) && value.isWellFormed())
    const segment = text.filter((value) => !/^\.{1,2}$/.test(value))
    const query: fc.Arbitrary<ListQuery> = fc.oneof(
      fc.record({ kind: fc.constant('search' as const), text, sort: fc.constantFrom(...SORTS), page }),
      fc.record({ kind: fc.constant('author' as const), key: segment, page }),
      fc.record({ kind: fc.constant('category' as const), category: segment, page }),
      fc.record({ kind: fc.constant('trending' as const), page }),
      fc.date({ min: new Date('1991-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => ({ kind: 'edition' as const, period: 'day' as const, value: date.toISOString().slice(0, 10), page: 1 })),
    )
    fc.assert(
      fc.property(query, (value) => {
        expect(read(listPath(value))).toEqual(value)
      }),
    )
  })
})
