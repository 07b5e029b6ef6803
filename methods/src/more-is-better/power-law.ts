/** Reading a task's power law off a kernel matrix and labels: should one tune the ridge upwards at all? */
import { matmulTransposed, symmetricEigen } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import type { PowerLawTask } from './theory.ts'

/** Least-squares slope of log y against log x. */
function logSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let [sx, sy, sxx, sxy, n] = [0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    if (!(y[i] > 0)) continue
    const [u, v] = [Math.log(x[i]), Math.log(y[i])]
    sx += u
    sy += v
    sxx += u * u
    sxy += u * v
    n++
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx)
}

/** The share of the spectrum used: the first modes are the task's own, the last third is bent by the sample's size. */
const FIT_RANGE = [0.03, 0.6] as const

/**
 * Exponents of the kernel's eigenvalues (i^−alpha) and of the label power left after mode i (Σ_{j ≥ i} v_j² ~ i^{1−beta}),
 * and the noise relative to the ridgeless test error, from the labels' power in the last modes. `kernel` [n, n],
 * `labels` [n, c]. Rough: a sample of n resolves about n/2 modes (paper, section 6.1, measures exponents likewise).
 * @throws {RangeError} for fewer than 50 samples
 */
export function estimatePowerLaw(kernel: Matrix, labels: Matrix): PowerLawTask {
  const n = kernel.rows
  if (n < 50) throw new RangeError(`Exponents need at least 50 samples, not ${n}.`)
  const { values, vectors } = symmetricEigen(kernel)
  const rotated = matmulTransposed(vectors, labels)
  // Ascending eigenvalues: mode i from the top is row n − 1 − i.
  const power = Float64Array.from({ length: n }, (_, i) => {
    const at = (n - 1 - i) * labels.cols
    let sum = 0
    for (let j = 0; j < labels.cols; j++) sum += rotated.data[at + j] ** 2
    return sum / n
  })
  const [from, to] = FIT_RANGE.map((share) => Math.max(1, Math.floor(share * n)))
  // White noise has the same power in every mode; signal dies out, so the last modes show the noise.
  const last = power.slice(Math.floor(0.9 * n))
  const noisePerMode = last.reduce((sum, p) => sum + p, 0) / last.length
  const modes: number[] = []
  const eigenvalues: number[] = []
  const tails: number[] = []
  let tail = 0
  const tailAt = new Float64Array(n)
  for (let i = n - 1; i >= 0; i--) {
    tail += Math.max(0, power[i] - noisePerMode)
    tailAt[i] = tail
  }
  for (let i = from; i < to; i++) {
    modes.push(i + 1)
    eigenvalues.push(values[n - 1 - i])
    tails.push(tailAt[i])
  }
  const signalBeyond = tailAt[Math.floor(n / 2)]
  return {
    alpha: -logSlope(modes, eigenvalues),
    beta: 1 - logSlope(modes, tails),
    noiseRel: signalBeyond > 0 ? (noisePerMode * n) / signalBeyond : Infinity,
  }
}
