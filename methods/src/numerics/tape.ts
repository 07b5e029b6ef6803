/*
 * Reverse-mode gradients. A tape records what each operation did; `gradients` walks it backwards.
 *
 *   core.scope(() => {
 *     const tape = new Tape(core, [w, b])                     // gradients will be asked for w and b
 *     const loss = tape.crossEntropy(tape.linear(x, w, b), labels)
 *     const [dw, db] = tape.gradients(loss, [w, b])
 *     sgd.step([dw, db])
 *   })
 *
 * Only what depends on a watched tensor is recorded, so no gradient is computed for the data. Gradients of tensors in
 * between (an activation) can be asked for as well. Everything lives in the scope of the step.
 *
 * An operation is: make the output, then `record(output, inputs, backward)`. A method that needs its own does the same.
 */
import { type Core, type Ids, type Tensor, UNARY, type Unary } from './core.ts'
import { type View, asView, isWhole, matrix, multiply, over, transpose } from './product.ts'

type Backward = (gradient: Tensor) => void

export class Tape {
  readonly core: Core
  /** Tensors that depend on a watched one; the value is the gradient once something has been added to it. */
  readonly #gradients = new Map<Tensor, Tensor | undefined>()
  readonly #steps: { output: Tensor; backward: Backward }[] = []

  constructor(core: Core, watched: readonly Tensor[]) {
    this.core = core
    for (const tensor of watched) this.#gradients.set(tensor, undefined)
  }

  needs(tensor: Tensor): boolean {
    return this.#gradients.has(tensor)
  }

  /** A tape that records nothing: operations on it give values without gradients. */
  paused(): Tape {
    return new Tape(this.core, [])
  }

  /** Notes how to pass the gradient of `output` on to its inputs. Returns the output. */
  record(output: Tensor, inputs: readonly Tensor[], backward: Backward): Tensor {
    if (inputs.some((input) => this.needs(input))) {
      this.#gradients.set(output, undefined)
      this.#steps.push({ output, backward })
    }
    return output
  }

  /** Calls `add` with the gradient to add to, zero at first, if `input` needs one. */
  into(input: Tensor, add: (gradient: Tensor) => void): void {
    if (!this.needs(input)) return
    let gradient = this.#gradients.get(input)
    if (!gradient) {
      gradient = this.core.zeros(input.shape)
      this.#gradients.set(input, gradient)
    }
    add(gradient)
  }

  /** d loss / d each of `of`; zeros where the loss does not depend on it. `loss` has size 1. One call a tape. */
  gradients(loss: Tensor, of: readonly Tensor[]): Tensor[] {
    if (loss.size !== 1) throw new RangeError(`a loss is one number, not shape [${loss.shape}]`)
    this.#gradients.set(loss, this.core.full([1], 1))
    for (let i = this.#steps.length - 1; i >= 0; i--) {
      const { output, backward } = this.#steps[i]
      const gradient = this.#gradients.get(output)
      if (gradient) backward(gradient)
    }
    return of.map((tensor) => {
      if (!this.needs(tensor)) throw new Error(`no gradient was recorded for a tensor of shape [${tensor.shape}]: watch it`)
      return this.#gradients.get(tensor) ?? this.core.zeros(tensor.shape)
    })
  }

  /** alpha · a · b over matrices, batches or views of them (product.ts); into `out` or a new tensor. */
  matmul(a: Tensor | View, b: Tensor | View, { alpha = 1, out }: { alpha?: number; out?: View } = {}): Tensor {
    const va = asView(a)
    const vb = asView(b)
    const batch = va.outer * va.inner
    const vc = out ?? matrix(this.core.uninitialised(batch === 1 ? [va.rows, vb.cols] : [batch, va.rows, vb.cols]))
    if (!out && va.inner > 1) Object.assign(vc, split(vc, va.outer, va.inner))
    multiply(vc, va, vb, { alpha })
    return this.record(vc.tensor, [va.tensor, vb.tensor], (gradient) => {
      const dc = over(gradient, vc)
      this.#product(va, dc, transpose(vb), alpha)
      this.#product(vb, transpose(va), dc, alpha)
    })
  }

