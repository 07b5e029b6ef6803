import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { togetherness } from './together.ts'

const of = (query: string, text: string): number => togetherness(query.split(' '), text.split(' '))

describe('togetherness', () => {
  test.each([
    ['small weight', 'a small weight', 1],
    ['small weight', 'weight that is small', 0.5],
    ['small weight', 'small and then after many other words weight', 0],
    ['small weight class', 'small weight in one class', 0.75],
    ['small', 'small', 0],
    ['a a', 'a b a', 0.5],
    ['a a', 'a b', 0],
  ])('%j in %j is %d', (query, text, expected) => expect(of(query, text)).toBe(expected))

  test('is between 0 and 1, and 1 for a text that holds the query', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 8 })
    fc.assert(fc.property(words, words, (query, text) => {
      expect(togetherness(query, [...text, ...query, ...text])).toBe(1)
      expect(togetherness(query, text)).toBeGreaterThanOrEqual(0)
      expect(togetherness(query, text)).toBeLessThanOrEqual(1)
    }))
  })
})
