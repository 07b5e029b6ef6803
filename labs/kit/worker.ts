/* oxlint-disable unicorn/require-post-message-target-origin -- the postMessage of a worker takes no origin */
/**
 * A run in a Web Worker, its checks and its figures too: the page only shows what it is told. The worker's file is
 *
 * ```ts
 * import { serveLabs } from '@offprint/labs/kit/worker.ts'
 * serveLabs(self, { draw: async (figure, data, narrow) => (await import('@offprint/labs/kit/worker-svg.ts')).workerFigure(figure, data, narrow) })
 * ```
 *
 * The page uses `runInWorker` and `exploreInWorker` (`worker-client.ts`). Several runs at once are told apart by their
 * ids. Files of the reader's own travel as bytes and are parsed inside.
 */
import { loadLab } from '../src/registry.ts'
import { explore, findExplorer } from './explorer.ts'
import type { ExplorerSource } from './explorer.ts'
import type { Figure } from './figure.ts'
import type { Lab, Mode } from './lab.ts'
import { LiveFigures } from './live-figures.ts'
import type { DrawText } from './live-figures.ts'
import type { FigureData } from './mark-rows.ts'
import type { DataFile } from './own-data.ts'
import { turn } from './pace.ts'
import type { CheckResult, RunResult } from './run.ts'
import { evaluateChecks, RunRecord, runLab } from './run-lab.ts'

export interface WorkerRun {
  /** Folder name of the lab. */
  lab: string
  mode?: Mode
  seed?: number
  set?: Record<string, unknown>
  control?: boolean | string
  files?: DataFile[]
  /** Figures for a phone. */
  narrow?: boolean
}

/** A question to one of a lab's explorers. */
export interface WorkerExploration {
  lab: string
  explorer: string
  source: ExplorerSource
  knobs: Record<string, unknown>
  /** Figures for a phone. */
  narrow?: boolean
}

/** A figure as SVG text, under its id. */
export interface Drawing {
  figure: string
  svg: string
}

/** What a page hears of a run while it goes on. */
export type WorkerEvent = { type: 'progress'; done: number; label: string } | { type: 'checks'; checks: CheckResult[] } | ({ type: 'drawing' } & Drawing)

/** What an explorer answers, its figures drawn. */
export interface DrawnExploration {
  says: string
  drawings: Drawing[]
}

/** Page to worker. */
export type WorkerRequest = ({ type: 'run'; id: number } & WorkerRun) | ({ type: 'explore'; id: number } & WorkerExploration) | { type: 'cancel'; id: number }

/** Worker to page. `error` carries one sentence; `usage` where the request, not the run, was at fault. */
export type WorkerReply =
  | { type: 'event'; id: number; event: WorkerEvent }
  | { type: 'result'; id: number; result: RunResult }
  | { type: 'exploration'; id: number; exploration: DrawnExploration }
  | { type: 'cancelled'; id: number }
  | { type: 'error'; id: number; message: string; usage: boolean }

/** The part of a worker's global scope that is used; a test passes a MessagePort. */
export interface WorkerScope {
  postMessage(message: WorkerReply): void
  addEventListener(type: 'message', listener: (event: MessageEvent<WorkerRequest>) => void): void
}

export interface WorkerOptions {
  draw: (figure: Figure, data: FigureData, narrow: boolean) => string | Promise<string>
  /** Finds a lab by its folder's name. */
  load?: (slug: string) => Promise<Lab>
}

const USAGE_ERRORS = ['LabUsageError', 'DataError']

function failure(id: number, error: unknown): WorkerReply {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { type: 'error', id, message, usage: USAGE_ERRORS.includes(name) }
}

/** Runs a lab and tells `report` of its progress, its checks and its figures. */
async function runAndDraw(lab: Lab, { files, mode = 'quick', ...options }: Omit<WorkerRun, 'lab' | 'narrow'>, draw: DrawText, signal: AbortSignal, report: (event: WorkerEvent) => void): Promise<RunResult> {
  const data = files?.length && lab.data ? lab.data.parse(files) : undefined
  const record = new RunRecord()
  const figures = new LiveFigures(lab.figures, draw)
  const pause = async (): Promise<void> => {
    await turn()
    signal.throwIfAborted()
  }
  const result = await runLab(lab, {
    ...options,
    mode,
    data,
    signal,
    onEvent: async (event) => {
      record.add(event)
      figures.note(event)
      if (event.type === 'progress') report(event)
      if (event.type === 'metrics' && data === undefined) report({ type: 'checks', checks: evaluateChecks(lab, mode, record.metrics) })
      for await (const drawing of figures.due(record, pause)) report({ type: 'drawing', ...drawing })
    },
  })
  for await (const drawing of figures.all(result, pause)) report({ type: 'drawing', ...drawing })
  return result
}

/** Answers runs and explorations on a worker's scope until the worker ends. */
export function serveLabs(scope: WorkerScope, { draw, load = loadLab }: WorkerOptions): void {
  const running = new Map<number, AbortController>()
  const answerRun = async ({ id, lab, narrow = false, ...run }: { id: number } & WorkerRun): Promise<WorkerReply> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const result = await runAndDraw(await load(lab), run, (figure, data) => draw(figure, data, narrow), controller.signal, (event) => scope.postMessage({ type: 'event', id, event }))
      return { type: 'result', id, result }
    } catch (error) {
      return controller.signal.aborted ? { type: 'cancelled', id } : failure(id, error)
    } finally {
      running.delete(id)
    }
  }
  const answerExploration = async ({ id, lab, explorer: name, source, knobs, narrow = false }: { id: number } & WorkerExploration): Promise<WorkerReply> => {
    try {
      const explorer = findExplorer(await load(lab), name)
      const answer = await explore(explorer, source, knobs)
      const drawings = await Promise.all(explorer.figures.map(async (figure) => ({ figure: figure.id, svg: await draw(figure, answer, narrow) })))
      return { type: 'exploration', id, exploration: { says: answer.says, drawings } }
    } catch (error) {
      return failure(id, error)
    }
  }
  scope.addEventListener('message', ({ data: request }) => {
    if (request.type === 'cancel') running.get(request.id)?.abort()
    else if (request.type === 'explore') void answerExploration(request).then((reply) => scope.postMessage(reply))
    else if (request.type === 'run') {
      const { type: _type, ...run } = request
      void answerRun(run).then((reply) => scope.postMessage(reply))
    }
  })
}
