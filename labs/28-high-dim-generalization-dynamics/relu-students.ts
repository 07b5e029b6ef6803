/** Parts B and C: ReLU students on noisy labels of a ReLU teacher, output layer alone and both layers. */
import { outputLayerFlow, reluFeatures, reluTask, trainStudent } from '@offprint/methods/generalization-dynamics'
import type { ReluTask, StudentProgress } from '@offprint/methods/generalization-dynamics'
import { dot, matrix, row } from '@offprint/methods/linalg'
import { logSpace, mean, median } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'

const INPUTS = 20
const TEACHER_HIDDEN = 20
const TEST_POINTS = 2000

/** Part B: hidden units as multiples of the samples, so that 1 is the peak wherever the samples are set. */
const OUTPUT_WIDTHS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4, 8, 16]
const OUTPUT_REPLICATES = 10
/** To t = 10⁴, by when even the smallest eigenvalues away from the peak have been learned. */
const OUTPUT_TIMES = logSpace(0.1, 1e4, 26)

/** Part C: hidden units; 5 have as many parameters as there are samples. */
const NARROW = 5
const WIDE = 100
const QUICK_WIDTHS = [NARROW, 20, WIDE]
const FULL_WIDTHS = [2, NARROW, 10, 20, 50, WIDE, 200]
const STEPS = 4000
/** Steps after which the test error is measured; its least value is taken among them. */
const MEASURED = [...new Set(Array.from(logSpace(5, STEPS, 40), Math.round))]
const LARGE_START = 3

const task = ({ snr, samples }: Params, random: RunContext<Params>['random']): ReluTask =>
  reluTask({ inputs: INPUTS, samples, snr, teacherHidden: TEACHER_HIDDEN, testPoints: TEST_POINTS, random })

export async function* outputLayer({ params, random, pace }: RunContext<Params>, from: number, share: number): AsyncGenerator<RunEvent, void, void> {
  const final = OUTPUT_WIDTHS.map(() => [] as number[])
  const least = OUTPUT_WIDTHS.map(() => [] as number[])
  const gap = OUTPUT_WIDTHS.map(() => [] as number[])
  const frozen = OUTPUT_WIDTHS.map(() => 0)
  const hiddenOf = (multiple: number): number => Math.round(multiple * params.samples)
  for (let r = 0; r < OUTPUT_REPLICATES; r++) {
    const stream = random.stream('output layer').stream(r)
    const data = task(params, stream)
    for (const [at, multiple] of OUTPUT_WIDTHS.entries()) {
      const hidden = hiddenOf(multiple)
      const w = matrix(INPUTS, hidden, stream.stream(`width ${hidden}`).normals(INPUTS * hidden))
      const scale = Math.sqrt(2 / hidden)
      await pace()
      const flow = outputLayerFlow(reluFeatures(data.x, w, scale), data.y)
      const errors = await testErrors(data, w, scale, OUTPUT_TIMES.length, (t) => flow.weightsAt(OUTPUT_TIMES[t]), pace)
      final[at].push(errors[errors.length - 1])
      least[at].push(Math.min(...errors))
      gap[at].push(flow.eigenvalues[0])
      frozen[at] = flow.frozenDim / hidden
    }
    yield { type: 'progress', done: from + (share * (r + 1)) / OUTPUT_REPLICATES, label: `output layer, data set ${r + 1} of ${OUTPUT_REPLICATES}` }
    const rows: Row[] = OUTPUT_WIDTHS.flatMap((multiple, at) => [
      { hidden: hiddenOf(multiple), error: mean(final[at]), when: 'trained to the end' },
      { hidden: hiddenOf(multiple), error: mean(least[at]), when: 'best moment' },
    ])
    yield { type: 'table', name: 'output widths', rows }
  }
  const at = (multiple: number): number => OUTPUT_WIDTHS.indexOf(multiple)
  const finals = final.map(mean)
  const beyond = [1.5, 2, 4, 16].map((multiple) => finals[at(multiple)])
  yield {
    type: 'metrics',
    metrics: {
      'width-peak-over-minimum': finals[at(1)] / mean(least[at(1)]),
      'width-peak-over-wide': finals[at(1)] / finals[at(8)],
      'width-peak-at': hiddenOf(OUTPUT_WIDTHS[finals.indexOf(Math.max(...finals))]),
      'width-peak-median': median(final[at(1)]),
      'widest-step-up': Math.max(...beyond.slice(1).map((error, i) => error - beyond[i])),
      'gap-at-peak-share': median(gap[at(1)]) / median(gap[at(2)]),
      'frozen-share-at-double': frozen[at(2)],
      ...Object.fromEntries(OUTPUT_WIDTHS.map((multiple, i) => [`output-final-${hiddenOf(multiple)}`, finals[i]])),
    },
  }
}

