/**
 * Indexing beside an import: a worker follows the catalogue while the process's own thread fills it, so that both cores
 * work and the index is complete soon after the last paper. The worker opens the database for itself.
 */
import { Worker } from 'node:worker_threads'
import type { DatabaseOptions } from '@offprint/store'
import type { FollowReport } from './writer.ts'

/** Keeps garbage from piling up: batches are small, so small heaps cost nothing. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 384 }

export interface FollowerBeside {
  /** Waits until the index holds everything committed before the call. */
  finish(): Promise<FollowReport>
}

/** What the worker is told, and what it says. */
export type ToFollower = 'finish'
export type FromFollower = { report: FollowReport } | { failure: string }

/** Starts following; the caller must call `finish` in every case, or the process does not end. */
export function followBeside(options: DatabaseOptions): FollowerBeside {
  const worker = new Worker(new URL('./beside-worker.ts', import.meta.url), { workerData: options, resourceLimits: HEAP_LIMITS })
  const done = new Promise<FollowReport>((resolve, reject) => {
    worker.once('message', (message: FromFollower) => ('report' in message ? resolve(message.report) : reject(new Error(message.failure))))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The indexing thread ended before its work was done; offprint index rebuild makes the index anew.')))
  })
  // Told at `finish`; until then nobody waits for it.
  done.catch(() => {})
  return {
    finish: () => {
      worker.postMessage('finish' satisfies ToFollower)
      return done
    },
  }
}
