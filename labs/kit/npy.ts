/** NumPy's NPY format, versions 1 to 3: numbers in C or Fortran order, either byte order. */
import { DataError } from './own-data.ts'
import type { DataFile } from './own-data.ts'

export interface NpyArray {
  shape: number[]
  /** Row by row (C order), whatever the file's order was. */
  data: Float64Array
}

type Reader = (view: DataView, at: number, little: boolean) => number

const TYPES: Readonly<Record<string, { bytes: number; read: Reader }>> = {
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

function fortranToC(data: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(data.length)
  const index = shape.map(() => 0)
  for (let at = 0; at < data.length; at++) {
    let to = 0
    for (let axis = 0; axis < shape.length; axis++) to = to * shape[axis] + index[axis]
    out[to] = data[at]
    for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++) index[axis] = 0
  }
  return out
}

/** Reads an array. Throws a DataError for another format, a type of no numbers, or a file that ends too early. */
export function readNpy(file: DataFile): NpyArray {
  const { bytes, name } = file
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) throw new DataError(`${name} is not an NPY file.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[6] >= 2
  if (wide && bytes.length < 12) throw new DataError(`${name} ends within its header.`)
  const start = wide ? 12 : 10
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true))
  const header = new TextDecoder().decode(bytes.subarray(start, end))
  const type = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header)
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)
  const order = /'fortran_order':\s*(True|False)/.exec(header)
  if (!type || !shape || !order) throw new DataError(`${name} has a header that cannot be read: ${header.trim().slice(0, 80)}`)
  const kind = Object.hasOwn(TYPES, type[2]) ? TYPES[type[2]] : undefined
  if (!kind) throw new DataError(`${name} holds ${type[1]}${type[2]}; numbers are expected (float, int, uint or bool).`)
  const sizes = shape[1].split(',').map((part) => part.trim()).filter(Boolean).map(Number)
  const count = sizes.reduce((product, size) => product * size, 1)
  if (end + count * kind.bytes > bytes.length) {
    throw new DataError(`${name} says its shape is (${sizes.join(', ')}) but ends after ${Math.floor((bytes.length - end) / kind.bytes)} numbers.`)
  }
  const data = new Float64Array(count)
  for (let i = 0; i < count; i++) data[i] = kind.read(view, end + i * kind.bytes, type[1] !== '>')
  return { shape: sizes, data: order[1] === 'True' && sizes.length > 1 ? fortranToC(data, sizes) : data }
}

/** Throws a DataError unless the array has the shape; null means any size: `[null, 10]` is any number of rows of 10. */
export function expectShape(array: NpyArray, shape: readonly (number | null)[], name: string): void {
  const fits = array.shape.length === shape.length && shape.every((size, axis) => size === null || array.shape[axis] === size)
  if (fits) return
  const wanted = shape.map((size) => size ?? 'any').join(', ')
  throw new DataError(`${name} has shape (${array.shape.join(', ')}); expected (${wanted}).`)
}
