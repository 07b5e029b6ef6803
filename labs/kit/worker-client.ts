/* oxlint-disable unicorn/require-post-message-target-origin -- the postMessage of a worker takes no origin */
/** The page's side of `worker.ts`: one promise a run, cancelled by an AbortSignal. Small: no lab, no Plot. */
import type { RunResult } from './run.ts'
import type { DrawnExploration, WorkerEvent, WorkerExploration, WorkerReply, WorkerRequest, WorkerRun } from './worker.ts'

/** The part of a Worker that is used. */
export interface WorkerLike {
  postMessage(message: WorkerRequest): void
  addEventListener(type: 'message', listener: (event: MessageEvent<WorkerReply>) => void): void
  removeEventListener(type: 'message', listener: (event: MessageEvent<WorkerReply>) => void): void
}

let nextId = 1

/** A sentence for the reader: the request named something the lab does not have, or their data could not be read. */
export class WorkerRunError extends Error {
  override readonly name = 'WorkerRunError'
  readonly usage: boolean
  constructor(message: string, usage: boolean) {
    super(message)
    this.usage = usage
  }
}

/**
 * Runs a lab in the worker and resolves to its result. Events arrive in order through `onEvent`. When the signal
 * aborts, the promise rejects with its reason at once and the worker stops within some tens of milliseconds.
 */
export function runInWorker(
  worker: WorkerLike,
  run: WorkerRun,
  { onEvent, signal }: { onEvent?: (event: WorkerEvent) => void; signal?: AbortSignal } = {},
): Promise<RunResult> {
  return ask(worker, { type: 'run', ...run }, (reply) => (reply.type === 'result' ? reply.result : undefined), { onEvent, signal })
}

/** Asks one of a lab's explorers in the worker. Rejects with a WorkerRunError where it has no answer, with the signal's reason when that aborts. */
export function exploreInWorker(worker: WorkerLike, exploration: WorkerExploration, { signal }: { signal?: AbortSignal } = {}): Promise<DrawnExploration> {
  return ask(worker, { type: 'explore', ...exploration }, (reply) => (reply.type === 'exploration' ? reply.exploration : undefined), { signal })
}

type Question = ({ type: 'run' } & WorkerRun) | ({ type: 'explore' } & WorkerExploration)

/** Sends a question under a new id and resolves to the reply that `read` understands. */
function ask<T>(
  worker: WorkerLike,
  question: Question,
  read: (reply: WorkerReply) => T | undefined,
  { onEvent, signal }: { onEvent?: (event: WorkerEvent) => void; signal?: AbortSignal } = {},
): Promise<T> {
  const id = nextId++
  return new Promise((resolve, reject) => {
    const finish = () => {
      worker.removeEventListener('message', listen)
      signal?.removeEventListener('abort', cancel)
    }
    const cancel = () => {
      worker.postMessage({ type: 'cancel', id })
      finish()
      reject(signal!.reason)
    }
    const listen = ({ data: reply }: MessageEvent<WorkerReply>) => {
      if (reply.id !== id) return
      if (reply.type === 'event') return onEvent?.(reply.event)
      finish()
      const answer = read(reply)
      if (answer !== undefined) resolve(answer)
      else if (reply.type === 'error') reject(new WorkerRunError(reply.message, reply.usage))
      else reject(new DOMException('The run was cancelled.', 'AbortError'))
    }
    if (signal?.aborted) return reject(signal.reason)
    worker.addEventListener('message', listen)
    signal?.addEventListener('abort', cancel)
    worker.postMessage({ id, ...question })
  })
}
