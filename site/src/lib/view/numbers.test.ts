import { expect, it } from 'vitest'
import { margin, marginShown, number } from './numbers.ts'

it.each([
  [0, '0'],
  [0.0123456, '0.01235'],
  [12.3456, '12.35'],
  [123456, '123500'],
  [-0.25, '−0.25'],
  [3e12, '3.00 × 10¹²'],
  [1.5e-7, '1.50 × 10⁻⁷'],
  [-2e9, '−2.00 × 10⁹'],
  [null, '–'],
  [Number.NaN, '–'],
])('%s as %s', (value, text) => {
  expect(number(value)).toBe(text)
})

it.each([
  [{ value: 0.5, op: '<=', bound: 1 }, 0.5],
  [{ value: 1.5, op: '<=', bound: 1 }, -0.5],
  [{ value: 12, op: '>=', bound: 5 }, 1],
  [{ value: 4, op: '>', bound: 5 }, -0.2],
  [{ value: 0.3, op: '>=', bound: 0 }, 0.3],
  [{ value: null, op: '>=', bound: 0 }, -1],
])('the margin of %o is %d', (check, expected) => {
  expect(margin(check)).toBeCloseTo(expected, 10)
})

it('a check that passes on its bound still shows that it does', () => {
  expect(marginShown({ value: 0, op: '<=', bound: 0, pass: true })).toBeGreaterThan(0)
  expect(marginShown({ value: 0, op: '<', bound: 0, pass: false })).toBe(0)
  expect(marginShown({ value: 0.5, op: '<=', bound: 1, pass: true })).toBe(0.5)
})
