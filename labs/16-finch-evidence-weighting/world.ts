/**
 * The synthetic world (card, section g): 30 species that differ in where and when they live and in how they sound.
 * Part of the map is badly surveyed: the prior offered there belongs to another place and season.
 */
import { softmaxRows, trainClassifier } from '@offprint/methods/classifier'
import { evidenceFeatures } from '@offprint/methods/finch'
import type { Random } from '@offprint/methods/random'
import type { Params } from './lab.ts'

const SPECIES = 30
const AUDIO_DIMS = 12
/** Reach of a species around its home, in units of the map's half width. */
const RANGE = 0.35
const PROBE_SAMPLES = 4000
const FUSION_SAMPLES = 6000
const TEST_SAMPLES = 4000
const PROBE = { hidden: [], steps: 600, rate: 1e-2, decay: 1e-3, batch: 128 } as const

export interface Samples {
  count: number
  classes: number
  /** Logits of the probe, [count, classes]. */
  audioLogits: Float32Array
  /** The context offered, [count, classes]. */
  prior: Float32Array
  labels: Uint8Array
  lat: Float32Array
  lon: Float32Array
  /** Season, 0 … 2π. */
  season: Float32Array
  /** 1 where the context belongs to another place. */
  bad: Uint8Array
  /** 1 where the recording is noisy; shown to nobody. */
  noisy: Uint8Array
}

interface Species {
  lat: Float64Array
  lon: Float64Array
  peak: Float64Array
  abundance: Float64Array
  voice: Float64Array
}

function drawSpecies(random: Random): Species {
  return {
    lat: random.uniforms(SPECIES, -1, 1),
    lon: random.uniforms(SPECIES, -1, 1),
    peak: random.uniforms(SPECIES, 0, 2 * Math.PI),
    abundance: random.normals(SPECIES, 0, 0.5),
    voice: random.normals(SPECIES * AUDIO_DIMS),
  }
}

/** π(species | place, season). */
function truePrior(species: Species, lat: number, lon: number, season: number): Float64Array {
  const logits = Float64Array.from(species.lat, (home, k) => {
    const square = (lat - home) ** 2 + (lon - species.lon[k]) ** 2
    return species.abundance[k] - square / (2 * RANGE ** 2) + Math.cos(season - species.peak[k])
  })
  return softmaxRows(logits, SPECIES)
}

interface Raw extends Omit<Samples, 'audioLogits' | 'classes'> {
  sound: Float32Array
}

function drawSamples(count: number, species: Species, { bad, clearNoise, loudNoise }: Params, random: Random): Raw {
  const raw: Raw = {
    count,
    sound: new Float32Array(count * AUDIO_DIMS),
    prior: new Float32Array(count * SPECIES),
    labels: new Uint8Array(count),
    lat: new Float32Array(count),
    lon: new Float32Array(count),
    season: new Float32Array(count),
    bad: new Uint8Array(count),
    noisy: new Uint8Array(count),
  }
  for (let i = 0; i < count; i++) {
    const [lat, lon, season] = [random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(0, 2 * Math.PI)]
    const prior = truePrior(species, lat, lon, season)
    const label = random.categorical(prior)
    const noisy = random.bernoulli(0.5)
    const noise = noisy ? loudNoise : clearNoise
    for (let d = 0; d < AUDIO_DIMS; d++) raw.sound[i * AUDIO_DIMS + d] = species.voice[label * AUDIO_DIMS + d] + noise * random.normal()
    const [otherLat, otherLon, otherSeason] = [random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(0, 2 * Math.PI)]
    const badly = lon < -1 + 2 * bad
    raw.prior.set(badly ? truePrior(species, otherLat, otherLon, otherSeason) : prior, i * SPECIES)
    raw.labels[i] = label
    raw.lat[i] = lat
    raw.lon[i] = lon
    raw.season[i] = season
    raw.bad[i] = badly ? 1 : 0
    raw.noisy[i] = noisy ? 1 : 0
  }
  return raw
}

/** One world: a frozen linear probe on sound, samples it has not seen for the fusion, and others to test on. */
export async function makeWorld(params: Params, random: Random, pace: () => Promise<void>): Promise<{ train: Samples; test: Samples }> {
  const species = drawSpecies(random.stream('species'))
  const probeSamples = drawSamples(PROBE_SAMPLES, species, params, random.stream('probe samples'))
  await pace()
  const probe = await trainClassifier(
    { x: probeSamples.sound, labels: probeSamples.labels, dims: AUDIO_DIMS, classes: SPECIES },
    { ...PROBE, random: random.stream('probe'), pace },
  )
  const heard = async (count: number, name: string): Promise<Samples> => {
    const { sound, ...rest } = drawSamples(count, species, params, random.stream(name))
    await pace()
    return { ...rest, classes: SPECIES, audioLogits: probe.logits(sound) }
  }
  return { train: await heard(FUSION_SAMPLES, 'fusion samples'), test: await heard(TEST_SAMPLES, 'test samples') }
}

export const FEATURE_SETS = ['all', 'statistics', 'metadata', 'shuffled'] as const
export type FeatureSet = (typeof FEATURE_SETS)[number]

/**
 * What the gate sees, [count, width]: largest probability, entropy and margin of sound and of context; season as sine
 * and cosine, latitude and longitude. `shuffled` hands every sample another sample's row.
 */
export function gateFeatures(samples: Samples, set: FeatureSet, random: Random): Float32Array {
  const sound = evidenceFeatures(softmaxRows(samples.audioLogits, samples.classes), samples.classes)
  const context = evidenceFeatures(samples.prior, samples.classes)
  const order = set === 'shuffled' ? random.permutation(samples.count) : undefined
  const rows: number[] = []
  for (let place = 0; place < samples.count; place++) {
    const i = order ? order[place] : place
    if (set !== 'metadata') for (let f = 0; f < 3; f++) rows.push(sound[3 * i + f], context[3 * i + f])
    if (set !== 'statistics') rows.push(Math.sin(samples.season[i]), Math.cos(samples.season[i]), samples.lat[i], samples.lon[i])
  }
  return Float32Array.from(rows)
}
