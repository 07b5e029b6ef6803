import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstDayOf, parseDayRange, dayText } from './dates.ts'
import { findOperator, OPERATORS } from './operators.ts'
import { MAX_QUERY_LENGTH, parse } from './parser.ts'
import { print } from './printer.ts'

const today = '2026-04-14'
const read = (text: string) => parse(text, { today })
const seen = (text: string) => print(read(text))

describe('reading a query', () => {
  test.each([
    ['grokking modular arithmetic', 'grokking modular arithmetic'],
    ['author:tian grokking after:2025 has:lab', 'author:tian grokking after:2025 has:lab'],
    ['AUTHOR:"Yuandong Tian"', 'author:"Yuandong Tian"'],
    ['au: tian', 'author:tian'],
    ['“weight decay” -survey', '"weight decay" -survey'],
    ['a OR b c', 'a OR b c'],
    ['a | b || c', 'a OR b OR c'],
    ['(a OR b) OR c', 'a OR b OR c'],
    ['-(a OR b) x', '-(a OR b) x'],
    ['-(a b)', '-(a b)'],
    ['((a))', 'a'],
    ['-(-a)', 'a'],
    ['a AND b', '+a +b'],
    ['a NOT b', 'a -b'],
    ['O(n log n) sorting', '"O(n log n)" sorting'],
    ['O(n) $\\ell_1$', 'O(n) $\\ell_1$'],
    ['$a + b$', '"$a + b$"'],
    ['self-attention 3-SAT C++', 'self-attention 3-SAT C++'],
    ['"unclosed quote', '"unclosed quote"'],
    ['price is $5 (maybe', 'price is 5 maybe'],
    ['深度学习 模型', '深度学习 模型'],
    ['OR a OR', 'a'],
    ['- + -- ()', ''],
    ['cat:cs.LG OR cat:stat.ML', 'cat:cs.LG OR cat:stat.ML'],
    ['title:"small weights"', 'title:"small weights"'],
    ['after:-7d', 'after:-7d'],
    ['title:(grokking OR overfitting)', 'title:grokking OR title:overfitting'],
    ['-author:(tian | li wei) x', '-(author:tian OR author:"li wei") x'],
    ['cat:(cs.LG cs.CV)', '(cat:cs.LG cat:cs.CV)'],
    ['title:O(n) abs:(n)', 'title:"O(n)" abstract:"(n)"'],
    ['Grokking: a study', 'Grokking: a study'],
    ['see https://arxiv.org/abs/2508.01832', 'see https://arxiv.org/abs/2508.01832'],
  ])('%s', (text, printed) => expect(seen(text)).toBe(printed))

  test.each([
    ['colour:red cat', 'colour:red cat', 'colour:red'],
    ['after:banana', 'banana', 'after:banana'],
    ['sort:best', 'best', 'sort:best'],
    ['-sort:new', '', '-sort:new'],
    ['author:', '', 'author:'],
    ['x OR', 'x', 'OR'],
  ])('%s is not understood, and says so', (text, printed, noted) => {
    const query = read(text)
    expect(print(query)).toBe(printed)
    expect(query.notes.map((note) => note.text)).toContain(noted)
    for (const note of query.notes) expect(note.reason).not.toBe('')
  })

  test('an operator that was misspelt is named', () => {
    expect(read('venu:icml').notes[0].reason).toBe('there is no operator venu:, but there is venue:')
    expect(read('colour:red').notes[0].reason).toBe('there is no operator colour:')
  })

  test('every operator reads its own example and is found by its aliases', () => {
    for (const operator of OPERATORS) {
      const query = read(operator.example)
      expect(query.notes).toEqual([])
      expect(query.nodes).toMatchObject([{ kind: 'field', field: operator.name }])
      for (const alias of operator.aliases) expect(findOperator(alias.toUpperCase())).toBe(operator)
    }
  })

  test('a very long query is cut, with a note', () => {
    const query = read(`${'word '.repeat(MAX_QUERY_LENGTH)}`)
    expect(query.notes[0].reason).toContain(`${MAX_QUERY_LENGTH}`)
  })

  test('deep nesting neither overflows nor loses the words', () => {
    expect(seen(`${'('.repeat(4_000)}deep`)).toBe('deep')
    expect(seen('after:'.repeat(1_500))).toBeTypeOf('string')
  })
})

describe('parse(print(q)) = q', () => {
  const pieces = fc.constantFrom('a', 'OR', 'AND', 'NOT', '-', '+', '"', '“', '»', '(', ')', ' ', '|', '$', ':', 'author:', 'after:2025', 'x:', 'cat:"', 'title:(', 'cat:(a OR ',  '\u0000', '−', '深', 'é', '..', '-7d')
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')))

  test('for whatever any text reads as', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { nodes } = read(text)
        expect(parse(print({ nodes }), { today }).nodes).toEqual(nodes)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('dates', () => {
  const day = (text: string) => firstDayOf(text)
  test.each([
    ['2025', '2025-01-01', '2026-01-01'],
    ['2025-08', '2025-08-01', '2025-09-01'],
    ['2025/08/01', '2025-08-01', '2025-08-02'],
    ['20250801', '2025-08-01', '2025-08-02'],
    ['2025-08-01T12:00:00Z', '2025-08-01', '2025-08-02'],
    ['aug-2025', '2025-08-01', '2025-09-01'],
    ['1 August 2025', '2025-08-01', '2025-08-02'],
    ['August 1st, 2025', '2025-08-01', '2025-08-02'],
    ['2025-W31', '2025-07-28', '2025-08-04'],
    ['2026-W01', '2025-12-29', '2026-01-05'],
    ['today', '2026-04-14', '2026-04-15'],
    ['yesterday', '2026-04-13', '2026-04-14'],
    ['this-week', '2026-04-13', '2026-04-20'],
    ['last-month', '2026-03-01', '2026-04-01'],
    ['-7d', '2026-04-07', '2026-04-08'],
    ['-2w', '2026-03-31', '2026-04-01'],
    ['-2m', '2026-02-14', '2026-02-15'],
    ['-1y', '2025-04-14', '2025-04-15'],
    ['2024..2025', '2024-01-01', '2026-01-01'],
    ['-7d..today', '2026-04-07', '2026-04-15'],
  ])('%s', (text, from, to) => {
    const range = parseDayRange(text, today)
    expect(range && [dayText(range.from!), dayText(range.to!)]).toEqual([from, to])
  })

  test('months end on their last day', () => expect(dayText(parseDayRange('-1m', '2026-03-31')!.from!)).toBe('2026-02-28'))
  test('open ranges', () => {
    expect(parseDayRange('2025..', today)).toEqual({ from: day('2025-01-01') })
    expect(parseDayRange('..2025-06', today)).toEqual({ to: day('2025-07-01') })
  })
  test.each(['', '..', '2025-13', '2025-02-30', '0000', '2025..2024', '2025-W54', 'soon', '-7', '99999'])('%j is no date', (text) =>
    expect(parseDayRange(text, today)).toBeUndefined())
})
