/**
 * Fits the gate on judged queries. The loss is the measure itself, not a likelihood: each query brings its usefulness
 * (nDCG and recall) at a grid of weights, and the gate's parameters climb the mean of it, read between grid points.
 * (Cross-entropy over the candidates, FINCH's loss, was tried first: it asks for the middle of the list to be right and
 * settled on weights far too small, .22 where .6 to 1 measure best on questions.)
 */
import { SIGNALS, standardised, type Gate, type GateTerm, type QuerySignals, type Signal } from './gate.ts'

/** Weights at which queries are measured. */
export const WEIGHT_GRID: readonly number[] = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5]

export interface JudgedQuery {
  signals: QuerySignals
  /** Usefulness at each weight of the grid. */
  usefulness: readonly number[]
  /** How much the query counts; sets of different sizes are brought to the same sum by it. */
  importance: number
}

const STEPS = 400
const RATE = 0.05
/** Pulls the factors towards 0, a gate that is the same for every query. */
const RIDGE = 0.002
/** Where every query's weight starts. */
const START = 0.4

/** Deterministic: Adam from a fixed start over all queries at once. @throws where there is no query. */
export function fitGate(queries: readonly JudgedQuery[]): Gate {
  if (queries.length === 0) throw new Error('The gate cannot be fitted without judged queries.')
  const maximum = WEIGHT_GRID[WEIGHT_GRID.length - 1]
  const terms = Object.fromEntries(SIGNALS.map(signal => [signal, rangeOf(queries.map(query => query.signals[signal]))])) as Record<Signal, GateTerm>
  const inputs = queries.map(query => SIGNALS.map(signal => standardised(query.signals[signal], terms[signal])))
  const curves = queries.map(query => smoothed(query.usefulness))
  const total = queries.reduce((sum, query) => sum + query.importance, 0)

  const n = SIGNALS.length
  const parameters = new Float64Array(n + 1)
  parameters[n] = Math.log(START / (maximum - START))
  const first = new Float64Array(n + 1)
  const second = new Float64Array(n + 1)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Float64Array(n + 1)
    queries.forEach((query, q) => {
      let sum = parameters[n]
      for (let i = 0; i < n; i++) sum += parameters[i] * inputs[q][i]
      const share = 1 / (1 + Math.exp(-sum))
      const descent = (-slope(curves[q], maximum * share) * maximum * share * (1 - share) * query.importance) / total
      gradient[n] += descent
      for (let i = 0; i < n; i++) gradient[i] += descent * inputs[q][i]
    })
    for (let i = 0; i < n; i++) gradient[i] += RIDGE * parameters[i]
    for (let i = 0; i <= n; i++) {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i]
      second[i] = 0.99 * second[i] + 0.01 * gradient[i] ** 2
      const rate = RATE * (1 - step / (1.1 * STEPS))
      parameters[i] -= (rate * first[i]) / (1 - 0.9 ** step) / (Math.sqrt(second[i] / (1 - 0.99 ** step)) + 1e-9)
    }
  }
  SIGNALS.forEach((signal, i) => (terms[signal].factor = parameters[i]))
  return { maximum, bias: parameters[n], signals: terms }
}

/** Mean, deviation and the middle 98 % of a signal. */
function rangeOf(values: number[]): GateTerm {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1
  return { factor: 0, mean, deviation, low: at(0.01), high: at(0.99) }
}

/** Usefulness jumps where two documents change places; means of three neighbours give a slope to follow. */
function smoothed(values: readonly number[]): number[] {
  return values.map((value, i) => (value + (values[i - 1] ?? value) + (values[i + 1] ?? value)) / 3)
}

function slope(curve: readonly number[], weight: number): number {
  let i = 0
  while (i < WEIGHT_GRID.length - 2 && WEIGHT_GRID[i + 1] < weight) i++
  return (curve[i + 1] - curve[i]) / (WEIGHT_GRID[i + 1] - WEIGHT_GRID[i])
}
