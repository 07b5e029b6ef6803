/*
 * Float32 arrays in one WebAssembly memory, and the kernels that work on them.
 *
 *   const core = createCore()
 *   const w = core.from(random.normals(196 * 10), [196, 10])   // lives as long as the core
 *   core.scope(() => { … })                                     // what is made inside is released at the end
 *
 * Memory is a stack: a scope remembers the top and puts it back. A training step is one scope, so a run of any length
 * needs the memory of one step, and nothing is released by hand. One core belongs to one run; two runs that interleave
 * must not share one. A released tensor throws when it is used.
 *
 * The kernels use no fused multiply-add and their own exp, log and tanh: the same call gives the same bits on every
 * machine. `Tape` (tape.ts) adds gradients; `optimisers.ts` the updates.
 */
import { KERNELS_BASE64 } from './kernels.wasm.ts'

/** Addresses are bytes, sizes and strides elements; assembly/ says what each does. */
export type Kernels = Record<KernelName, (...args: number[]) => number> & { memory: WebAssembly.Memory }
type KernelName =
  | 'gemm' | 'gemmBatch' | 'affine' | 'axpy' | 'biasUnary' | 'combine' | 'divide' | 'dot' | 'geluQuotient' | 'multiply'
  | 'sum' | 'unary' | 'unaryGrad' | 'columnSum' | 'crossEntropy' | 'crossEntropyGrad' | 'gather' | 'layerNorm'
  | 'layerNormGrad' | 'rowDots' | 'scaleRows' | 'scatterAdd' | 'softmax' | 'softmaxGrad' | 'adam' | 'sgd'

/** Functions of one number, by the number assembly/elementwise.ts knows them under. `gelu` is the tanh form. */
export const UNARY = { identity: 0, relu: 1, tanh: 2, sigmoid: 3, square: 4, exp: 5, log: 6, gelu: 7 } as const
export type Unary = keyof typeof UNARY

const PAGE_BYTES = 65_536
/** What `gemm` packs columns into: 512 rows of 8 floats. */
export const SCRATCH_BYTES = 512 * 8 * 4
/** Vector kernels run up to three floats past the end of an array. */
const ALIGNMENT_BYTES = 16

/** A float32 array with a shape, row by row, inside a core's memory. */
export class Tensor {
  readonly core: Core
  readonly shape: readonly number[]
  readonly size: number
  /** Address in bytes; 0 once released. */
  #address: number

  constructor(core: Core, address: number, shape: readonly number[]) {
    this.core = core
    this.#address = address
    this.shape = shape
    this.size = shape.reduce((product, n) => product * n, 1)
  }

  get address(): number {
    if (this.#address === 0) throw new Error('This tensor was released when its scope ended: copy it out, or make it outside.')
    return this.#address
  }

  /** The live numbers. Read it anew after anything was allocated: growing the memory detaches older views. */
  get data(): Float32Array {
    return new Float32Array(this.core.kernels.memory.buffer, this.address, this.size)
  }

  /** A copy that outlives the scope. */
  toArray(): Float32Array {
    return this.data.slice()
  }

  /** The only number of a tensor of size 1. */
  item(): number {
    if (this.size !== 1) throw new RangeError(`item() needs a tensor of one number, this one has shape [${this.shape}].`)
    return this.data[0]
  }

  /** The same memory under another shape. */
  reshape(shape: readonly number[]): Tensor {
    return this.core.alias(this, shape)
  }

  set(values: ArrayLike<number>): void {
    if (values.length !== this.size) throw new RangeError(`expected ${this.size} numbers for shape [${this.shape}], got ${values.length}`)
    this.data.set(values)
  }

  release(): void {
    this.#address = 0
  }
}

/** Whole numbers (labels, row numbers, tokens) beside the tensors. */
export class Ids {
  readonly tensor: Tensor
  /** Largest value, checked against the table or the number of classes where it is used. */
  readonly max: number
  constructor(tensor: Tensor, max: number) {
    this.tensor = tensor
    this.max = max
  }
  get size(): number {
    return this.tensor.size
  }
  get address(): number {
    return this.tensor.address
  }
  get data(): Int32Array {
    return new Int32Array(this.tensor.core.kernels.memory.buffer, this.tensor.address, this.tensor.size)
  }
}

export class Core {
  readonly kernels: Kernels
  readonly scratch: number
  #top: number
  #live: Tensor[] = []

