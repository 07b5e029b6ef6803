import {
  type GroupTask, type Li2Settings, type Li2Step, type Nodes, ascendEnergy, featureEnergy, frequencyShare, groupTask, nodesOf, unitNodes,
} from '@offprint/methods/li2'
import { mean } from '@offprint/methods/stats'
import { packBytes } from '../kit/index.ts'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { MOMENTS, WHOLE } from './explorer.ts'
import { etaSweep, lazyStart, sampleLaw } from './sweeps.ts'
import { type Trained, train } from './training.ts'
import type { Params } from './lab.ts'

const RATE = 0.01
const EARLY_STEP = 10
const NO_DECAY_STEPS = 1200
/** Frozen features never change, and neither does their fit. */
const FROZEN_STEPS = 1
const CLIMBERS = 64
/** On all pairs 64 climbers miss one of the 11 frequencies by chance in about one run of thirty; 128 do not. */
const CLIMBERS_ON_ALL = 128
/** Where nodes memorise, the peaks depend on the split: one in forty has a mean share above .2, three together do not. */
const MEMORISING_FRACTION = 0.4
const MEMORISING_SPLITS = 3
/** Step along the full gradient and number of steps of the climb; the card's. */
const ASCENT = { step: 0.5, iterations: 300 }
const PURE = 0.99
const FRACTIONS = [0.4, 0.5, 0.6, 0.7, 0.8, 1]
/** Curves keep every step at first and every fifth later: the axis is logarithmic. */
const DENSE_STEPS = 20
const SPARSE_EVERY = 5

export async function* run(context: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const { params, random, control, pace } = context
  const { modulus, fraction } = params
  const settings: Li2Settings = {
    width: params.width, eta: params.eta, decay: params.decay, rate: RATE, steps: params.steps, activation: params.activation,
    freeze: control === 'frozen-features', shuffleLabels: control === 'shuffled-labels',
  }
  const metrics: Record<string, number> = {}
  const report = (more: Record<string, number>): RunEvent => {
    for (const [name, value] of Object.entries(more)) if (Number.isFinite(value)) metrics[name] = value
    return { type: 'metrics', metrics: { ...metrics } }
  }
  const share = params.sweep ? 0.15 : 1
  const progress = (done: number, label: string): RunEvent => ({ type: 'progress', done: done * share, label })
  const taskOf = (r: number): GroupTask => groupTask({ modulus, trainFraction: fraction }, random.stream('task').stream(r))

  const runs: Trained[] = []
  for (let r = 0; r < params.replicates; r++) {
    yield progress((0.5 * r) / params.replicates, `seed ${r + 1} of ${params.replicates}`)
    runs.push(await train(taskOf(r), settings, random.stream('net').stream(r), pace, r === 0 ? { keep: momentsOf(params.steps) } : {}))
    yield { type: 'table', name: 'curves', rows: curveRows(runs) }
    if (r === 0) yield* featureTables(runs[0], modulus)
  }
  yield report(grokMetrics(runs))

  yield progress(0.5, 'no weight decay, 1,200 steps')
  const [task, draw] = [taskOf(0), random.stream('net').stream(0)]
  const plain = { ...settings, freeze: false, shuffleLabels: false }
  const noDecay = await train(task, { ...plain, decay: 0, steps: Math.max(params.steps, Math.min(NO_DECAY_STEPS, 3 * params.steps)) }, draw, pace)
  yield report({ 'test-no-decay': noDecay.last.testAccuracy, 'test-no-decay-peak': peak(noDecay) })
  yield progress(0.8, 'shuffled labels')
  const shuffled = await train(task, { ...plain, shuffleLabels: true }, draw, pace)
  yield report({ 'test-shuffled': peak(shuffled), 'train-shuffled': shuffled.last.trainAccuracy })
  yield progress(0.85, 'frozen features')
  const frozen: Trained[] = []
  for (let r = 0; r < params.replicates; r++) {
    frozen.push(await train(taskOf(r), { ...plain, freeze: true, steps: FROZEN_STEPS }, random.stream('net').stream(r), pace))
  }
  yield report({ 'test-frozen': Math.max(...frozen.map(peak)), 'train-frozen': mean(frozen.map(({ last }) => last.trainAccuracy)) })
  yield { type: 'table', name: 'comparisons', rows: [...thinned(noDecay, 'no weight decay'), ...thinned(shuffled, 'shuffled labels'), ...thinned(runs[0], 'the method')] }

  yield progress(0.9, 'climbing the energy')
  yield* climb(context, report)
  // The sweeps have no control of their own.
  if (!params.sweep || control) return
  yield* etaSweep(context, plain, share, report)
  yield* lazyStart(context, report)
  yield* sampleLaw(context, plain, share, report)
}

const peak = ({ steps }: Trained): number => Math.max(...steps.map((s) => s.testAccuracy))

