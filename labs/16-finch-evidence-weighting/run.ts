/** Worlds one after the other: audio alone, prior alone, product, one fixed weight, and gates with different features. */
import { accuracy } from '@offprint/methods/classifier'
import { fusionReport, gateFusion, logLinearFuse, trainFixedWeight, trainGate } from '@offprint/methods/finch'
import type { FusionReport, FusionTraining } from '@offprint/methods/finch'
import type { Random } from '@offprint/methods/random'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { SAMPLES_OF_A_KIND } from './explorer.ts'
import type { Params } from './lab.ts'
import { ownRun } from './own-data.ts'
import type { OwnSamples } from './own-data.ts'
import { gateFeatures, makeWorld } from './world.ts'
import type { FeatureSet, Samples } from './world.ts'

/** Points drawn on the map: enough to see the zone, few enough for a small picture. */
const MAP_POINTS = 1200

type Method = 'audio only' | 'prior only' | 'product' | 'fixed weight' | 'gate' | 'gate, statistics' | 'gate, place and season' | 'gate, shuffled'

interface WorldResult {
  reports: Map<Method, FusionReport>
  /** Mean weight of good-zone clear and noisy recordings. */
  wClear: number
  wNoisy: number
  /** Largest |w log(Q + ε)| over W |log ε|, at most 1 in theory. */
  containment: number
  /** Samples whose argmax differs from the audio's when w = 0, T = 1. */
  fallbackMismatches: number
  fixedW: number
  gateWeights: Float64Array
  /** Learned beside the gate. */
  fusion: { temperature: number; eps: number }
  test: Samples
}

const zoneNames = (samples: Samples): string[] => Array.from(samples.bad, (bad) => (bad ? 'bad' : 'good'))

/** log Q with zero probabilities kept finite, for the prior alone and the plain product. */
const PRODUCT_EPS = 1e-12

async function runWorld(params: Params, random: Random, gates: readonly [Method, FeatureSet][], pace: () => Promise<void>): Promise<WorldResult> {
  const { train, test } = await makeWorld(params, random, pace)
  const groups = zoneNames(test)
  const reports = new Map<Method, FusionReport>()
  const constant = (value: number) => new Float64Array(test.count).fill(value)
  const report = (logits: ArrayLike<number>, weights?: Float64Array) => fusionReport(logits, test.labels, { groups, weights })
  reports.set('audio only', report(test.audioLogits))
  reports.set('prior only', report(test.prior.map((q) => Math.log(q + PRODUCT_EPS))))
  reports.set('product', report(logLinearFuse(test.audioLogits, test.prior, constant(1), { temperature: 1, eps: PRODUCT_EPS })))
  await pace()
  const training = (name: string): FusionTraining => ({
    steps: params.steps, random: random.stream(name), wMax: params.wMax, varianceReward: params.varianceReward, pace,
  })
  const fixed = await trainFixedWeight(train, training('fixed weight'))
  reports.set('fixed weight', report(logLinearFuse(test.audioLogits, test.prior, constant(fixed.w), fixed)))
  let main: { weights: Float64Array; temperature: number; eps: number } | undefined
  for (const [method, set] of gates) {
    const shuffle = random.stream(`shuffle ${method}`)
    const gate = await trainGate({ ...train, features: gateFeatures(train, set, shuffle) }, training(method))
    const fused = gateFusion(gate, { ...test, features: gateFeatures(test, set, shuffle) })
    reports.set(method, report(fused.logits, fused.weights))
    if (method === 'gate') main = { weights: fused.weights, temperature: gate.temperature, eps: gate.eps }
    await pace()
  }
  const { weights, temperature, eps } = main!
  const meanWhere = (chosen: (i: number) => boolean) => {
    const kept = weights.filter((_, i) => chosen(i))
    return kept.reduce((sum, w) => sum + w, 0) / kept.length
  }
  let largest = 0
  for (let i = 0; i < test.count; i++) {
    for (let k = 0; k < test.classes; k++) largest = Math.max(largest, Math.abs(weights[i] * Math.log(test.prior[i * test.classes + k] + eps)))
  }
  const alone = logLinearFuse(test.audioLogits, test.prior, constant(0), { temperature: 1, eps })
  const agreeing = accuracy(alone, predictions(test), test.classes)
  return {
    reports,
    wClear: meanWhere((i) => !test.bad[i] && !test.noisy[i]),
    wNoisy: meanWhere((i) => !test.bad[i] && test.noisy[i] === 1),
    containment: largest / (params.wMax * Math.abs(Math.log(eps))),
    fallbackMismatches: Math.round((1 - agreeing) * test.count),
    fixedW: fixed.w,
    gateWeights: weights,
    fusion: { temperature, eps },
    test,
  }
}

