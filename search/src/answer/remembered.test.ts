import type { Table } from '@lancedb/lancedb'
import { expect, test } from 'vitest'
import { remembered } from './remembered.ts'

/** Only its identity counts. */
const table = (): Table => ({}) as Table

test('a ranking is made once a table and key, and again for a new table', async () => {
  const [one, other] = [table(), table()]
  let made = 0
  const make = async () => ++made
  expect(await Promise.all([remembered(one, 'a', make), remembered(one, 'a', make), remembered(one, 'b', make)])).toEqual([1, 1, 2])
  expect(await remembered(other, 'a', make)).toBe(3)
})

test('what is not whole is given and made again', async () => {
  const one = table()
  expect(await remembered(one, 'a', async () => 1, (made) => made > 1)).toBe(1)
  expect(await remembered(one, 'a', async () => 2, (made) => made > 1)).toBe(2)
  expect(await remembered(one, 'a', async () => 3, (made) => made > 1)).toBe(2)
})

test('what failed is made again, and what was asked for longest ago is forgotten', async () => {
  const one = table()
  await expect(remembered(one, 'a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await remembered(one, 'a', async () => 'back')).toBe('back')
  for (let i = 0; i < 63; i++) await remembered(one, `key${i}`, async () => i)
  expect(await remembered(one, 'a', async () => 'again')).toBe('back')
  await remembered(one, 'last', async () => 0)
  expect(await remembered(one, 'key0', async () => 'again')).toBe('again')
  expect(await remembered(one, 'a', async () => 'again')).toBe('back')
})