function grokMetrics(runs: readonly Trained[]): Record<string, number> {
  const worst = (of: (r: Trained) => number | undefined, take: (...values: number[]) => number): number =>
    take(...runs.map((r) => of(r) ?? Number.NaN))
  return {
    'step-train': worst((r) => r.stepTrain, Math.max),
    'step-test-first': worst((r) => r.stepTest, Math.min),
    'step-test-last': worst((r) => r.stepTest, Math.max),
    'test-at-10': worst((r) => r.steps[EARLY_STEP]?.testAccuracy, Math.max),
    'test-final': worst((r) => r.last.testAccuracy, Math.min),
    // 0 where a seed never generalises: no delay can be told, and the claim of one fails.
    'delay-ratio': worst((r) => (r.stepTest ?? 0) / Math.max(1, r.stepTrain ?? Number.NaN), Math.min),
    'step-test-mean': mean(runs.map((r) => r.stepTest ?? Number.NaN)),
  }
}

function thin(steps: readonly Li2Step[]): Li2Step[] {
  return steps.filter(({ step }) => step > 0 && (step <= DENSE_STEPS || step % SPARSE_EVERY === 0))
}

function curveRows(runs: readonly Trained[]): Row[] {
  return runs.flatMap(({ steps }, seed) => thin(steps).flatMap((s) => [
    { step: s.step, accuracy: s.trainAccuracy, set: 'training pairs', run: `${seed} training` },
    { step: s.step, accuracy: s.testAccuracy, set: 'test pairs', run: `${seed} test` },
  ]))
}

const thinned = ({ steps }: Trained, what: string): Row[] => thin(steps).map((s) => ({ step: s.step, accuracy: s.testAccuracy, what }))

/** Steps whose features are kept: the first ones, where the pairs are memorised, and the rest at equal distances. */
function momentsOf(steps: number): ReadonlySet<number> {
  const early = Math.min(EARLY_STEP, steps)
  const later = MOMENTS - early - 1
  return new Set([...Array(early + 1).keys(), ...Array.from({ length: later }, (_, i) => Math.round(early + ((i + 1) * (steps - early)) / later))])
}

/** Gradient and frequencies of the first seed. */
function* featureTables({ steps, w, kept }: Trained, modulus: number): Generator<RunEvent> {
  const first = steps[0].gradientNorm
  yield {
    type: 'table',
    name: 'gradient',
    rows: thin(steps).flatMap((s) => [
      { step: s.step, what: 'size, relative to the start', value: s.gradientNorm / first },
      { step: s.step, what: 'cosine with the lazy direction', value: s.lazyCosine },
    ]),
  }
  const { power, frequency, share } = frequencyShare(nodesOf(w, modulus))
  const half = power.length / frequency.length
  const order = Array.from(frequency.keys()).sort((a, b) => frequency[a] - frequency[b] || share[b] - share[a])
  yield {
    type: 'table',
    name: 'power',
    rows: order.flatMap((node, at) => Array.from({ length: half }, (_, f) => ({ node: at + 1, frequency: f + 1, power: power[node * half + f] }))),
  }
  yield {
    type: 'table',
    name: 'features in time',
    rows: kept.map((moment) => {
      const then = frequencyShare(nodesOf(moment.w, modulus)).power
      const shares = Uint8Array.from({ length: then.length }, (_, at) => Math.round(WHOLE * then[order[Math.floor(at / half)] * half + (at % half)]))
      return { step: moment.step, train: moment.trainAccuracy, test: moment.testAccuracy, nodes: order.length, power: packBytes(shares) }
    }),
  }
}

/** Climbs the energy from random unit nodes, on all pairs and on fewer. */
async function* climb({ params, random, pace }: RunContext<Params>, report: (metrics: Record<string, number>) => RunEvent): AsyncGenerator<RunEvent> {
  const { modulus, activation } = params
  const rows: Row[] = []
  const means: Row[] = []
  const memorising: number[] = []
  const plan = FRACTIONS.flatMap((fraction) => Array.from({ length: fraction === MEMORISING_FRACTION ? MEMORISING_SPLITS : 1 }, (_, split) => ({ fraction, split })))
  for (const { fraction, split } of plan) {
    const draw = random.stream('climb').stream(fraction).stream(split)
    const pairs = groupTask({ modulus, trainFraction: fraction }, draw).train
    const count = fraction === 1 ? CLIMBERS_ON_ALL : CLIMBERS
    const climbing = ascendEnergy(unitNodes(count, modulus, random.stream('climbers').stream(split)), pairs, activation, ASCENT)
    let next = climbing.next()
    while (!next.done) {
      await pace()
      next = climbing.next()
    }
    const nodes: Nodes = next.value
    const { share, frequency } = frequencyShare(nodes)
    if (split === 0) share.slice(0, CLIMBERS).forEach((value) => rows.push({ fraction, share: value }))
    if (split === 0) means.push({ fraction, share: mean(share) })
    yield { type: 'table', name: 'shares', rows: rows.slice() }
    yield { type: 'table', name: 'mean-shares', rows: means.slice() }
    if (fraction === MEMORISING_FRACTION) {
      memorising.push(mean(share))
      yield report({ 'share-at-40': mean(memorising) })
    }
    if (fraction !== 1) continue
    const energy = featureEnergy(nodes, pairs, activation).map((e) => e / (modulus / 4))
    yield report({
      'pure-nodes': share.filter((value) => value > PURE).length / share.length,
      'energy-least': Math.min(...energy),
      'energy-most': Math.max(...energy),
      'frequencies-missing': Math.floor((modulus - 1) / 2) - new Set(frequency).size,
    })
  }
}
