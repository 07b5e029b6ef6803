/* oxlint-disable unicorn/require-post-message-target-origin -- the postMessage of a worker takes no origin */
/**
 * A run in a Web Worker. The worker's file is two lines:
 *
 * ```ts
 * import { serveLabs } from '@offprint/labs/kit/worker.ts'
 * serveLabs(self)
 * ```
 *
 * The page uses `runInWorker` (`worker-client.ts`). Several runs at once are told apart by their ids. Files of the
 * reader's own travel as bytes and are parsed inside.
 */
import { loadLab } from '../src/registry.ts'
import { explore, findExplorer } from './explorer.ts'
import type { Exploration, ExplorerSource } from './explorer.ts'
import type { Lab, Mode } from './lab.ts'
import type { DataFile } from './own-data.ts'
import type { RunEvent, RunResult } from './run.ts'
import { runLab } from './run-lab.ts'

export interface WorkerRun {
  /** Folder name of the lab. */
  lab: string
  mode?: Mode
  seed?: number
  set?: Record<string, unknown>
  control?: boolean | string
  files?: DataFile[]
}

/** A question to one of a lab's explorers. */
export interface WorkerExploration {
  lab: string
  explorer: string
  source: ExplorerSource
  knobs: Record<string, unknown>
}

/** Page to worker. */
export type WorkerRequest = ({ type: 'run'; id: number } & WorkerRun) | ({ type: 'explore'; id: number } & WorkerExploration) | { type: 'cancel'; id: number }

/** Worker to page. `error` carries one sentence; `usage` where the request, not the run, was at fault. */
export type WorkerReply =
  | { type: 'event'; id: number; event: RunEvent }
  | { type: 'result'; id: number; result: RunResult }
  | { type: 'exploration'; id: number; exploration: Exploration }
  | { type: 'cancelled'; id: number }
  | { type: 'error'; id: number; message: string; usage: boolean }

/** The part of a worker's global scope that is used; a test passes a MessagePort. */
export interface WorkerScope {
  postMessage(message: WorkerReply): void
  addEventListener(type: 'message', listener: (event: MessageEvent<WorkerRequest>) => void): void
}

const USAGE_ERRORS = ['LabUsageError', 'DataError']

function failure(id: number, error: unknown): WorkerReply {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { type: 'error', id, message, usage: USAGE_ERRORS.includes(name) }
}

/** Answers run requests and explorations on a worker's scope until the worker ends; `load` finds a lab by its folder's name. */
export function serveLabs(scope: WorkerScope, load: (slug: string) => Promise<Lab> = loadLab): void {
  const running = new Map<number, AbortController>()
  const answer = async ({ id, lab: slug, files, ...options }: { id: number } & WorkerRun): Promise<WorkerReply> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const lab = await load(slug)
      const data = files?.length && lab.data ? lab.data.parse(files) : undefined
      const onEvent = (event: RunEvent) => scope.postMessage({ type: 'event', id, event })
      return { type: 'result', id, result: await runLab(lab, { ...options, data, signal: controller.signal, onEvent }) }
    } catch (error) {
      return controller.signal.aborted ? { type: 'cancelled', id } : failure(id, error)
    } finally {
      running.delete(id)
    }
  }
  const answerExploration = async ({ id, lab: slug, explorer, source, knobs }: { id: number } & WorkerExploration): Promise<WorkerReply> => {
    try {
      return { type: 'exploration', id, exploration: await explore(findExplorer(await load(slug), explorer), source, knobs) }
    } catch (error) {
      return failure(id, error)
    }
  }
  scope.addEventListener('message', ({ data: request }) => {
    if (request.type === 'cancel') running.get(request.id)?.abort()
    else if (request.type === 'explore') void answerExploration(request).then((reply) => scope.postMessage(reply))
    else if (request.type === 'run') {
      const { type: _type, ...run } = request
      void answer(run).then((reply) => scope.postMessage(reply))
    }
  })
}
