/**
 * The SIMD loops of `kernel.as` over one growing memory, with arrays handed out one after another and never taken back:
 * a training run or an evaluation makes a kernel, uses it and drops it whole.
 *
 * Only additions and multiplications in a fixed order: the same inputs give the same bits on every machine.
 */
import { readFileSync } from 'node:fs'

/** Float32 rows inside the kernel's memory. `values` must be read again after a later allocation (memory may move). */
export interface Block {
  readonly address: number
  readonly length: number
  readonly values: Float32Array
}

/** Whole numbers of 8 bits, or two of 4, inside the kernel's memory. */
export interface Bytes {
  readonly address: number
  readonly length: number
  readonly values: Int8Array
}

/** Unsigned ids inside the kernel's memory. */
export interface Ids {
  readonly address: number
  readonly length: number
  readonly values: Uint32Array
}

interface Exports {
  productOfRows(a: number, b: number, c: number, m: number, n: number, k: number, ldc: number): void
  product(a: number, b: number, c: number, m: number, n: number, k: number): void
  gather(table: number, ids: number, weights: number, count: number, k: number, out: number): void
  addBytes(table: number, ids: number, weights: number, count: number, k: number, out: number): void
  addHalfBytes(table: number, ids: number, weights: number, count: number, k: number, out: number): void
  scatter(table: number, ids: number, weights: number, count: number, k: number, row: number): void
  adam(value: number, gradient: number, first: number, second: number, n: number, step: number, beta1: number, beta2: number, epsilon: number): void
}

export interface Kernel extends Exports {
  floats(length: number): Block
  ids(length: number): Ids
  bytes(length: number): Bytes
}

const PAGE = 65_536
/** 4 GiB less one page: all that 32-bit addresses reach. */
const MAX_PAGES = 65_535

let compiled: WebAssembly.Module | undefined

/** A fresh kernel with empty memory. Compiling takes about a millisecond, once a process. */
export function openKernel(): Kernel {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)))
  const memory = new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES })
  const exports = new WebAssembly.Instance(compiled, {
    env: { memory, abort: () => { throw new Error('The vector kernel stopped; this is a fault of the program.') } }
  }).exports as unknown as Exports
  let top = 1024

  const take = (bytes: number): number => {
    const address = top
    top = Math.ceil((top + bytes) / 16) * 16
    const missing = Math.ceil((top - memory.buffer.byteLength) / PAGE)
    if (missing > 0) memory.grow(missing)
    return address
  }

  /** A view that is made anew where the memory has moved. */
  const block = <T extends ArrayBufferView>(length: number, Type: ViewType<T>) => {
    const address = take(length * Type.BYTES_PER_ELEMENT)
    let view = new Type(memory.buffer, address, length)
    return {
      address,
      length,
      get values() {
        if (view.buffer !== memory.buffer) view = new Type(memory.buffer, address, length)
        return view
      }
    }
  }

  return {
    ...exports,
    floats: length => block(length, Float32Array),
    ids: length => block(length, Uint32Array),
    bytes: length => block(length, Int8Array)
  }
}

interface ViewType<T> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBufferLike, offset: number, length: number): T
}