const predictions = (samples: Samples): Uint32Array =>
  Uint32Array.from({ length: samples.count }, (_, i) => {
    const row = samples.audioLogits.subarray(i * samples.classes, (i + 1) * samples.classes)
    return row.indexOf(Math.max(...row))
  })

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function worldsReport(worlds: readonly WorldResult[], gates: readonly [Method, FeatureSet][]): RunEvent[] {
  const methods: Method[] = ['audio only', 'prior only', 'product', 'fixed weight', ...gates.map(([method]) => method)]
  const over = (pick: (world: WorldResult) => number) => mean(worlds.map(pick))
  const at = (world: WorldResult, method: Method) => world.reports.get(method)!
  const zone = (method: Method, name: string) => over((world) => at(world, method).accByGroup[name] ?? Number.NaN)
  const rows: Row[] = methods.map((method) => ({
    method,
    kind: method === 'gate' ? 'gate' : method.startsWith('gate') ? 'gate with less' : 'baseline',
    accuracy: over((world) => at(world, method).acc),
    logLoss: over((world) => at(world, method).nll),
    calibrationError: over((world) => at(world, method).ece),
  }))
  const metrics: Record<string, number> = {
    gainLogLoss: over((world) => at(world, 'fixed weight').nll - at(world, 'gate').nll),
    gainAccuracy: over((world) => at(world, 'gate').acc - at(world, 'fixed weight').acc),
    badZoneGateLoss: zone('audio only', 'bad') - zone('gate', 'bad'),
    badZoneFixedLoss: zone('audio only', 'bad') - zone('fixed weight', 'bad'),
    weightGood: over((world) => at(world, 'gate').wByGroup.good),
    weightBad: over((world) => at(world, 'gate').wByGroup.bad),
    weightClear: over((world) => world.wClear),
    weightNoisy: over((world) => world.wNoisy),
    fixedWeight: over((world) => world.fixedW),
    containment: Math.max(...worlds.map((world) => world.containment)),
    fallbackMismatches: worlds.reduce((sum, world) => sum + world.fallbackMismatches, 0),
    gainOverAudio: over((world) => at(world, 'gate').acc - at(world, 'audio only').acc),
    accuracyGate: over((world) => at(world, 'gate').acc),
    accuracyAudio: over((world) => at(world, 'audio only').acc),
  }
  for (const [method, set] of gates) {
    if (method === 'gate') continue
    metrics[`gainLogLoss_${set}`] = over((world) => at(world, 'fixed weight').nll - at(world, method).nll)
    metrics[`weightGap_${set}`] = over((world) => at(world, method).wByGroup.good - at(world, method).wByGroup.bad)
  }
  // Without a bad or a good zone there is nothing to say about it.
  const known = Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
  return [
    { type: 'metrics', metrics: known },
    { type: 'table', name: 'methods', rows },
    ...pictures(worlds[0]),
  ]
}

/** The first world's map and the spread of its weights. */
function pictures({ test, gateWeights, fusion }: WorldResult): RunEvent[] {
  const points = Array.from({ length: Math.min(MAP_POINTS, test.count) }, (_, i) => ({
    lon: Number(test.lon[i].toFixed(3)), lat: Number(test.lat[i].toFixed(3)), w: Number(gateWeights[i].toFixed(3)), zone: test.bad[i] ? 'bad' : 'good',
  }))
  const spread = Array.from(gateWeights, (w, i) => ({ w, group: test.bad[i] ? 'badly surveyed' : test.noisy[i] ? 'good, noisy sound' : 'good, clear sound' }))
  return [
    { type: 'table', name: 'map', rows: points },
    { type: 'table', name: 'weights', rows: spread },
    ...recordings(test, gateWeights),
    { type: 'table', name: 'fusion', rows: [fusion] },
  ]
}

/** For the explorer: the first few recordings of each kind, with what sound and context say of every species. */
function recordings(test: Samples, gateWeights: Float64Array): RunEvent[] {
  const kinds = [[1, 0], [1, 1], [0, 0], [0, 1]]
  const chosen = kinds.flatMap(([bad, noisy]) => Array.from(test.bad.keys()).filter((i) => test.bad[i] === bad && test.noisy[i] === noisy).slice(0, SAMPLES_OF_A_KIND))
  const round = (value: number) => Number(value.toPrecision(6))
  const evidence = chosen.flatMap((i, at) => Array.from({ length: test.classes }, (_, k) => {
    const cell = i * test.classes + k
    return { sample: at + 1, species: k + 1, audio: round(test.audioLogits[cell]), prior: round(test.prior[cell]) }
  }))
  const facts = chosen.map((i, at) => ({
    sample: at + 1, truth: test.labels[i], weight: round(gateWeights[i]), zone: test.bad[i] ? 'bad' : 'good', sound: test.noisy[i] ? 'noisy sound' : 'clear sound',
  }))
  return [
    { type: 'table', name: 'recordings', rows: facts },
    { type: 'table', name: 'evidence of recordings', rows: evidence },
  ]
}

export async function* run(context: RunContext<Params, OwnSamples>): AsyncGenerator<RunEvent, void, void> {
  const { params, random, control, data, pace } = context
  if (data) return yield* ownRun(data, params, random, pace)
  const set: FeatureSet = control === 'shuffled-features' ? 'shuffled' : params.features
  const gates: [Method, FeatureSet][] = [
    ['gate', set], ['gate, statistics', 'statistics'], ['gate, place and season', 'metadata'], ['gate, shuffled', 'shuffled'],
  ]
  const worlds: WorldResult[] = []
  const total = params.worlds + params.hostileWorlds
  for (let world = 0; world < params.worlds; world++) {
    yield { type: 'progress', done: world / total, label: `world ${world + 1} of ${params.worlds}` }
    worlds.push(await runWorld(params, random.stream(`world ${world}`), gates, pace))
    yield* worldsReport(worlds, gates)
  }
  const hostile: WorldResult[] = []
  for (let world = 0; world < params.hostileWorlds; world++) {
    yield { type: 'progress', done: (params.worlds + world) / total, label: `world with wrong context everywhere, ${world + 1} of ${params.hostileWorlds}` }
    hostile.push(await runWorld({ ...params, bad: 1 }, random.stream(`hostile ${world}`), gates.slice(0, 1), pace))
  }
  const lost = (method: Method) => mean(hostile.map((each) => each.reports.get('audio only')!.acc - each.reports.get(method)!.acc))
  if (hostile.length > 0) yield { type: 'metrics', metrics: { hostileGateLoss: lost('gate'), hostileProductLoss: lost('product') } }
  yield { type: 'progress', done: 1, label: 'done' }
}
