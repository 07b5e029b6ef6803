/* What full runs add: how η delays understanding, the gradient at a wide start, and the number of samples needed. */
import { type Li2Settings, type Li2Step, groupTask, lazyGradient } from '@offprint/methods/li2'
import { mean } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'
import { UNDERSTOOD, train } from './training.ts'

const ETAS = [1, 0.1, 0.01, 0.001]
const ETA_SEEDS = 5
/** The smallest η takes about 530 steps; twice that is a failure. */
const ETA_STEPS = 1000
const LAZY_WIDTH = 2048
const LAZY_ETAS = [1e-3, 1e-2, 0.1, 1, 10, 100]
const MODULI = [13, 17, 23, 31]
/** Training fractions in units of ln(M)/M. */
const UNITS = [2, 2.25, 2.5, 2.75, 3]
const LAW = { decay: 5e-4, steps: 800, seeds: 2 }
/** After this many steps in a row without an error the rest of a run cannot change its accuracy. */
const SETTLED_STEPS = 40

type Report = (metrics: Record<string, number>) => RunEvent

export async function* etaSweep({ params, random, pace }: RunContext<Params>, settings: Li2Settings, from: number, report: Report): AsyncGenerator<RunEvent> {
  const rows: Row[] = []
  for (const [i, eta] of ETAS.entries()) {
    yield { type: 'progress', done: from + (0.2 * i) / ETAS.length, label: `η = ${eta}` }
    const steps: number[] = []
    for (let r = 0; r < ETA_SEEDS; r++) {
      const task = groupTask({ modulus: params.modulus, trainFraction: params.fraction }, random.stream('eta task').stream(r))
      const { stepTest } = await train(task, { ...settings, eta, steps: ETA_STEPS }, random.stream('eta net').stream(r), pace, { stop: (s) => s.testAccuracy >= UNDERSTOOD })
      steps.push(stepTest ?? Number.NaN)
    }
    rows.push({ eta, step: mean(steps) })
    yield { type: 'table', name: 'etas', rows: rows.slice() }
  }
  const means = rows.map((row) => Number(row.step))
  yield report({ 'eta-least-delay': Math.min(...means.slice(1).map((step, i) => step - means[i])), 'step-test-eta-1': means[0], 'step-test-eta-0.001': means[3] })
}

export async function* lazyStart({ params, random, pace }: RunContext<Params>, report: Report): AsyncGenerator<RunEvent> {
  const task = groupTask({ modulus: params.modulus, trainFraction: params.fraction }, random.stream('lazy task'))
  const work = lazyGradient(task, LAZY_WIDTH, LAZY_ETAS, random.stream('lazy'))
  let next = work.next()
  while (!next.done) {
    await pace()
    next = work.next()
  }
  const found = next.value
  yield { type: 'table', name: 'lazy', rows: found.map(({ eta, norm, cosine }) => ({ eta, relative: norm / eta, cosine })) }
  yield report({
    'lazy-unevenness': Math.abs(found[0].norm / found[0].eta / (found[1].norm / found[1].eta) - 1),
    'lazy-cosine': found[found.length - 1].cosine,
    'lazy-cosine-small': found[0].cosine,
  })
}

/** Where accuracy crosses one half, by linear interpolation; the end of the grid where it never does. */
function crossing(accuracies: readonly number[]): number {
  const at = accuracies.findIndex((a) => a >= 0.5)
  if (at < 0) return UNITS[UNITS.length - 1]
  if (at === 0) return UNITS[0]
  const [below, above] = [accuracies[at - 1], accuracies[at]]
  return UNITS[at - 1] + ((0.5 - below) / (above - below)) * (UNITS[at] - UNITS[at - 1])
}

export async function* sampleLaw({ random, pace }: RunContext<Params>, settings: Li2Settings, from: number, report: Report): AsyncGenerator<RunEvent> {
  const rows: Row[] = []
  const thresholds: number[] = []
  for (const [i, modulus] of MODULI.entries()) {
    const unit = Math.log(modulus) / modulus
    const accuracies: number[] = []
    for (const [j, m] of UNITS.entries()) {
      yield { type: 'progress', done: from + 0.2 + ((0.8 - from) * (i + j / UNITS.length)) / MODULI.length, label: `modulus ${modulus}, ${m} ln(M)/M of the pairs` }
      const finals: number[] = []
      for (let r = 0; r < LAW.seeds; r++) {
        const draw = random.stream('law').stream(modulus).stream(m).stream(r)
        const task = groupTask({ modulus, trainFraction: m * unit }, draw.stream('task'))
        let settled = 0
        const stop = (s: Li2Step): boolean => {
          settled = s.testAccuracy === 1 ? settled + 1 : 0
          return settled >= SETTLED_STEPS
        }
        const { last } = await train(task, { ...settings, decay: LAW.decay, steps: LAW.steps }, draw.stream('net'), pace, { stop })
        finals.push(last.testAccuracy)
      }
      accuracies.push(mean(finals))
      rows.push({ modulus: `M = ${modulus}`, units: m, fraction: m * unit, accuracy: mean(finals) })
      yield { type: 'table', name: 'law', rows: rows.slice() }
    }
    thresholds.push(crossing(accuracies))
  }
  const fractions = thresholds.map((m, i) => (m * Math.log(MODULI[i])) / MODULI[i])
  const end = MODULI.length - 1
  yield report({
    'crossing-least': Math.min(...thresholds),
    'crossing-most': Math.max(...thresholds),
    'fraction-falls': fractions[0] / fractions[end],
    'samples-rise': (fractions[end] * MODULI[end]) / (fractions[0] * MODULI[0]),
  })
}
