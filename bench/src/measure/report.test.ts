import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNumber, latencyRows, meets, percentile, replaceSection, toMarkdown, toText, type Section } from './report.ts'

describe('percentiles', () => {
  it('are values that occurred', () => {
    expect(percentile([5, 1, 3, 2, 4], 50)).toBe(3)
    expect(percentile([1, 2, 3, 4], 50)).toBe(2)
    expect(percentile(Array.from({ length: 100 }, (_, index) => index + 1), 95)).toBe(95)
    expect(percentile([7], 99)).toBe(7)
    expect(percentile([], 50)).toBeNaN()
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, p) => {
        const found = percentile(values, p)
        const below = values.filter((value) => value <= found).length
        return values.includes(found) && below / values.length >= p / 100
      }),
    )
  })

  it('set the target at p95', () => {
    const rows = latencyRows('search', [1, 2, 30], 10)
    expect(rows.map((row) => row.what)).toEqual(['search, p50', 'search, p95', 'search, p99'])
    expect(rows.map(meets)).toEqual([undefined, false, undefined])
  })
})

describe('reports', () => {
  const section: Section = {
    name: 'x',
    title: 'A thing',
    rows: [
      { what: 'speed', value: 1234.5, unit: 'papers/s', target: { op: '>=', bound: 1000 } },
      { what: 'size', value: 0.01234, unit: 'MB' },
    ],
    notes: ['Once.'],
  }

  it('show three digits that matter', () => {
    expect([0, 0.012345, 1.2345, 99.94, 123.4, 12345.6, Number.NaN].map(formatNumber)).toEqual(['0', '0.0123', '1.23', '99.9', '123', '12,346', '–'])
  })

  it('are readable as text and as Markdown', () => {
    expect(toText(section)).toContain('speed  1,235 papers/s  >= 1,000  met')
    expect(toMarkdown(section)).toContain('| speed | 1,235 papers/s | >= 1,000 | met |')
    expect(toText({ ...section, skipped: 'no corpus' })).toBe('A thing\n  left out: no corpus')
  })

  it('replace only their own part of a document', () => {
    const first = replaceSection('# Results\n', 'a', 'one')
    const both = replaceSection(first, 'b', 'two')
    expect(both).toBe('# Results\n\n<!-- a -->\none\n<!-- /a -->\n\n<!-- b -->\ntwo\n<!-- /b -->\n')
    expect(replaceSection(both, 'a', 'three')).toBe(both.replace('one', 'three'))
  })
})
