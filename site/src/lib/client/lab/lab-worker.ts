/** The one worker of a page: runs and explorers share it, and what it has loaded and compiled. */
import type { WorkerReply } from '@offprint/labs/kit/worker.ts'

/** A cancelled run stops within some tens of milliseconds; one that takes longer is still loading, and is ended with its worker. */
const PATIENCE_MS = 150

let worker: Worker | undefined
let idle: Promise<void> | undefined
/** Aborted when the worker is ended: what else it was asked will not be answered. */
let ended = new AbortController()

/** Where the style shows figures for a phone (`lab.css`). */
export const isNarrow = (): boolean => matchMedia('(max-width: 40rem)').matches

export const workerEnded = (): AbortSignal => ended.signal

/** Resolves to a worker in which no cancelled run is left. */
export async function labWorker(): Promise<Worker> {
  await idle
  worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  return worker
}

/** To be called with a run's cancelling: waits for the worker's word for a moment, and ends it when there is none. */
export function endUnlessIdle(): void {
  const current = worker
  if (!current) return
  idle = new Promise((resolve) => {
    const end = () => {
      current.terminate()
      worker = undefined
      ended.abort()
      ended = new AbortController()
      resolve()
    }
    const timer = setTimeout(end, PATIENCE_MS)
    const listen = ({ data: reply }: MessageEvent<WorkerReply>) => {
      if (reply.type === 'event' || reply.type === 'exploration') return
      clearTimeout(timer)
      current.removeEventListener('message', listen)
      resolve()
    }
    current.addEventListener('message', listen)
  })
}
