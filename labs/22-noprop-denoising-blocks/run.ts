import { accuracy, createMlp, trainMlp } from '@offprint/methods/mlp'
import { type LabelledRows, loadDigits, poolDigits, splitDigits } from '@offprint/methods/mnist'
import {
  type NoPropModel, type NoPropSettings, aloneDifference, crossTalk, inferNoProp, inferVotes, meanTrueProbability, teacherForced, trainChain, trainNoProp,
} from '@offprint/methods/noprop'
import { type Core, Tape, type Tensor, createCore } from '@offprint/methods/numerics'
import type { Random } from '@offprint/methods/random'
import { mean } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'

/** Of the 10,000 digits; the rest tests. */
const TRAIN_ROWS = 8000
const CLASSES = 10
const BATCH = 128
const RATE = 5e-3
/** End-to-end training and the wide plain network take smaller steps. */
const CAREFUL_RATE = 3e-3
const DECAY = 1e-3
/** The exact check of training alone needs no more steps than it takes to differ. */
const ALONE_STEPS = 12
/** Which test digit the figure follows. */
const SHOWN_DIGIT = 0

type Pace = RunContext<Params>['pace']

/** Runs a training to its end without holding up the page. */
async function finish<T>(training: Generator<void, T>, pace: Pace): Promise<T> {
  let step = training.next()
  while (!step.done) {
    await pace()
    step = training.next()
  }
  return step.value
}

interface World {
  core: Core
  x: Tensor
  y: Uint8Array
  test: Tensor
  labels: Uint8Array
  draw: Random
}

export async function* run({ params, random, control, pace }: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const digits = poolDigits(await loadDigits())
  const settings: NoPropSettings = {
    T: params.blocks, hidden: params.hidden, classes: CLASSES, steps: params.steps, batch: BATCH, rate: RATE, decay: DECAY, eta: params.eta,
    lo: params.lo, hi: params.hi, mode: control === 'blind' || control === 'permuted' ? control : 'ok',
  }
  const all: Record<string, number>[] = []
  const stages = 5
  for (let r = 0; r < params.replicates; r++) {
    const progress = (stage: number, label: string): RunEvent => ({
      type: 'progress', done: (r + stage / stages) / params.replicates, label: `seed ${r + 1} of ${params.replicates}: ${label}`,
    })
    const draw = random.stream('replicate').stream(r)
    const { train, test } = splitDigits(digits, TRAIN_ROWS, draw.stream('split'))
    const core = createCore()
    const tensor = (rows: LabelledRows): Tensor => core.from(rows.x, [rows.count, rows.size])
    const world: World = { core, x: tensor(train), y: train.y, test: tensor(test), labels: test.y, draw }

    yield progress(0, 'training every block alone')
    const model = await finish(trainNoProp(core, world.x, world.y, settings, draw.stream('noprop')), pace)
    const measured = await measureChain(world, model, params, control === 'repeat-last', pace)
    all.push(measured.metrics)
    if (r === 0) yield* measured.tables
    yield { type: 'metrics', metrics: averaged(all) }

    yield progress(1, 'checking that blocks are separate')
    Object.assign(measured.metrics, await exactness(world, model, settings, pace))
    yield progress(2, 'training independent classifiers')
    const zfree = await finish(trainNoProp(core, world.x, world.y, { ...settings, mode: 'zfree' }, draw.stream('noprop')), pace)
    const free = inferNoProp(zfree, world.test, { noise: false }, draw.stream('test'))
    measured.metrics['accuracy-zfree'] = accuracy(free.probs, world.labels, CLASSES)
    const forcedFree = teacherForced(zfree, world.test, world.labels, draw.stream('forced'))
    measured.metrics['forced-last-zfree'] = forcedFree[forcedFree.length - 1]
    if (r === 0) yield { type: 'table', name: 'blocks', rows: [...measured.blocks, ...forcedFree.map((value, t) => ({ block: t + 1, what: 'independent, given the label', accuracy: value }))] }
    yield progress(3, 'training the same chain end to end')
    const chain = await finish(trainChain(core, world.x, world.y, { ...settings, rate: CAREFUL_RATE }, draw.stream('noprop')), pace)
    measured.metrics['accuracy-backprop'] = accuracy(inferNoProp(chain, world.test, { noise: true }, draw.stream('test')).probs, world.labels, CLASSES)
    yield progress(4, 'training plain networks')
    measured.metrics['accuracy-mlp'] = await plainNetwork(world, params.hidden * params.blocks, CAREFUL_RATE, params.steps, pace)
    measured.metrics['accuracy-small-mlp'] = await plainNetwork(world, params.hidden, RATE, params.steps, pace)
    const metrics = averaged(all)
    yield { type: 'metrics', metrics }
    yield { type: 'table', name: 'methods', rows: methodRows(metrics) }
  }
}

async function plainNetwork({ core, x, y, test, labels, draw }: World, hidden: number, rate: number, steps: number, pace: Pace): Promise<number> {
  const net = createMlp(core, [x.shape[1], hidden, CLASSES], draw.stream('plain').stream(hidden))
  await finish(trainMlp(net, x, y, { steps, batch: BATCH, rate, decay: DECAY }, draw.stream('plain order')), pace)
  return core.scope(() => accuracy(net.forward(new Tape(core, []), test).data, labels, CLASSES))
}

