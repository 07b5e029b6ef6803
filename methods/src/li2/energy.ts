/*
 * What each node climbs on its own in the independent stage: E(w) = ½ ‖Ỹᵀσ(Xw)‖² (Li₂, section 5), and which Fourier
 * frequencies a node holds. Float64.
 */
import type { Random } from '../random/index.ts'
import type { Activation } from './train.ts'
import type { Pairs } from './task.ts'

/** Nodes as rows: [count, 2M]. */
export interface Nodes {
  count: number
  modulus: number
  data: Float64Array
}

/** Random directions of unit length. */
export function unitNodes(count: number, modulus: number, random: Random): Nodes {
  const nodes: Nodes = { count, modulus, data: random.normals(count * 2 * modulus) }
  for (let k = 0; k < count; k++) normalise(nodes.data.subarray(k * 2 * modulus, (k + 1) * 2 * modulus))
  return nodes
}

function normalise(w: Float64Array): void {
  let square = 0
  for (const value of w) square += value * value
  const scale = 1 / Math.sqrt(square)
  for (let i = 0; i < w.length; i++) w[i] *= scale
}

/** E and its gradient [2M] for one node on the pairs given; labels are centred over these rows. */
function energyAndGradient(w: Float64Array, { i, j, label }: Pairs, modulus: number, activation: Activation, gradient: Float64Array): number {
  const n = label.length
  const sums = new Float64Array(modulus)
  const prior = new Float64Array(modulus)
  const z = new Float64Array(n)
  let total = 0
  for (let r = 0; r < n; r++) {
    z[r] = w[i[r]] + w[modulus + j[r]]
    const f = activation === 'square' ? z[r] * z[r] : Math.max(z[r], 0)
    sums[label[r]] += f
    prior[label[r]] += 1 / n
    total += f
  }
  let energy = 0
  let mean = 0
  for (let c = 0; c < modulus; c++) {
    sums[c] -= prior[c] * total
    energy += 0.5 * sums[c] * sums[c]
    mean += prior[c] * sums[c]
  }
  gradient.fill(0)
  for (let r = 0; r < n; r++) {
    const g = (sums[label[r]] - mean) * (activation === 'square' ? 2 * z[r] : Number(z[r] > 0))
    gradient[i[r]] += g
    gradient[modulus + j[r]] += g
  }
  return energy
}

/** E of every node, [count]. */
export function featureEnergy(nodes: Nodes, pairs: Pairs, activation: Activation): Float64Array {
  const { count, modulus, data } = nodes
  const gradient = new Float64Array(2 * modulus)
  return Float64Array.from({ length: count }, (_, k) =>
    energyAndGradient(data.subarray(k * 2 * modulus, (k + 1) * 2 * modulus), pairs, modulus, activation, gradient))
}

export interface AscentOptions {
  /** Step along the full gradient before going back to unit length. */
  step: number
  iterations: number
}

/**
 * Gradient ascent of E on the unit sphere: w ← w + step·∇E, w ← w/‖w‖. The gradient is neither averaged over the rows
 * nor made tangent: both change which maxima are reached. Yields after each node; returns new nodes.
 */
export function* ascendEnergy(nodes: Nodes, pairs: Pairs, activation: Activation, { step, iterations }: AscentOptions): Generator<void, Nodes> {
  const { count, modulus } = nodes
  const data = nodes.data.slice()
  const gradient = new Float64Array(2 * modulus)
  for (let k = 0; k < count; k++) {
    const w = data.subarray(k * 2 * modulus, (k + 1) * 2 * modulus)
    for (let t = 0; t < iterations; t++) {
      energyAndGradient(w, pairs, modulus, activation, gradient)
      for (let c = 0; c < w.length; c++) w[c] += step * gradient[c]
      normalise(w)
    }
    yield
  }
  return { count, modulus, data }
}

/**
 * Power of each frequency 1 … (M − 1)/2 in both halves of a node, and the share of the largest. `power` is
 * [count, (M − 1)/2] with rows summing to 1; the constant part is dropped.
 */
export function frequencyShare({ count, modulus, data }: Nodes): { share: Float64Array; frequency: Uint16Array; power: Float64Array } {
  const half = Math.floor((modulus - 1) / 2)
  const share = new Float64Array(count)
  const frequency = new Uint16Array(count)
  const power = new Float64Array(count * half)
  for (let k = 0; k < count; k++) {
    let total = 0
    for (let f = 1; f <= half; f++) {
      let sum = 0
      for (const offset of [0, modulus]) {
        let [re, im] = [0, 0]
        for (let a = 0; a < modulus; a++) {
          const angle = (2 * Math.PI * f * a) / modulus
          re += data[k * 2 * modulus + offset + a] * Math.cos(angle)
          im += data[k * 2 * modulus + offset + a] * Math.sin(angle)
        }
        sum += re * re + im * im
      }
      power[k * half + f - 1] = sum
      total += sum
    }
    for (let f = 1; f <= half; f++) {
      const part = (power[k * half + f - 1] /= total)
      if (part > share[k]) {
        share[k] = part
        frequency[k] = f
      }
    }
  }
  return { share, frequency, power }
}

/** The columns of W [2M, K] as nodes. */
export function nodesOf(w: Float32Array, modulus: number): Nodes {
  const count = w.length / (2 * modulus)
  const data = new Float64Array(w.length)
  for (let a = 0; a < 2 * modulus; a++) for (let k = 0; k < count; k++) data[k * 2 * modulus + a] = w[a * count + k]
  return { count, modulus, data }
}
