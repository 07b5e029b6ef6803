/** One clock for all processes of an installation: the database's. */
import type { Database } from '@offprint/store'
import { sql } from 'kysely'

/** Milliseconds since 1970. On SQLite all processes are on one machine, whose clock is this one. */
export async function databaseTime({ engine, db }: Pick<Database, 'engine' | 'db'>): Promise<number> {
  if (engine === 'sqlite') return Date.now()
  const { rows } = await sql<{ ms: number }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db)
  return Number(rows[0].ms)
}

/** Waits, or rejects with the signal's reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const timer = setTimeout(done, ms)
    function done() {
      signal?.removeEventListener('abort', stop)
      resolve()
    }
    function stop() {
      clearTimeout(timer)
      reject(signal!.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
