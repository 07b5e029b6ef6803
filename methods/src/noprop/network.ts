/*
 * Blocks side by side. Block t sees the image x and a noised label z and guesses the clean label:
 *   h = relu(x A_t + z B_t + bias_t),  û = softmax(h C_t + d_t).
 * The blocks share no parameter. Their weights lie next to one another, so that all of them are one matrix product.
 */
import { type Core, type Tape, type Tensor, type View, columnBlocks } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'

export interface Shape {
  inputs: number
  hidden: number
  classes: number
}

export class BlockNetwork {
  readonly core: Core
  readonly shape: Shape
  /** Positions 0 … T − 1 in the schedule of the blocks that are here; usually all. */
  readonly positions: readonly number[]
  /** With n blocks: a [inputs, n·hidden], b [n, classes, hidden], bias [n, 1, hidden], c [n, hidden, classes], d [n, 1, classes]. */
  readonly a: Tensor
  readonly b: Tensor
  readonly bias: Tensor
  readonly c: Tensor
  readonly d: Tensor
  /** Linear head on z_T: [classes, classes], the identity at first, and [classes]. */
  readonly head: Tensor
  readonly headBias: Tensor

  /** A ~ N(0, 2/inputs), B ~ N(0, 1/classes), C ~ N(0, 1/hidden); each block's from a stream of its own. */
  constructor(core: Core, shape: Shape, positions: readonly number[], random: Random) {
    const { inputs, hidden, classes } = shape
    const n = positions.length
    this.core = core
    this.shape = shape
    this.positions = positions
    this.a = core.uninitialised([inputs, n * hidden])
    this.b = core.uninitialised([n, classes, hidden])
    this.c = core.uninitialised([n, hidden, classes])
    positions.forEach((t, at) => {
      const draw = random.stream(t)
      const a = draw.stream('A').normals(inputs * hidden, 0, Math.sqrt(2 / inputs))
      const into = this.a.data
      for (let i = 0; i < inputs; i++) into.set(a.subarray(i * hidden, (i + 1) * hidden), (i * n + at) * hidden)
      this.b.data.set(draw.stream('B').normals(classes * hidden, 0, Math.sqrt(1 / classes)), at * classes * hidden)
      this.c.data.set(draw.stream('C').normals(hidden * classes, 0, Math.sqrt(1 / hidden)), at * hidden * classes)
    })
    this.bias = core.zeros([n, 1, hidden])
    this.d = core.zeros([n, 1, classes])
    this.head = core.from(Array.from({ length: classes * classes }, (_, i) => (i % (classes + 1) === 0 ? 1 : 0)), [classes, classes])
    this.headBias = core.zeros([classes])
  }

  get blockParameters(): Tensor[] {
    return [this.a, this.b, this.bias, this.c, this.d]
  }

  get parameters(): Tensor[] {
    return [...this.blockParameters, this.head, this.headBias]
  }

  /** û of every block, [n, rows, classes], from images [rows, inputs] and a noised label a block, [n, rows, classes]. */
  guessAll(tape: Tape, x: Tensor, z: Tensor): Tensor {
    const { core, shape: { hidden }, positions: { length: n } } = this
    const fromImage = tape.linear(x, this.a, this.bias)
    const fromLabel = tape.matmul(z, this.b, { out: columnBlocks(core.uninitialised([x.shape[0], n * hidden]), n) })
    const h = tape.unary('relu', tape.add(fromImage, fromLabel))
    const offsets = tape.matmul(core.full([n, x.shape[0], 1], 1), this.d)
    const logits = n === 1 ? tape.matmul(h, this.#block(this.c, 0)) : tape.matmul(columnBlocks(h, n), this.c)
    return tape.softmax(tape.add(logits, offsets))
  }

  /** û of the block at index `at`, [rows, classes], from images [rows, inputs] and z [rows, classes]. */
  guess(tape: Tape, at: number, x: Tensor, z: Tensor): Tensor {
    const { hidden } = this.shape
    const ones = this.core.full([x.shape[0], 1], 1)
    const columns: View = { ...columnBlocks(this.a, this.positions.length), outer: 1, offset: at * hidden }
    const seen = tape.add(tape.matmul(x, columns), tape.matmul(z, this.#block(this.b, at)))
    const h = tape.unary('relu', tape.add(seen, tape.matmul(ones, this.#block(this.bias, at))))
    return tape.softmax(tape.add(tape.matmul(h, this.#block(this.c, at)), tape.matmul(ones, this.#block(this.d, at))))
  }

  /** Logits of the head, [rows, classes], from z_T. */
  classify(tape: Tape, z: Tensor): Tensor {
    return tape.linear(z, this.head, this.headBias)
  }

  /** Matrix `at` of a [n, r, c] tensor. */
  #block(tensor: Tensor, at: number): View {
    const [, rows, cols] = tensor.shape
    return {
      tensor, outer: 1, inner: 1, outerStride: 0, innerStride: 0, rows, cols, rowStride: cols, colStride: 1, offset: at * rows * cols,
    }
  }
}