  /** Adds alpha · a · b to the gradient behind `target`; the first time it writes without clearing. */
  #product(target: View, a: View, b: View, alpha = 1): void {
    if (!this.needs(target.tensor)) return
    let gradient = this.#gradients.get(target.tensor)
    const accumulate = gradient !== undefined || !isWhole(target)
    if (!gradient) {
      gradient = accumulate ? this.core.zeros(target.tensor.shape) : this.core.uninitialised(target.tensor.shape)
      this.#gradients.set(target.tensor, gradient)
    }
    multiply(over(gradient, target), a, b, { alpha, accumulate })
  }

  /**
   * f(x · w + b): x [n, d], w [d, k], b [k]. For f only what can be undone from its output; others through `unary`.
   */
  linear(x: Tensor, w: Tensor, b?: Tensor, f: 'identity' | 'relu' | 'tanh' | 'sigmoid' = 'identity'): Tensor {
    const { core } = this
    const [vx, vw] = [matrix(x), matrix(w)]
    const y = core.uninitialised([vx.rows, vw.cols])
    multiply(matrix(y), vx, vw)
    if (b && b.size !== vw.cols) throw new RangeError(`a bias of ${b.size} for ${vw.cols} columns`)
    if (b) core.kernels.biasUnary(UNARY[f], y.address, b.address, vx.rows, vw.cols)
    else if (f !== 'identity') core.kernels.unary(UNARY[f], y.address, y.address, y.size)
    return this.record(y, b ? [x, w, b] : [x, w], (dy) => {
      let dz = dy
      if (f !== 'identity') {
        dz = core.zeros(y.shape)
        core.kernels.unaryGrad(UNARY[f], dz.address, dy.address, y.address, y.address, y.size)
      }
      if (b) this.into(b, (db) => core.kernels.columnSum(db.address, dz.address, vx.rows, vw.cols))
      this.#product(vw, transpose(vx), matrix(dz))
      this.#product(vx, matrix(dz), transpose(vw))
    })
  }

  /** The same numbers under another shape. */
  reshape(x: Tensor, shape: readonly number[]): Tensor {
    return this.record(x.reshape(shape), [x], (dy) =>
      this.into(x, (dx) => this.core.kernels.axpy(dx.address, dy.address, dy.size, 1)))
  }

  /** f of every number. */
  unary(f: Unary, x: Tensor): Tensor {
    const { core } = this
    const y = core.uninitialised(x.shape)
    core.kernels.unary(UNARY[f], y.address, x.address, x.size)
    return this.record(y, [x], (dy) =>
      this.into(x, (dx) => core.kernels.unaryGrad(UNARY[f], dx.address, dy.address, x.address, y.address, x.size)))
  }

  /** alpha · a + beta · b, of one shape. */
  add(a: Tensor, b: Tensor, alpha = 1, beta = 1): Tensor {
    const { core } = this
    sameSize(a, b)
    const y = core.uninitialised(a.shape)
    core.kernels.combine(y.address, a.address, b.address, a.size, alpha, beta)
    return this.record(y, [a, b], (dy) => {
      this.into(a, (da) => core.kernels.axpy(da.address, dy.address, dy.size, alpha))
      this.into(b, (db) => core.kernels.axpy(db.address, dy.address, dy.size, beta))
    })
  }

  /** a · b, number by number. */
  mul(a: Tensor, b: Tensor): Tensor {
    const { core } = this
    sameSize(a, b)
    const y = core.uninitialised(a.shape)
    core.kernels.multiply(y.address, a.address, b.address, a.size, 0)
    return this.record(y, [a, b], (dy) => {
      this.into(a, (da) => core.kernels.multiply(da.address, dy.address, b.address, dy.size, 1))
      this.into(b, (db) => core.kernels.multiply(db.address, dy.address, a.address, dy.size, 1))
    })
  }

  /** alpha · x + beta, alpha and beta constants. */
  affine(x: Tensor, alpha: number, beta = 0): Tensor {
    const { core } = this
    const y = core.uninitialised(x.shape)
    core.kernels.affine(y.address, x.address, x.size, alpha, beta)
    return this.record(y, [x], (dy) => this.into(x, (dx) => core.kernels.axpy(dx.address, dy.address, dy.size, alpha)))
  }

  /** x · s and x + s for a learned scalar s (size 1). */
  scale(x: Tensor, s: Tensor): Tensor {
    const { core } = this
    const y = core.uninitialised(x.shape)
    core.kernels.affine(y.address, x.address, x.size, s.item(), 0)
    return this.record(y, [x, s], (dy) => {
      this.into(x, (dx) => core.kernels.axpy(dx.address, dy.address, dy.size, s.item()))
      this.into(s, (ds) => ds.set([ds.item() + core.kernels.dot(dy.address, x.address, x.size)]))
    })
  }

  shift(x: Tensor, s: Tensor): Tensor {
    const { core } = this
    const y = core.uninitialised(x.shape)
    core.kernels.affine(y.address, x.address, x.size, 1, s.item())
    return this.record(y, [x, s], (dy) => {
      this.into(x, (dx) => core.kernels.axpy(dx.address, dy.address, dy.size, 1))
      this.into(s, (ds) => ds.set([ds.item() + core.kernels.sum(dy.address, dy.size)]))
    })
  }

  /** Row r of x [n, k] times w[r]. */
  scaleRows(x: Tensor, w: Tensor): Tensor {
    const { core } = this
    const [n, k] = x.shape
    if (w.size !== n) throw new RangeError(`${w.size} factors for ${n} rows`)
    const y = core.uninitialised(x.shape)
    core.kernels.scaleRows(y.address, x.address, w.address, n, k, 0)
    return this.record(y, [x, w], (dy) => {
      this.into(x, (dx) => core.kernels.scaleRows(dx.address, dy.address, w.address, n, k, 1))
      this.into(w, (dw) => core.kernels.rowDots(dw.address, dy.address, x.address, n, k))
    })
  }

  /** Σ a·b, one number; with a constant b a weighted sum. */
  dot(a: Tensor, b: Tensor): Tensor {
    const { core } = this
    sameSize(a, b)
    const y = core.from([core.kernels.dot(a.address, b.address, a.size)], [1])
    return this.record(y, [a, b], (dy) => {
      const d = dy.item()
      this.into(a, (da) => core.kernels.axpy(da.address, b.address, b.size, d))
      this.into(b, (db) => core.kernels.axpy(db.address, a.address, a.size, d))
    })
  }

  /** Mean of all numbers. */
  mean(x: Tensor): Tensor {
    const { core } = this
    const y = core.from([core.kernels.sum(x.address, x.size) / x.size], [1])
    return this.record(y, [x], (dy) =>
      this.into(x, (dx) => core.kernels.affine(dx.address, dx.address, dx.size, 1, dy.item() / x.size)))
  }

  /** softmax(scale · x) over the last dimension. With `causal` = length, row r of each length sees columns 0 … r. */
  softmax(x: Tensor, { scale = 1, causal = 0 } = {}): Tensor {
    const { core } = this
    const cols = x.shape[x.shape.length - 1]
    const rows = x.size / cols
    const y = core.uninitialised(x.shape)
    core.kernels.softmax(y.address, x.address, rows, cols, scale, causal)
    return this.record(y, [x], (dy) =>
      this.into(x, (dx) => core.kernels.softmaxGrad(dx.address, dy.address, y.address, rows, cols, scale)))
  }

  /** Mean over the rows of −log softmax(logits)[label]: logits [n, k], n labels below k. */
  crossEntropy(logits: Tensor, labels: Ids): Tensor {
    const { core } = this
    const [n, k] = logits.shape
    if (labels.size !== n) throw new RangeError(`${labels.size} labels for ${n} rows`)
    if (labels.max >= k) throw new RangeError(`label ${labels.max} of ${k} classes`)
    const p = core.uninitialised(logits.shape)
    const rows = core.uninitialised([n])
    const loss = core.from([core.kernels.crossEntropy(p.address, rows.address, logits.address, labels.address, n, k) / n], [1])
    return this.record(loss, [logits], (d) =>
      this.into(logits, (dl) => core.kernels.crossEntropyGrad(dl.address, p.address, labels.address, n, k, d.item() / n)))
  }

  /** Rows `ids` of table [n, d]. */
  gather(table: Tensor, ids: Ids): Tensor {
    const { core } = this
    const y = core.rows(table, ids)
    return this.record(y, [table], (dy) =>
      this.into(table, (dt) => core.kernels.scatterAdd(dt.address, dy.address, ids.address, ids.size, table.shape[1])))
  }
}

function sameSize(a: Tensor, b: Tensor): void {
  if (a.size !== b.size) throw new RangeError(`[${a.shape}] and [${b.shape}] differ in size`)
}

/** A contiguous batch of outer·inner matrices, counted in two levels. */
function split(view: View, outer: number, inner: number): Partial<View> {
  const size = view.rows * view.cols
  return { outer, inner, outerStride: inner * size, innerStride: size }
}
