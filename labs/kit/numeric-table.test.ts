import { describe, expect, it } from 'vitest'
import { readNumericTable } from './numeric-table.ts'

const csv = (text: string) => ({ name: 'mine.csv', bytes: new TextEncoder().encode(text) })

/** NPY version 1 as NumPy writes it: magic, version, header length, header, numbers. */
function npy(shape: string, numbers: number[]) {
  const header = new TextEncoder().encode(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }\n`)
  const bytes = new Uint8Array(10 + header.length + 8 * numbers.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8])
  bytes.set(header, 10)
  const view = new DataView(bytes.buffer)
  numbers.forEach((value, i) => view.setFloat64(10 + header.length + 8 * i, value, true))
  return { name: 'mine.npy', bytes }
}

describe("a reader's table", () => {
  it('takes named columns wherever they stand and the others as features', () => {
    const table = readNumericTable([csv('age,Time,event\n30,2,1\n41,3.5,0\n')], ['time', 'event'])
    expect([...table.named.time]).toEqual([2, 3.5])
    expect(table.features).toEqual(['age'])
    expect([...table.x]).toEqual([30, 41])
  })

  it('reads the same from an NPY with columns in order', () => {
    const table = readNumericTable([npy('(2, 3)', [2, 1, 30, 3.5, 0, 41])], ['time', 'event'])
    expect([...table.named.event]).toEqual([1, 0])
    expect(table.features).toEqual(['x1'])
    expect([...table.x]).toEqual([30, 41])
  })

  it('says what is missing or wrong', () => {
    expect(() => readNumericTable([csv('age,event\n30,1\n')], ['time'])).toThrow('no column "time". It has: age, event.')
    expect(() => readNumericTable([csv('age,time\nold,1\n')], ['time'])).toThrow('column "age", row 1 holds "old"')
    expect(() => readNumericTable([npy('(2,)', [1, 2])], ['time', 'event'])).toThrow('shape (2); expected rows × at least 2 columns: time, event')
    expect(() => readNumericTable([npy('(1, 2)', [1, Number.NaN])], ['time'])).toThrow('row 1, column 2')
    expect(() => readNumericTable([], ['time'])).toThrow('Bring one file')
  })
})
