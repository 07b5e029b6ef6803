/**
 * Indexing beside an import: a process of its own follows the catalogue while this one fills it, so that both cores work
 * and the index is complete soon after the last paper. It opens the database for itself, and ends with its parent.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DatabaseOptions } from '@offprint/store'
import type { FollowReport } from './writer.ts'

export interface FollowerBeside {
  /**
   * Waits until the index holds everything committed before the call.
   * @throws with advice where the other process failed; the catalogue is unharmed and the next follower catches up.
   */
  finish(): Promise<FollowReport>
}

/** What the follower is told, and what it says. */
export type ToFollower = 'finish'
export type FromFollower = { report: FollowReport } | { failure: string }

/** Starts following; the caller must call `finish` in every case, or neither process ends. */
export function followBeside(options: DatabaseOptions): FollowerBeside {
  const child = fork(fileURLToPath(new URL('./beside-process.ts', import.meta.url)), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // The import has the other core; a second thread of the database would only need its memory.
    env: { ...process.env, LANCE_CPU_THREADS: '1' },
  })
  const done = new Promise<FollowReport>((resolve, reject) => {
    child.once('message', (message: FromFollower) => ('report' in message ? resolve(message.report) : reject(new Error(message.failure))))
    child.once('error', reject)
    child.once('exit', () => reject(new Error('The indexing process ended before its work was done; run "offprint index rebuild".')))
  })
  // Told at `finish`; until then nobody waits for it.
  done.catch(() => {})
  return {
    finish: async () => {
      if (child.connected) child.send('finish' satisfies ToFollower)
      return done
    },
  }
}
