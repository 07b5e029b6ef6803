/**
 * What a lab's `run.ts` exports and reports, and what comes out of `runLab`.
 *
 * A run is an async generator, pure given its context: it draws from `context.random` only, looks at no clock, and
 * reports by yielding events. It calls `await context.pace()` at least every 100 ms of work.
 */
import type { Random } from '@offprint/methods/random'
import type { CheckOp, Mode, Verdict } from './lab.ts'

/** A cell of a table: JSON, so that tables pass to pages, workers and files unchanged. */
export type Cell = number | string | boolean | null
export type Row = Readonly<Record<string, Cell>>

/** A curve: `x` and `y` of the same length. */
export interface Series {
  x: number[]
  y: number[]
}

export type RunEvent =
  /** `done` from 0 to 1; `label` says what is being done: `seed 3 of 10`. */
  | { type: 'progress'; done: number; label: string }
  /** Named numbers; a later one of the same name replaces an earlier. Checks that name them fill in at once. */
  | { type: 'metrics'; metrics: Record<string, number> }
  /** A curve under a name; replaces an earlier one of that name. Ends up in `result.series`. */
  | { type: 'series'; name: string; x: ArrayLike<number>; y: ArrayLike<number> }
  /** Rows that figures draw; replaces an earlier table of that name. */
  | { type: 'table'; name: string; rows: readonly Row[] }

export interface RunContext<P, D = never> {
  params: P
  seed: number
  /** Made from the seed; take `random.stream('name')` for every independent part. */
  random: Random
  mode: Mode
  /** The id of the control in force, or undefined. */
  control?: string
  /** What the reader brought, as the lab's own `data.parse` made it. */
  data?: D
  signal: AbortSignal
  /**
   * Call it at least every 100 ms of work: it returns at once most of the time, lets the event loop turn every 50 ms
   * or so, and throws the signal's reason when the run has been cancelled. It never changes what a run computes.
   */
  pace(): Promise<void>
}

export interface RunModule<P, D = never> {
  run(context: RunContext<P, D>): AsyncGenerator<RunEvent, void, void>
}

export interface CheckResult {
  id: string
  claim: string
  /** Null when the run did not report a finite number. */
  value: number | null
  op: CheckOp
  bound: number
  pass: boolean
  boundFrom: string
}

export interface VerdictResult {
  id: string
  claim: string
  where: string
  verdict: Verdict
  value: number | null
  measure?: string
}

/** The shape of `labs run N --json`, with the metrics, verdicts and tables behind it. */
export interface RunResult {
  lab: string
  paper: string
  mode: Mode
  seed: number
  params: Record<string, Cell>
  control: boolean
  /** Which control, where one was in force. */
  controlId?: string
  /** True when the run used the reader's own data; it then makes no check and `holds` says nothing. */
  ownData?: boolean
  seconds: number
  checks: CheckResult[]
  /** Every check of this mode passed. */
  holds: boolean
  series: Record<string, Series>
  versions: Record<string, string>
  metrics: Record<string, number>
  verdicts: VerdictResult[]
  tables: Record<string, readonly Row[]>
}
