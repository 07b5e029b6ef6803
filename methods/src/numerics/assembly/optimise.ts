/* One pass over a parameter and its gradient. */

/** w −= lr · (g + decay · w) */
export function sgd(w: usize, g: usize, n: i32, lr: f32, decay: f32): void {
  const step = f32x4.splat(-lr), wd = f32x4.splat(decay)
  for (const end = w + (<usize>n << 2); w < end; w += 16, g += 16) {
    const x = v128.load(w)
    v128.store(w, f32x4.add(x, f32x4.mul(step, f32x4.add(v128.load(g), f32x4.mul(wd, x)))))
  }
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1). `coupled` decay is added to the gradient, `decoupled` decay shrinks the
 * weight beside the step (AdamW). c1 = 1 − β₁ᵗ and c2 = 1 − β₂ᵗ correct the bias of the two averages.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, n: i32,
  lr: f32, beta1: f32, beta2: f32, eps: f32, c1: f32, c2: f32, coupled: f32, decoupled: f32,
): void {
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(1 - beta2)
  const step = f32x4.splat(lr / c1), root = f32x4.splat(1 / c2), e = f32x4.splat(eps)
  const add = f32x4.splat(coupled), keep = f32x4.splat(1 - lr * decoupled)
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += 16) {
    let x = v128.load(w + i)
    const d = f32x4.add(v128.load(g + i), f32x4.mul(add, x))
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(r1, d))
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(r2, f32x4.mul(d, d)))
    v128.store(m + i, first)
    v128.store(v + i, second)
    x = f32x4.mul(x, keep)
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(second, root)), e)
    v128.store(w + i, f32x4.sub(x, f32x4.div(f32x4.mul(step, first), size)))
  }
}