async function exactness({ core, x, y, test, labels, draw }: World, model: NoPropModel, settings: NoPropSettings, pace: Pace): Promise<Record<string, number>> {
  const rows = core.rows(test, core.ids(Array.from({ length: BATCH }, (_, i) => i)))
  let talk = 0
  for (let t = 0; t < settings.T; t++) talk = Math.max(talk, crossTalk(model, rows, labels.subarray(0, BATCH), t, draw.stream('cross-talk')))
  await pace()
  const short = { ...settings, steps: Math.min(ALONE_STEPS, settings.steps) }
  const difference = await finish(aloneDifference(core, x, y, short, settings.T >> 1, draw.stream('alone')), pace)
  return { 'cross-talk': talk, 'alone-difference': difference }
}

/** Everything that is read off a trained chain. */
async function measureChain(
  { test, labels, draw }: World, model: NoPropModel, params: Params, repeatLast: boolean, pace: Pace,
): Promise<{ metrics: Record<string, number>; blocks: Row[]; tables: RunEvent[] }> {
  const T = params.blocks
  const right = (probs: Float32Array): number => accuracy(probs, labels, CLASSES)
  const infer = (noise: boolean, votes = 1, order?: number[]) => finish(inferVotes(model, test, { noise, votes, order }, draw.stream('test')), pace)
  const last = Array.from({ length: T }, () => T - 1)
  const chain = await infer(false, 1, repeatLast ? last : undefined)
  const noisy = right((await infer(true)).probs)
  const voted = right((await infer(true, params.votes)).probs)
  const backwards = right((await infer(false, 1, Array.from({ length: T }, (_, t) => T - 1 - t))).probs)
  const repeated = right((await infer(false, 1, last)).probs)
  const forced = teacherForced(model, test, labels, draw.stream('forced'))
  const average = new Float32Array(chain.probs.length)
  for (const guess of chain.perBlock) for (let i = 0; i < average.length; i++) average[i] += guess[i] / T
  const deterministic = right(chain.probs)
  const sampling = meanTrueProbability(chain.perBlock[0], labels, CLASSES)
  const perBlock = chain.perBlock.map(right)
  const blocks = [
    ...perBlock.map((value, t) => ({ block: t + 1, what: 'in the chain', accuracy: value })),
    ...forced.map((value, t) => ({ block: t + 1, what: 'given the label', accuracy: value })),
  ]
  const digit = chain.perBlock.flatMap((guess, t) => Array.from({ length: CLASSES }, (_, k) => ({ block: t + 1, digit: k, probability: guess[SHOWN_DIGIT * CLASSES + k] })))
  return {
    blocks,
    tables: [
      { type: 'table', name: 'blocks', rows: blocks },
      { type: 'table', name: 'digit', rows: digit },
    ],
    metrics: {
      accuracy: deterministic,
      'accuracy-noisy': noisy,
      'accuracy-voted': voted,
      'accuracy-first-block': perBlock[0],
      'accuracy-average': right(average),
      'accuracy-backwards': backwards,
      'accuracy-repeated': repeated,
      'sampling-accuracy': sampling,
      'forced-first': forced[0],
      'forced-last': forced[T - 1],
    },
  }
}

/** Means over the seeds, and the differences between them that the checks compare. */
function averaged(all: readonly Record<string, number>[]): Record<string, number> {
  const of = (name: string): number => mean(all.map((m) => m[name] ?? Number.NaN))
  const means = Object.fromEntries(Object.keys(all[0]).map((name) => [name, of(name)]))
  const noiseCost = of('accuracy') - of('accuracy-noisy')
  const derived = {
    'chain-gain': of('accuracy') - of('accuracy-first-block'),
    'noise-cost': noiseCost,
    'vote-recovers': (of('accuracy-voted') - of('accuracy-noisy')) / noiseCost,
    'sampling-gap': Math.abs(of('accuracy-noisy') - of('sampling-accuracy')),
    'backwards-cost': of('accuracy') - of('accuracy-backwards'),
    'gain-over-backprop': of('accuracy') - of('accuracy-backprop'),
    'gain-over-mlp': of('accuracy') - of('accuracy-mlp'),
  }
  return Object.fromEntries(Object.entries({ ...means, ...derived }).filter(([, value]) => Number.isFinite(value)))
}

const METHODS: [string, string, string][] = [
  ['plain network, same size', 'accuracy-mlp', 'back-propagation'],
  ['plain network, one block', 'accuracy-small-mlp', 'back-propagation'],
  ['NoProp', 'accuracy', 'NoProp'],
  ['NoProp, mean of the guesses', 'accuracy-average', 'NoProp'],
  ['NoProp, first block alone', 'accuracy-first-block', 'NoProp'],
  ['NoProp, with noise', 'accuracy-noisy', 'NoProp'],
  ['NoProp, vote with noise', 'accuracy-voted', 'NoProp'],
  ['NoProp, blocks backwards', 'accuracy-backwards', 'changed'],
  ['NoProp, last block repeated', 'accuracy-repeated', 'changed'],
  ['independent classifiers', 'accuracy-zfree', 'changed'],
  ['same chain, end to end', 'accuracy-backprop', 'back-propagation'],
]

const methodRows = (metrics: Record<string, number>): Row[] =>
  METHODS.map(([method, metric, family]) => ({ method, family, accuracy: metrics[metric] }))
