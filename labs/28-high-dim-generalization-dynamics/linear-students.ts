/** Part A: linear students against theory, overtraining, frozen directions, initial weights, early stopping. */
import {
  frozenSubspace, initialWeights, linearDescent, linearDynamicsTheory, linearFlow, linearTask, mpDensityAt, nullMotion, optimalStopping, ridgeOptimum,
} from '@offprint/methods/generalization-dynamics'
import { linearSpace, logSpace, mean } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { ALPHAS } from './lab.ts'
import type { Params } from './lab.ts'

/** From long before anything is learned to long after: at α = 1 the last value depends on it, so it is fixed. */
const LAST_TIME = 3000
const TIMES = logSpace(0.1, LAST_TIME, 61)
/** Later the curve at α = 1 hangs on the few smallest eigenvalues and scatters from data set to data set. */
const THEORY_UNTIL = 30
/** The check of the curves leaves α = 0.25 out, where 25 samples scatter most; it is drawn all the same. */
const COMPARED_FROM_ALPHA = 0.5
/** When initial weights are compared: everything that moves has moved. */
const INIT_TIME = 200
/** Euler step of plain descent, below 2/λ for every λ here (at most 9), and its number: t = 200. */
const DESCENT = { step: 0.2, steps: 1000 }
const DECAY = 0.01
const DRAWN_ALPHAS = [0.5, 1, 2]
/** Width of the histogram's bins; the density times it is the share in a bin. */
const BIN = 0.2

export async function* linearStudents({ params, random, control, pace }: RunContext<Params>, from: number, share: number): AsyncGenerator<RunEvent, void, void> {
  const { n, snr } = params
  const metrics: Record<string, number> = {}
  const peak: Row[] = []
  let worst = 0
  const overRidge: number[] = []
  for (const [at, alpha] of ALPHAS.entries()) {
    const theory = linearDynamicsTheory({ alpha, snr, inr: 0, times: TIMES })
    const test: Float64Array[] = []
    const train: Float64Array[] = []
    for (let r = 0; r < params.replicates; r++) {
      await pace()
      const task = linearTask({ n, alpha, snr, random: random.stream('linear').stream(alpha).stream(r) })
      const curves = linearFlow(task, new Float64Array(n), TIMES)
      test.push(curves.test)
      train.push(curves.train)
      if (r === 0 && DRAWN_ALPHAS.includes(alpha)) yield* spectrum(task.eigen.values, alpha)
    }
    const meanTest = Float64Array.from(TIMES, (_, t) => mean(test.map((curve) => curve[t])))
    const meanTrain = Float64Array.from(TIMES, (_, t) => mean(train.map((curve) => curve[t])))
    const early = Array.from(TIMES).flatMap((time, t) => (time <= THEORY_UNTIL ? [Math.abs(meanTest[t] / theory.test[t] - 1)] : []))
    const best = optimalStopping(TIMES, meanTest)
    const bestTheory = optimalStopping(TIMES, theory.test)
    const last = TIMES.length - 1
    metrics[`curve-error-${alpha}`] = mean(early)
    metrics[`overtraining-${alpha}`] = meanTest[last] / best.error
    metrics[`best-time-${alpha}`] = best.t
    if (alpha >= COMPARED_FROM_ALPHA) worst = Math.max(worst, mean(early))
    overRidge.push(bestTheory.error / ridgeOptimum({ alpha, snr }))
    peak.push({ alpha, overtraining: meanTest[last] / best.error, theory: theory.test[last] / bestTheory.error, best: best.error, ridge: ridgeOptimum({ alpha, snr }) })
    if (DRAWN_ALPHAS.includes(alpha)) {
      yield { type: 'series', name: `test/${alpha} samples an input`, x: TIMES, y: meanTest }
      yield { type: 'series', name: `test theory/${alpha} samples an input`, x: TIMES, y: theory.test }
      yield { type: 'series', name: `train/${alpha} samples an input`, x: TIMES, y: meanTrain }
      yield { type: 'series', name: `train theory/${alpha} samples an input`, x: TIMES, y: theory.train }
    }
    yield { type: 'table', name: 'overtraining', rows: peak.slice() }
    yield { type: 'progress', done: from + (share * (at + 1)) / (ALPHAS.length + 1), label: `${alpha} samples an input` }
  }
  yield { type: 'metrics', metrics: { ...metrics, 'curve-error-worst': worst, 'stopping-over-ridge': Math.max(...overRidge), 'stopping-over-ridge-least': Math.min(...overRidge) } }
  yield { type: 'metrics', metrics: await initialWeightsAndFrozen({ params, random, control, pace }) }
  yield { type: 'progress', done: from + share, label: 'initial weights' }
}

async function initialWeightsAndFrozen({ params, random, control, pace }: Pick<RunContext<Params>, 'params' | 'random' | 'control' | 'pace'>): Promise<Record<string, number>> {
  const { n, snr, inr } = params
  let motion = 0
  let dimensionOff = 0
  const cost = new Map([0.5, 2].map((alpha) => [alpha, [] as number[]]))
  for (const [alpha, costs] of cost) {
    for (let r = 0; r < params.replicates; r++) {
      await pace()
      const stream = random.stream('initial').stream(alpha).stream(r)
      const task = linearTask({ n, alpha, snr, random: stream })
      const [zero, large] = [0, inr].map((variance) => linearFlow(task, initialWeights(n, variance, stream), [INIT_TIME]).test[0])
      costs.push(large - zero)
      const expected = Math.max(0, n - task.x.rows)
      dimensionOff = Math.max(dimensionOff, Math.abs(frozenSubspace(task).dimension - expected))
      if (expected === 0) continue
      const start = initialWeights(n, 1, stream)
      const w = linearDescent(task, start, { ...DESCENT, weightDecay: control === 'weight-decay' ? DECAY : 0 })
      motion = Math.max(motion, nullMotion(task, start, w))
    }
  }
  return { 'null-motion': motion, 'frozen-dimension-off': dimensionOff, 'init-cost-0.5': mean(cost.get(0.5)!), 'init-cost-2': Math.abs(mean(cost.get(2)!)) }
}

/** Eigenvalues of the first data set beside the law, and the share at zero. */
function* spectrum(values: Float64Array, alpha: number): Generator<RunEvent> {
  const name = `${alpha} samples an input`
  const high = (Math.sqrt(alpha) + 1) ** 2
  yield { type: 'table', name: `eigenvalues ${alpha}`, rows: Array.from(values, (lambda) => ({ alpha: name, lambda: Math.max(0, lambda) })) }
  const law = linearSpace(0.02, high * 1.05, 120)
  yield { type: 'table', name: `law ${alpha}`, rows: Array.from(law, (lambda) => ({ alpha: name, lambda, share: BIN * mpDensityAt(alpha, lambda) })) }
}