  constructor(kernels: Kernels) {
    this.kernels = kernels
    // Address 0 stays unused, so that 0 can mean "none".
    this.scratch = ALIGNMENT_BYTES
    this.#top = ALIGNMENT_BYTES + SCRATCH_BYTES
  }

  /** Bytes the memory has grown to; it never shrinks while the core lives. */
  get memoryBytes(): number {
    return this.kernels.memory.buffer.byteLength
  }

  /** Memory with whatever was in it before: for outputs that are written whole. */
  uninitialised(shape: readonly number[]): Tensor {
    const tensor = new Tensor(this, this.#top, shape)
    const bytes = (tensor.size * 4 + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES
    this.#top += bytes
    const missing = this.#top + ALIGNMENT_BYTES - this.memoryBytes
    if (missing > 0) this.kernels.memory.grow(Math.ceil(missing / PAGE_BYTES))
    this.#live.push(tensor)
    return tensor
  }

  zeros(shape: readonly number[]): Tensor {
    const tensor = this.uninitialised(shape)
    tensor.data.fill(0)
    return tensor
  }

  full(shape: readonly number[], value: number): Tensor {
    const tensor = this.uninitialised(shape)
    tensor.data.fill(value)
    return tensor
  }

  /** Copies numbers in; throws unless there are exactly as many as the shape asks for. */
  from(values: ArrayLike<number>, shape: readonly number[]): Tensor {
    const tensor = this.uninitialised(shape)
    tensor.set(values)
    return tensor
  }

  /** Whole numbers ≥ 0. */
  ids(values: ArrayLike<number>): Ids {
    let max = -1
    for (let i = 0; i < values.length; i++) {
      if (!Number.isInteger(values[i]) || values[i] < 0) throw new RangeError(`ids must be whole numbers from 0, not ${values[i]}`)
      if (values[i] > max) max = values[i]
    }
    const ids = new Ids(this.uninitialised([values.length]), max)
    ids.data.set(values)
    return ids
  }

  /** Rows `ids` of a [n, d] tensor, as a new [ids, d] tensor: a batch of a data set. */
  rows(table: Tensor, ids: Ids): Tensor {
    const [n, d] = table.shape
    if (ids.max >= n) throw new RangeError(`row ${ids.max} of a table of ${n} rows`)
    const out = this.uninitialised([ids.size, d])
    this.kernels.gather(out.address, table.address, ids.address, ids.size, d)
    return out
  }

  alias(tensor: Tensor, shape: readonly number[]): Tensor {
    const other = new Tensor(this, tensor.address, shape)
    if (other.size !== tensor.size) throw new RangeError(`[${tensor.shape}] cannot become [${shape}]: the sizes differ`)
    this.#live.push(other)
    return other
  }

  /** Runs `body` and releases every tensor made inside it. Return numbers or copies, not tensors. */
  scope<T>(body: () => T): T {
    const top = this.#top
    const count = this.#live.length
    try {
      return body()
    } finally {
      this.#top = top
      for (let i = count; i < this.#live.length; i++) this.#live[i].release()
      this.#live.length = count
    }
  }
}

let compiled: WebAssembly.Module | undefined

/** A core with its own memory, 64 KB at first. The kernels (16 KB) are compiled at the first call, in milliseconds. */
export function createCore(): Core {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_BASE64), (c) => c.charCodeAt(0)))
  return new Core(new WebAssembly.Instance(compiled).exports as unknown as Kernels)
}