/** Test error at each time, the clean test labels against H(test) · w(t), point by point so that no large matrix is kept. */
async function testErrors(data: ReluTask, w: ReturnType<typeof matrix>, scale: number, count: number, weightsAt: (t: number) => Float64Array, pace: () => Promise<void>): Promise<number[]> {
  const weights = Array.from({ length: count }, (_, t) => weightsAt(t))
  const sums = new Float64Array(count)
  /** Test points whose features are held at a time. */
  const block = 100
  for (let first = 0; first < data.testX.rows; first += block) {
    await pace()
    const rows = Math.min(block, data.testX.rows - first)
    const points = matrix(rows, INPUTS, data.testX.data.subarray(first * INPUTS, (first + rows) * INPUTS))
    const features = reluFeatures(points, w, scale)
    for (let p = 0; p < rows; p++) {
      const h = row(features, p)
      for (let t = 0; t < count; t++) sums[t] += (dot(h, weights[t]) - data.testY[first + p]) ** 2
    }
  }
  return Array.from(sums, (sum) => sum / data.testX.rows + data.noiseVariance)
}

export async function* bothLayers({ params, random, control, pace }: RunContext<Params>, from: number, share: number): AsyncGenerator<RunEvent, void, void> {
  const widths = params.widths ? FULL_WIDTHS : QUICK_WIDTHS
  const runs = [
    ...widths.map((hidden) => ({ hidden, scale: control === 'large-start' && hidden === WIDE ? LARGE_START : params.initScale })),
    ...(params.widths ? [{ hidden: WIDE, scale: LARGE_START }] : []),
  ].map((each) => ({ ...each, final: [] as number[], least: [] as number[], train: [] as number[] }))
  const units = runs.reduce((sum, { hidden }) => sum + hidden, 0) * params.students
  let done = 0
  for (let r = 0; r < params.students; r++) {
    const stream = random.stream('both layers').stream(r)
    const data = task(params, stream)
    for (const each of runs) {
      const { hidden, scale } = each
      const training = trainStudent(data, {
        hidden, initScale: scale, steps: STEPS, random: stream.stream(`width ${hidden}`), measureAt: MEASURED,
      })
      const curve: { step: number; test: number }[] = []
      let end: StudentProgress | undefined
      while (!end) {
        const { done: finished, value } = training.next()
        if (value.test !== undefined) curve.push({ step: value.step, test: value.test })
        if (finished) end = value
        await pace()
      }
      each.final.push(curve[curve.length - 1].test)
      each.least.push(Math.min(...curve.map(({ test }) => test)))
      each.train.push(end.train)
      done += hidden
      if (r === 0 && scale === params.initScale) yield { type: 'series', name: `student/${hidden} units`, x: curve.map(({ step }) => step), y: curve.map(({ test }) => test) }
      yield { type: 'progress', done: from + (share * done) / units, label: `${hidden} units, data set ${r + 1} of ${params.students}` }
    }
    yield { type: 'table', name: 'student widths', rows: widthRows(runs.slice(0, widths.length)) }
  }
  const find = (hidden: number): (typeof runs)[number] => runs.find((each) => each.hidden === hidden)!
  const metrics: Record<string, number> = {
    'wide-over-narrow': mean(find(WIDE).final) / mean(find(NARROW).final),
    'wide-train-error': mean(find(WIDE).train),
    ...Object.fromEntries(widths.map((hidden) => [`final-error-${hidden}`, mean(find(hidden).final)])),
  }
  if (params.widths) {
    metrics['large-start-error'] = mean(runs[runs.length - 1].final)
    metrics['large-start-over-small'] = mean(runs[runs.length - 1].final) / mean(find(WIDE).final)
    metrics['student-peak-at'] = widths.map((hidden) => ({ hidden, error: mean(find(hidden).final) })).reduce((worst, each) => (each.error > worst.error ? each : worst)).hidden
  }
  yield { type: 'metrics', metrics }
}

function widthRows(runs: readonly { hidden: number; final: number[]; least: number[]; train: number[] }[]): Row[] {
  return runs.flatMap(({ hidden, final, least, train }) => [
    { hidden, error: mean(final), when: 'trained to the end' },
    { hidden, error: mean(least), when: 'best moment' },
    { hidden, error: mean(train), when: 'on training labels' },
  ])
}
