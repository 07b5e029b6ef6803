import { type SecondTask, type TwoTaskResult, TwoTasks } from '@offprint/methods/classp'
import { loadDigits, poolDigits, splitDigits } from '@offprint/methods/mnist'
import { createCore } from '@offprint/methods/numerics'
import { mean, standardDeviation } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'

/** Of the 10,000 digits; the rest tests. */
const TRAIN_ROWS = 8000
const SIDE = 14
const BATCH = 32
const HIDDEN = 100
const RATE_A = 0.2
const SGD_RATES = [0.2, 0.05, 0.02, 0.01]
const LOW_THRESHOLD = 1e-5
const HIGH_THRESHOLD = 1e-3
const EWC_STRENGTHS = [10, 30, 80]
const THRESHOLDS = [1e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
const CURVE_EVERY = 50

interface Method {
  name: string
  how: SecondTask
  /** Its accuracies are followed while B is learned. */
  followed?: boolean
  /** The value of the threshold sweep it belongs to. */
  sweep?: number
}

/** The rows of the comparison. The control changes what the row called CLASSP does, nothing else. */
function methods(params: Params, control: string | undefined): Method[] {
  const memory = control === 'shuffled-memory' ? 'shuffled' : control === 'tensor-mean' ? 'mean' : 'kept'
  const main = { kind: 'classp' as const, rate: params.rateB, power: params.power, threshold: params.threshold, memory, asPublishedCode: params.asPublishedCode } satisfies SecondTask
  const list: Method[] = [
    ...SGD_RATES.map((rate): Method => ({ name: `SGD ${rate}`, how: { kind: 'sgd', rate }, followed: rate === RATE_A })),
    { name: 'CLASSP', how: main, followed: true },
    { name: 'threshold 1e-5', how: { ...main, threshold: LOW_THRESHOLD } },
    { name: 'threshold 1e-3', how: { ...main, threshold: HIGH_THRESHOLD } },
    { name: 'memory shuffled', how: { ...main, memory: 'shuffled' }, followed: true },
    { name: 'tensor mean', how: { ...main, memory: 'mean' } },
  ]
  // The further methods have no control of their own.
  if (!params.sweep || control) return list
  return [
    ...list,
    ...EWC_STRENGTHS.map((lambda): Method => ({ name: `EWC ${lambda}`, how: { kind: 'ewc', rate: RATE_A / 2, lambda } })),
    { name: 'CLASSP p = 2', how: { ...main, power: 2, rate: 0.05 } },
    { name: 'AdaGrad afresh', how: { ...main, power: 2, rate: 0.02, memory: 'reset' } },
    ...THRESHOLDS.map((threshold): Method => ({ name: `sweep ${threshold}`, how: { ...main, threshold }, sweep: threshold })),
  ]
}

export async function* run({ params, random, control, pace }: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  const digits = poolDigits(await loadDigits())
  const list = methods(params, control)
  const results = new Map<string, TwoTaskResult[]>(list.map(({ name }) => [name, []]))
  const before: number[] = []
  const powers = list.flatMap(({ how }) => (how.kind === 'classp' ? [how.power] : []))
  let done = 0
  for (let r = 0; r < params.replicates; r++) {
    const draw = random.stream('replicate').stream(r)
    const settings = { stepsA: params.stepsA, stepsB: params.stepsB, batch: BATCH, hidden: HIDDEN, rate: RATE_A, eps: params.eps, powers }
    const tasks = new TwoTasks(createCore(), splitDigits(digits, TRAIN_ROWS, draw.stream('split')), settings, draw)
    for (const _ of tasks.learnA()) await pace()
    before.push(tasks.accuracyA)
    for (const { name, how, followed, sweep } of list) {
      const learning = tasks.learnB(how, r === 0 && followed ? CURVE_EVERY : 0)
      let step = learning.next()
      while (!step.done) {
        await pace()
        step = learning.next()
      }
      results.get(name)!.push(step.value)
      done++
      yield { type: 'progress', done: done / (list.length * params.replicates), label: `seed ${r + 1} of ${params.replicates}: ${name}` }
      if (sweep === undefined) yield { type: 'table', name: 'methods', rows: methodRows(list, results) }
    }
    if (r === 0) yield* firstReplicate(list, results, tasks.pixelMemory)
    yield { type: 'metrics', metrics: metrics(results, before) }
  }
  if (params.sweep && !control) yield { type: 'table', name: 'sweep', rows: sweepRows(list, results) }
}

const average = ({ a, b }: TwoTaskResult): number => (a + b) / 2

function metrics(results: ReadonlyMap<string, TwoTaskResult[]>, before: readonly number[]): Record<string, number> {
  const of = (name: string, value: (r: TwoTaskResult) => number): number => mean(results.get(name)!.map(value))
  const best = (prefix: string): number =>
    Math.max(...[...results.keys()].filter((name) => name.startsWith(prefix)).map((name) => of(name, average)))
  const classp = results.get('CLASSP')!
  const a = of('CLASSP', (r) => r.a)
  const score = of('CLASSP', average)
  return {
    'a-before': mean(before),
    'a-classp': a,
    'b-classp': of('CLASSP', (r) => r.b),
    'loss-classp': mean(before) - a,
    'loss-sgd': mean(before) - of(`SGD ${RATE_A}`, (r) => r.a),
    'gain-over-sgd': score - best('SGD'),
    'cost-shuffled': a - of('memory shuffled', (r) => r.a),
    'cost-mean': a - of('tensor mean', (r) => r.a),
    'moved-classp': of('CLASSP', (r) => r.moved),
    'moved-low-threshold': of('threshold 1e-5', (r) => r.moved),
    'cost-low-threshold': score - of('threshold 1e-5', average),
    'cost-high-threshold': of('CLASSP', (r) => r.b) - of('threshold 1e-3', (r) => r.b),
    ...(classp.length > 1 ? { 'spread-a-classp': standardDeviation(classp.map((r) => r.a)) } : {}),
    ...(results.has('EWC 10') ? { 'gain-over-ewc': score - best('EWC'), 'b-power-2': of('CLASSP p = 2', (r) => r.b), 'a-power-2': of('CLASSP p = 2', (r) => r.a) } : {}),
  }
}

/** One point a method: its accuracies on both tasks. */
function methodRows(list: readonly Method[], results: ReadonlyMap<string, TwoTaskResult[]>): Row[] {
  return list.flatMap(({ name, how, sweep }) => {
    const done = results.get(name)!
    if (sweep !== undefined || done.length === 0) return []
    const family = name === 'CLASSP' ? 'CLASSP' : how.kind === 'sgd' ? 'gradient descent' : how.kind === 'ewc' ? 'EWC' : 'changed'
    return [{ method: name, family, a: mean(done.map((r) => r.a)), b: mean(done.map((r) => r.b)), average: mean(done.map(average)), moved: mean(done.map((r) => r.moved)) }]
  })
}

function sweepRows(list: readonly Method[], results: ReadonlyMap<string, TwoTaskResult[]>): Row[] {
  return list.flatMap(({ name, sweep }) => {
    if (sweep === undefined) return []
    const done = results.get(name)!
    return [
      { threshold: sweep, what: 'mean accuracy', value: mean(done.map(average)) },
      { threshold: sweep, what: 'share of weights moved', value: mean(done.map((r) => r.moved)) },
    ]
  })
}

/** Curves and pixel maps of the first seed. */
function* firstReplicate(list: readonly Method[], results: ReadonlyMap<string, TwoTaskResult[]>, memory: Float32Array): Generator<RunEvent> {
  const curves = list.filter(({ followed }) => followed).flatMap(({ name }) =>
    results.get(name)![0].curve.flatMap(({ step, a, b }) => [
      { method: name, task: 'A, the old task', step, accuracy: a },
      { method: name, task: 'B, the new task', step, accuracy: b },
    ]))
  yield { type: 'table', name: 'curves', rows: curves }
  const maps: [string, Float32Array][] = [['memory of task A', memory], ['change on task B', results.get('CLASSP')![0].change]]
  yield {
    type: 'table',
    name: 'pixels',
    rows: maps.flatMap(([map, values]) => {
      const top = Math.max(...values)
      return Array.from(values, (value, i) => ({ map, column: i % SIDE, row: Math.floor(i / SIDE), value: value / top }))
    }),
  }
}
