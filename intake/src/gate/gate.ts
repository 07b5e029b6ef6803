/**
 * The gate of a remote host: for the whole installation, however many processes and machines it has, one connection
 * at a time and a pause between requests. Its state is one row in the database, so a process that dies leaves it in
 * order: the host stays closed until the dead one's lease and the pause are over.
 */
import { randomUUID } from 'node:crypto'
import type { Database } from '@offprint/store'
import { databaseTime, pause } from './clock.ts'
import type { HostPolicy } from './policy.ts'

/** A waiter looks again at least this often: a holder that finishes early should not be waited for. */
const POLL_MS = 1_000
const SHORTEST_POLL_MS = 5

export interface Gate {
  /** Waits for its turn. @throws the signal's reason */
  enter(host: string, policy: HostPolicy, signal?: AbortSignal): Promise<Pass>
}

export interface Pass {
  /** The answer's head has arrived: from now on the pause counts. */
  answered(): Promise<void>
  /** Ends the turn. `pauseMs`: what the host asked for or the back-off demands, beyond the ordinary pause. */
  leave(end: { status?: number; failed: boolean; pauseMs?: number }): Promise<void>
  /** Failures in a row so far at this host, of all processes. */
  failures: number
}

export function openGate(database: Database): Gate {
  return { enter: (host, policy, signal) => enter(database, host, policy, signal) }
}

async function enter(database: Database, host: string, policy: HostPolicy, signal?: AbortSignal): Promise<Pass> {
  const holder = randomUUID()
  for (;;) {
    signal?.throwIfAborted()
    const turn = await tryToEnter(database, host, holder, policy)
    if (turn.waitMs === 0) return passOf(database, host, holder, policy, turn.failures)
    await pause(turn.waitMs, signal)
  }
}

/** One look at the row under its lock: either the turn is ours, or this many milliseconds are to wait. */
function tryToEnter(database: Database, host: string, holder: string, policy: HostPolicy): Promise<{ waitMs: number; failures: number }> {
  return database.write(async (trx) => {
    await trx.insertInto('host_gate').values({ host, holder: null, expires_at: 0, next_at: 0, failures: 0, requests: 0, last_status: null }).onConflict((c) => c.column('host').doNothing()).execute()
    let query = trx.selectFrom('host_gate').selectAll().where('host', '=', host)
    // SQLite has one writer, and this is it.
    if (database.engine === 'postgres') query = query.forUpdate()
    const row = await query.executeTakeFirstOrThrow()
    const now = await databaseTime({ engine: database.engine, db: trx })
    const held = row.holder !== null && row.expires_at > now ? Math.min(row.expires_at - now, Math.max(SHORTEST_POLL_MS, policy.intervalMs / 4)) : 0
    const early = row.next_at > now ? row.next_at - now : 0
    if (held > 0 || early > 0) return { waitMs: Math.min(Math.max(held, early), POLL_MS), failures: row.failures }
    await trx
      .updateTable('host_gate')
      .set((e) => ({ holder, expires_at: now + policy.leaseMs, next_at: now + policy.intervalMs, requests: e('requests', '+', 1) }))
      .where('host', '=', host)
      .execute()
    return { waitMs: 0, failures: row.failures }
  })
}

function passOf(database: Database, host: string, holder: string, policy: HostPolicy, failures: number): Pass {
  const renewal = setInterval(() => void renew().catch(() => {}), policy.leaseMs / 3)
  renewal.unref()
  async function renew() {
    const now = await databaseTime(database)
    await database.db.updateTable('host_gate').set({ expires_at: now + policy.leaseMs }).where('host', '=', host).where('holder', '=', holder).execute()
  }
  const pauseFrom = async (ms: number) => {
    const now = await databaseTime(database)
    await database.db.updateTable('host_gate').set({ next_at: now + ms, expires_at: now + policy.leaseMs }).where('host', '=', host).where('holder', '=', holder).where('next_at', '<', now + ms).execute()
  }
  return {
    failures,
    answered: () => pauseFrom(policy.intervalMs),
    leave: async ({ status, failed, pauseMs = 0 }) => {
      clearInterval(renewal)
      // Without a word from the host when it answered, the pause begins now.
      if (failed) await pauseFrom(Math.max(policy.intervalMs, pauseMs))
      await database.db
        .updateTable('host_gate')
        .set((e) => ({ holder: null, failures: failed ? e('failures', '+', 1) : 0, last_status: status ?? null }))
        .where('host', '=', host)
        .where('holder', '=', holder)
        .execute()
    },
  }
}
