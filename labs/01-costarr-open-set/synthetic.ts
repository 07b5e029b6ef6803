/**
 * Part A: made-up features whose structure is known (card, section g.A). 96 dimensions: block A tells the classes
 * apart, block B is active for everything (the head learns to ignore it), block U stays off for all known classes.
 * Unknown samples lack what is familiar (faint), add what is foreign (extra), or exaggerate a part (peaky).
 */
import { trainClassifier } from '@offprint/methods/classifier'
import type { Random } from '@offprint/methods/random'
import type { Params } from './lab.ts'

export const CLASSES = 10
export const BLOCK = 32
export const DIMS = 3 * BLOCK
export const UNKNOWN_TYPES = ['faint', 'extra', 'peaky'] as const
export type UnknownType = (typeof UNKNOWN_TYPES)[number]

const TRAIN_SAMPLES = 3000
const TEST_SAMPLES = 2000
const UNKNOWN_SAMPLES = 1000
/** Entries of block A that a peaky sample keeps. */
const PEAKS = 3
const HEAD = { hidden: [], steps: 600, rate: 1e-2, decay: 1e-2, batch: 128, schedule: 'linear', init: 'zero' } as const

/** Rows of features with the class they come from. */
export interface FeatureRows {
  count: number
  features: Float32Array
  labels: Uint8Array
}

interface Patterns {
  /** [CLASSES, BLOCK] */
  own: Float64Array
  /** [BLOCK] */
  common: Float64Array
}

function drawPatterns(random: Random): Patterns {
  const own = new Float64Array(CLASSES * BLOCK)
  for (let i = 0; i < own.length; i++) own[i] = random.bernoulli(0.5) ? random.gamma(1) : 0
  return { own, common: random.uniforms(BLOCK, 2, 4) }
}

/** Block A of one sample of a class, known or unknown of a type, before gain and noise. */
function blockA(own: Float64Array, type: UnknownType | 'known', params: Params, random: Random): Float64Array {
  const values = own.slice()
  if (type === 'faint') {
    const factor = random.uniform(0.1, 0.5)
    return values.map((value) => value * factor)
  }
  if (type === 'peaky') {
    const factor = random.uniform(1.2, 1.8)
    const least = Float64Array.from(values).sort()[BLOCK - PEAKS]
    return values.map((value) => (value >= least && value > 0 ? value * factor * params.peakiness : 0))
  }
  return values
}

function drawRows(count: number, type: UnknownType | 'known', { own, common }: Patterns, params: Params, random: Random): FeatureRows {
  const features = new Float32Array(count * DIMS)
  const labels = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const label = random.integer(CLASSES)
    const gain = random.uniform(0.8, 1.2)
    const a = blockA(own.subarray(label * BLOCK, (label + 1) * BLOCK), type, params, random)
    for (let d = 0; d < DIMS; d++) {
      const within = d % BLOCK
      let value = 0
      if (d < BLOCK) value = a[within]
      else if (d < 2 * BLOCK) value = params.commonLevel * common[within] * (1 + params.commonJitter * random.normal())
      else if (type === 'extra' && random.bernoulli(0.3)) value = params.extraStrength * random.gamma(2, 0.5)
      features[i * DIMS + d] = Math.max(0, gain * value + 0.3 * random.normal())
    }
    labels[i] = label
  }
  return { count, features, labels }
}

export interface SyntheticWorld {
  train: FeatureRows
  known: FeatureRows
  unknown: Record<UnknownType, FeatureRows>
  /** Logits of the trained head for any features. */
  logits: (features: Float32Array) => Float32Array
  /** [CLASSES, DIMS] */
  weights: Float32Array
}

/** Patterns, samples and a softmax head trained on the known classes. */
export async function makeSynthetic(params: Params, random: Random, pace: () => Promise<void>): Promise<SyntheticWorld> {
  const patterns = drawPatterns(random.stream('patterns'))
  const draw = async (count: number, type: UnknownType | 'known', name: string) => {
    const rows = drawRows(count, type, patterns, params, random.stream(name))
    await pace()
    return rows
  }
  const train = await draw(TRAIN_SAMPLES, 'known', 'train')
  const known = await draw(TEST_SAMPLES, 'known', 'known')
  const unknown = {
    faint: await draw(UNKNOWN_SAMPLES, 'faint', 'faint'),
    extra: await draw(UNKNOWN_SAMPLES, 'extra', 'extra'),
    peaky: await draw(UNKNOWN_SAMPLES, 'peaky', 'peaky'),
  }
  const head = await trainClassifier({ x: train.features, labels: train.labels, dims: DIMS, classes: CLASSES }, { ...HEAD, random: random.stream('head'), pace })
  return { train, known, unknown, logits: (features) => head.logits(features), weights: head.classWeights }
}
