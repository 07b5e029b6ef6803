/** Runs a lab: resolves parameters, follows its events, compares checks, gives verdicts. Browser and Node. */
import { createRandom } from '@offprint/methods/random'
import manifest from '../package.json' with { type: 'json' }
import type { CheckDeclaration, ControlDeclaration, Lab, Metrics, Mode, Verdict } from './lab.ts'
import { makePace } from './pace.ts'
import { DEFAULT_SEED, LabUsageError, resolveParams } from './params.ts'
import type { Cell, CheckResult, Row, RunEvent, RunResult, Series, VerdictResult } from './run.ts'

export interface RunOptions {
  /** `quick` when absent. */
  mode?: Mode
  /** A whole number from 0; the recorded runs' seed when absent. */
  seed?: number
  /** Parameters by name, as values or as typed. */
  set?: Readonly<Record<string, unknown>>
  /** True for the first declared control, or a control's id. */
  control?: boolean | string
  /** What the lab's `data.parse` made of the reader's files. The run then makes no check. */
  data?: unknown
  signal?: AbortSignal
  /** Called for every event, in order; the run goes on when it is done. */
  onEvent?: (event: RunEvent) => void | Promise<void>
  /** Called with a share from 0 to 1 and what is being done. */
  onProgress?: (done: number, label: string) => void
}

/** The declared control that a request means; throws a LabUsageError naming those there are. */
export function findControl(lab: Lab, wanted: boolean | string | undefined, mode: Mode): ControlDeclaration<Record<string, unknown>> | undefined {
  if (wanted === undefined || wanted === false || wanted === '') return undefined
  const offered = lab.controls.filter((each) => !each.modes || each.modes.includes(mode))
  const found = wanted === true ? offered[0] : offered.find((each) => each.id === wanted)
  if (found) return found
  const there = lab.controls.map((each) => each.id + (each.modes ? ` (${each.modes.join(', ')})` : '')).join(', ')
  throw new LabUsageError(`Lab ${lab.slug} has no control "${String(wanted)}" in ${mode} mode. It has: ${there}.`)
}

function compare(value: number, op: CheckDeclaration['op'], bound: number): boolean {
  switch (op) {
    case '<=':
      return value <= bound
    case '>=':
      return value >= bound
    case '<':
      return value < bound
    case '>':
      return value > bound
  }
}

const finiteOrNull = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null)

/** The checks of a mode against the metrics known so far. A metric not yet reported, or not finite, does not pass. */
export function evaluateChecks(lab: Lab, mode: Mode, metrics: Metrics): CheckResult[] {
  return lab.checks
    .filter((check) => !check.modes || check.modes.includes(mode))
    .map((check) => {
      const value = finiteOrNull(metrics[check.metric])
      const bound = typeof check.bound === 'number' ? check.bound : check.bound[mode]
      return {
        id: check.id,
        claim: check.claim,
        value,
        op: check.op,
        bound,
        pass: value !== null && compare(value, check.op, bound),
        boundFrom: check.boundFrom,
      }
    })
}

/** The paper's claims with what these metrics show of each. A metric that came out as no number speaks against its claim. */
export function evaluateClaims(lab: Lab, metrics: Metrics): VerdictResult[] {
  return lab.claims.map(({ id, claim, where, metric, measure, verdict }) => {
    const measured = metric === undefined ? undefined : metrics[metric]
    const value = finiteOrNull(measured)
    const judged = () => (measured === undefined ? 'not tested' : value === null ? 'not at this scale' : (verdict as (metrics: Metrics) => Verdict)(metrics))
    return { id, claim, where, verdict: typeof verdict === 'string' ? verdict : judged(), value, ...(measure ? { measure } : {}) }
  })
}

/** What a run has reported so far; pages keep one and feed it events. */
export class RunRecord {
  readonly metrics: Record<string, number> = {}
  readonly series: Record<string, Series> = {}
  readonly tables: Record<string, readonly Row[]> = {}

  /** Takes an event in; progress changes nothing. */
  add(event: RunEvent): void {
    switch (event.type) {
      case 'metrics':
        Object.assign(this.metrics, event.metrics)
        break
      case 'series':
        if (event.x.length !== event.y.length) {
          throw new Error(`Series "${event.name}" has ${event.x.length} x values and ${event.y.length} y values.`)
        }
        this.series[event.name] = { x: Array.from(event.x), y: Array.from(event.y) }
        break
      case 'table':
        this.tables[event.name] = event.rows
        break
    }
  }
}

/**
 * Runs a lab to its end. The same lab, mode, seed, parameters and control give the same numbers bit for bit on one
 * machine and engine. Throws a LabUsageError for a request the lab does not know, the signal's reason when cancelled.
 */
export async function runLab(lab: Lab, options: RunOptions = {}): Promise<RunResult> {
  const { mode = 'quick', seed = DEFAULT_SEED, data } = options
  const signal = options.signal ?? new AbortController().signal
  const control = findControl(lab, options.control, mode)
  const params = resolveParams(lab, mode, options.set, control)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new LabUsageError(`A seed is a whole number of at least 0, not ${seed}.`)
  if (data !== undefined && !lab.data) throw new LabUsageError(`Lab ${lab.slug} does not take data of one's own.`)
  const module = await lab.run()
  const record = new RunRecord()
  const pace = makePace(signal)
  const started = performance.now()
  const events = module.run({ params, seed, random: createRandom(seed), mode, control: control?.id, data, signal, pace })
  for await (const event of events) {
    record.add(event)
    await options.onEvent?.(event)
    if (event.type === 'progress') options.onProgress?.(event.done, event.label)
    await pace()
  }
  const checks = data === undefined ? evaluateChecks(lab, mode, record.metrics) : []
  return {
    lab: lab.slug,
    paper: lab.paper,
    mode,
    seed,
    params: params as Record<string, Cell>,
    control: control !== undefined,
    ...(control ? { controlId: control.id } : {}),
    ...(data === undefined ? {} : { ownData: true }),
    seconds: Math.round(performance.now() - started) / 1000,
    checks,
    holds: checks.every((check) => check.pass),
    series: record.series,
    versions: { offprint: manifest.version, ...lab.versions },
    metrics: record.metrics,
    verdicts: data === undefined && !control ? evaluateClaims(lab, record.metrics) : [],
    tables: record.tables,
  }
}
