/*
 * The data of the four training steps: the shapes of method cards 2, 11, 16 and 22, random numbers in place of digits.
 * Time does not depend on the values.
 */
import { createRandom } from '@offprint/methods/random'

export const MLP = { batch: 32, inputs: 196, hidden: 100, classes: 10, rate: 0.2 }
export const GATE = { batch: 128, features: 10, hidden: [64, 32], classes: 30, wMax: 2, varianceReward: 0.01, rate: 5e-3, decay: 1e-3 }
export const NOPROP = { batch: 128, inputs: 196, hidden: 64, classes: 10, blocks: 10, rate: 5e-3, decay: 1e-3, eta: 0.1 }
export const TRANSFORMER = { batch: 64, length: 9, vocabulary: 32, width: 48, heads: 4, layers: 2, mlp: 96, rate: 2e-3, decay: 0.01 }

export interface Parameter {
  name: string
  shape: number[]
  sd: number
  /** Value of every entry where sd is 0. */
  fill?: number
  decay?: boolean
}

export const mlpParameters: Parameter[] = [
  { name: 'w1', shape: [196, 100], sd: 0.1 },
  { name: 'b1', shape: [100], sd: 0 },
  { name: 'w2', shape: [100, 10], sd: 0.1 },
  { name: 'b2', shape: [10], sd: 0 },
]

export const gateParameters: Parameter[] = [
  { name: 'w1', shape: [10, 64], sd: 0.4, decay: true },
  { name: 'b1', shape: [64], sd: 0, decay: true },
  { name: 'w2', shape: [64, 32], sd: 0.2, decay: true },
  { name: 'b2', shape: [32], sd: 0, decay: true },
  { name: 'w3', shape: [32, 1], sd: 0.1, decay: true },
  { name: 'b3', shape: [1], sd: 0, decay: true },
  { name: 'logT', shape: [1], sd: 0 },
  { name: 'logEps', shape: [1], sd: 0, fill: Math.log(1e-3) },
]

export const nopropParameters: Parameter[] = [
  { name: 'a', shape: [196, 640], sd: 0.1, decay: true },
  { name: 'b', shape: [10, 10, 64], sd: 0.3, decay: true },
  { name: 'bias', shape: [640], sd: 0, decay: true },
  { name: 'c', shape: [10, 64, 10], sd: 0.12, decay: true },
  { name: 'd', shape: [10, 1, 10], sd: 0, decay: true },
  { name: 'o', shape: [10, 10], sd: 0.3, decay: true },
  { name: 'o0', shape: [10], sd: 0, decay: true },
]

export const transformerParameters: Parameter[] = [
  { name: 'token', shape: [32, 48], sd: 0.3, decay: true },
  { name: 'position', shape: [9, 48], sd: 0.3, decay: true },
  ...[0, 1].flatMap((layer): Parameter[] => [
    { name: `g1.${layer}`, shape: [48], sd: 0, fill: 1, decay: true },
    { name: `h1.${layer}`, shape: [48], sd: 0, decay: true },
    { name: `qkv.${layer}`, shape: [48, 144], sd: 0.14, decay: true },
    { name: `bqkv.${layer}`, shape: [144], sd: 0, decay: true },
    { name: `out.${layer}`, shape: [48, 48], sd: 0.07, decay: true },
    { name: `bout.${layer}`, shape: [48], sd: 0, decay: true },
    { name: `g2.${layer}`, shape: [48], sd: 0, fill: 1, decay: true },
    { name: `h2.${layer}`, shape: [48], sd: 0, decay: true },
    { name: `up.${layer}`, shape: [48, 96], sd: 0.14, decay: true },
    { name: `bup.${layer}`, shape: [96], sd: 0, decay: true },
    { name: `down.${layer}`, shape: [96, 48], sd: 0.05, decay: true },
    { name: `bdown.${layer}`, shape: [48], sd: 0, decay: true },
  ]),
  { name: 'g', shape: [48], sd: 0, fill: 1, decay: true },
  { name: 'h', shape: [48], sd: 0, decay: true },
  { name: 'unembed', shape: [48, 32], sd: 0.1, decay: true },
]

const random = createRandom(1)

export function initial(parameters: Parameter[]): Float32Array[] {
  return parameters.map(({ name, shape, sd, fill = 0 }) => {
    const draw = random.stream(name)
    return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (sd ? draw.normal(0, sd) : fill))
  })
}

/** Enough different batches that none stays in a register, few enough to make at once. */
const BATCHES = 8

function batches<T>(make: (draw: ReturnType<typeof createRandom>) => T): T[] {
  return Array.from({ length: BATCHES }, (_, i) => make(random.stream('batch').stream(i)))
}

function floats(n: number, of: () => number): Float32Array {
  return Float32Array.from({ length: n }, of)
}

function labels(draw: ReturnType<typeof createRandom>, n: number, k: number): Int32Array {
  return Int32Array.from({ length: n }, () => draw.integer(k))
}

export const mlpBatches = batches((draw) => ({
  x: floats(MLP.batch * MLP.inputs, () => draw.uniform()), y: labels(draw, MLP.batch, MLP.classes),
}))

export const gateBatches = batches((draw) => ({
  features: floats(GATE.batch * GATE.features, () => draw.normal()),
  audio: floats(GATE.batch * GATE.classes, () => draw.normal()),
  prior: floats(GATE.batch * GATE.classes, () => draw.uniform() / 15),
  y: labels(draw, GATE.batch, GATE.classes),
}))

export const nopropBatches = batches((draw) => {
  const y = labels(draw, NOPROP.batch, NOPROP.classes)
  const u = new Float32Array(NOPROP.batch * NOPROP.classes)
  y.forEach((label, i) => { u[i * NOPROP.classes + label] = 1 })
  return {
    x: floats(NOPROP.batch * NOPROP.inputs, () => draw.uniform()), y, u,
    z: floats(NOPROP.blocks * NOPROP.batch * NOPROP.classes, () => draw.normal()),
    top: floats(NOPROP.batch * NOPROP.classes, () => draw.normal()),
  }
})

export const transformerBatches = batches((draw) => ({
  tokens: labels(draw, TRANSFORMER.batch * TRANSFORMER.length, TRANSFORMER.vocabulary),
  y: labels(draw, TRANSFORMER.batch, TRANSFORMER.vocabulary),
}))

/** Σ over blocks of the loss of card 22: weight of block t in the mean over T, B. */
export const blockWeights = Float32Array.from({ length: NOPROP.blocks }, (_, t) => {
  const abar = (s: number): number => Math.sin((Math.PI * (0.02 + 0.096 * s)) / 2) ** 2
  const snr = (s: number): number => abar(s) / (1 - abar(s))
  return (NOPROP.eta / 2) * (snr(t + 1) - snr(t))
})
