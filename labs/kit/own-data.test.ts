import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError, expectShape, numberColumn, numberColumns, readCsv, readNpy } from './index.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('own data', () => {
  it('reads tables as they come: quotes, semicolons, any line end', () => {
    const table = readCsv({ name: 'a.csv', bytes: bytes('x;"a;b";f0;f1\r\n1;"say ""yes""\n";2;3\r\n4;z;5;6') })
    expect(table).toEqual({ columns: ['x', 'a;b', 'f0', 'f1'], rows: [['1', 'say "yes"\n', '2', '3'], ['4', 'z', '5', '6']] })
    expect([...numberColumn(table, 'X', 'a.csv')]).toEqual([1, 4])
    expect([...numberColumns(table, 'f', 'a.csv').data]).toEqual([2, 3, 5, 6])
  })

  it('reads back every table it is given', () => {
    const cell = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = ['a,b', ...rows.map((row) => row.map(quote).join(','))].join('\n')
        expect(readCsv({ name: 't', bytes: bytes(text) }).rows).toEqual(rows)
      }),
    )
  })

  it.each([
    ['a,b\n1\n', 'row 1 has 1 cells, the header names 2'],
    ['a,b\n', 'no rows below'],
    ['a,"b\n1,2', 'opened on line 1 is never closed'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => readCsv({ name: 'my.csv', bytes: bytes(text) })).toThrow(message)
  })

  it('names the missing column and the cell that is no number', () => {
    const table = readCsv({ name: 'my.csv', bytes: bytes('a,b\n1,x\n') })
    expect(() => numberColumn(table, 'c', 'my.csv')).toThrow('my.csv has no column "c". It has: a, b.')
    expect(() => numberColumn(table, 'b', 'my.csv')).toThrow('column "b", row 1 holds "x"')
    expect(() => numberColumns(table, 'f', 'my.csv')).toThrow('no columns f0, f1')
    expect(() => readCsv({ name: 'my.csv', bytes: Uint8Array.of(0xff, 0xfe, 0x41) })).toThrow('not text in UTF-8')
  })

  /** An NPY file of version 1 as NumPy writes it (numpy.lib.format documentation). */
  const npy = (descr: string, fortran: boolean, shape: number[], body: Uint8Array): Uint8Array => {
    const dict = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
    const header = bytes(`${dict.padEnd(117)}\n`)
    return Uint8Array.of(0x93, ...bytes('NUMPY'), 1, 0, header.length & 255, header.length >> 8, ...header, ...body)
  }

  it('reads NumPy arrays of either order', () => {
    const body = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer)
    expect(readNpy({ name: 'a.npy', bytes: npy('<f4', false, [2, 3], body) })).toEqual({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) })
    expect(readNpy({ name: 'a.npy', bytes: npy('<f4', true, [2, 3], body) }).data).toEqual(Float64Array.of(1, 3, 5, 2, 4, 6))
    expect(readNpy({ name: 'a.npy', bytes: npy('>i2', false, [2], Uint8Array.of(1, 0, 0xff, 0xff)) }).data).toEqual(Float64Array.of(256, -1))
  })

  it('says what is wrong with an array', () => {
    const file = (content: Uint8Array) => ({ name: 'a.npy', bytes: content })
    expect(() => readNpy(file(bytes('not an array at all')))).toThrow('is not an NPY file')
    expect(() => readNpy(file(npy('<U5', false, [1], new Uint8Array(20))))).toThrow('holds <U5; numbers are expected')
    expect(() => readNpy(file(npy('<f8', false, [4], new Uint8Array(8))))).toThrow('shape is (4) but ends after 1 numbers')
    expect(() => expectShape({ shape: [2, 3], data: new Float64Array(6) }, [null, 10], 'a.npy')).toThrow('a.npy has shape (2, 3); expected (any, 10).')
    expect(() => readNpy(file(bytes('x')))).toThrow(DataError)
  })
})
