import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { defineExplorer, explore, findExplorer, knobsFromSearch, NO_RUN } from './explorer.ts'
import type { Lab } from './lab.ts'
import { packFloats, unpackFloats } from './packed.ts'
import { describeRange, LabUsageError, paramControls, pattern } from './params.ts'

const knobs = z.object({
  factor: z.number().min(0).max(4).default(2),
  marks: pattern(3, { x: 'counted', '.': 'left out' }, { title: 'Marks', help: 'Which rows count.' }).default('xxx'),
})

const explorer = defineExplorer({
  id: 'total',
  title: 'Total',
  invitation: 'Leave rows out.',
  knobs,
  needs: ['values'],
  figures: [],
  load: async () => ({
    explore: ({ factor, marks }: z.output<typeof knobs>, { tables }) => {
      const sum = tables.values.reduce((total, row, i) => total + (marks[i] === 'x' ? Number(row.value) : 0), 0)
      return { tables: {}, series: {}, says: `The total is ${factor * sum}.` }
    },
  }),
})
const source = { ...NO_RUN, tables: { values: [{ value: 1 }, { value: 10 }, { value: 100 }] } }

it('answers with defaults, and with knobs as values or as typed', async () => {
  expect((await explore(explorer, source)).says).toBe('The total is 222.')
  expect((await explore(explorer, source, { factor: '1', marks: 'x.x' })).says).toBe('The total is 101.')
})

it('says which knob is wrong, and which table a run lacks', async () => {
  await expect(explore(explorer, source, { factr: 1 })).rejects.toThrow('Explorer total has no parameter "factr". It has: factor, marks.')
  await expect(explore(explorer, source, { factor: 9 })).rejects.toThrow('"factor" must be a number from 0 to 4, not 9.')
  for (const marks of ['xx', 'xxxx', 'xxy']) await expect(explore(explorer, source, { marks })).rejects.toThrow('"marks" must be 3 of x (counted), . (left out)')
  await expect(explore(explorer, NO_RUN)).rejects.toThrow('reads the table "values", which this run did not make')
})

it('is found by its id, the first where none is named', () => {
  const lab = { slug: '99-x', explorers: [explorer] } as unknown as Lab
  expect(findExplorer(lab)).toBe(explorer)
  expect(findExplorer(lab, 'total')).toBe(explorer)
  expect(() => findExplorer(lab, 'sum')).toThrow('Lab 99-x has no explorer "sum". It has: total.')
  expect(() => findExplorer({ slug: '99-x' } as Lab)).toThrow(LabUsageError)
})

it('reads its own knobs from an address and no others', () => {
  expect(knobsFromSearch(explorer, new URLSearchParams('total.factor=3&factor=4&other.factor=5&total.gone=1&seed=2'))).toEqual({ factor: '3' })
})

it('shows a pattern with its symbols', () => {
  const control = paramControls(knobs)[1]
  expect(control).toMatchObject({ kind: 'pattern', length: 3, default: 'xxx', symbols: [{ symbol: 'x', label: 'counted' }, { symbol: '.', label: 'left out' }] })
  expect(describeRange(control)).toBe('3 of x (counted), . (left out)')
})

it('packs single-precision numbers without loss', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 20_000 }), (values) => {
      expect(unpackFloats(packFloats(values))).toEqual(values)
    }),
  )
  // From the middle of a longer buffer, as weights of a model lie.
  const whole = Float32Array.of(1, 2, 3, 4)
  expect([...unpackFloats(packFloats(whole.subarray(1, 3)))]).toEqual([2, 3])
  expect(() => unpackFloats('AAA=')).toThrow('there are 2')
})
