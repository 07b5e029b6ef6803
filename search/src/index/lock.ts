/**
 * One writer at a time, over threads and processes: an exclusive transaction on a small SQLite file. The operating
 * system lets go of it when a process dies, however it dies, so no lock is ever left behind.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const LOCK_FILE = 'writer.lock'

export interface WriterLock {
  release(): void
}

/** The lock on an index folder, or undefined while another holds it. */
export function tryLock(folder: string): WriterLock | undefined {
  const file = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 })
  try {
    file.exec('pragma journal_mode = delete; begin exclusive')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6)
