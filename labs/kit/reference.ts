/**
 * A recorded run: what a page shows before anyone has pressed Run, and what tests compare with. It holds a full run
 * with its figures as SVG, the same with the first control, and a quick run's numbers.
 */
import type { Lab, Mode } from './lab.ts'
import type { Cell, CheckResult, Row, RunResult, Series, VerdictResult } from './run.ts'

export interface RecordedRun {
  mode: Mode
  seed: number
  params: Record<string, Cell>
  controlId?: string
  seconds: number
  checks: CheckResult[]
  holds: boolean
  metrics: Record<string, number>
}

export interface RecordedFigure {
  id: string
  /** SVG in page colours (CSS variables with fallbacks), without style elements or attributes. */
  svg: string
  /** The same for a phone; absent where the figure has no narrow version. */
  narrow?: string
}

/** The tables that a lab's explorers read; absent where it has none. */
export type RecordedTables = Readonly<Record<string, readonly Row[]>>

export interface LabReference {
  lab: string
  paper: string
  /** Versions at the time of recording: offprint, node, what the lab names. */
  versions: Record<string, string>
  full: RecordedRun & { series: Record<string, Series>; verdicts: VerdictResult[]; figures: RecordedFigure[]; thumbnail: string; tables?: RecordedTables }
  /** The first control in the fullest mode it can be run in: the same figures with the method switched off. */
  control: RecordedRun & { figures: RecordedFigure[] }
  quick: RecordedRun
}

/** The parts of a result that a reference keeps. */
export const recordedRun = (result: RunResult): RecordedRun => ({
  mode: result.mode,
  seed: result.seed,
  params: result.params,
  ...(result.controlId ? { controlId: result.controlId } : {}),
  seconds: result.seconds,
  checks: result.checks,
  holds: result.holds,
  metrics: result.metrics,
})

export interface Deviation {
  metric: string
  recorded: number | undefined
  value: number | undefined
  allowed: number
}

/** The metrics that lie further from the recorded ones than the lab's stated tolerance allows. */
export function deviations(lab: Lab, recorded: Readonly<Record<string, number>>, metrics: Readonly<Record<string, number>>): Deviation[] {
  const { tolerance } = lab
  const found: Deviation[] = []
  for (const metric of new Set([...Object.keys(recorded), ...Object.keys(metrics)])) {
    const relative = typeof tolerance === 'number' ? tolerance : (tolerance[metric] ?? tolerance.default)
    const allowed = relative * Math.max(1, Math.abs(recorded[metric] ?? 0))
    if (!(Math.abs(recorded[metric] - metrics[metric]) <= allowed)) {
      found.push({ metric, recorded: recorded[metric], value: metrics[metric], allowed })
    }
  }
  return found
}
