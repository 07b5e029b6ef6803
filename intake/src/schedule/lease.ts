/** Leases: who may do what, for the whole installation. A dead holder's lease ends by itself. */
import type { Database, Trx } from '@offprint/store'
import type { Tables } from '@offprint/store/tables'
import { databaseTime } from '../gate/clock.ts'

export interface LeaseTable {
  name: string
  holder: string
  /** ISO 8601 by the database's clock; compared as text. */
  expires_at: string
  value: string | null
}
declare module '@offprint/store/tables' {
  interface Tables {
    lease: LeaseTable
  }
}
export type { Tables }

const iso = (ms: number) => new Date(ms).toISOString()

/** Takes the lease if nobody alive holds it. To be called inside the transaction that acts on it. */
export async function takeLease(trx: Trx, lease: { name: string; holder: string; ms: number; now: number }): Promise<boolean> {
  const { name, holder, now } = lease
  const row = await trx
    .insertInto('lease')
    .values({ name, holder, expires_at: iso(now + lease.ms), value: null })
    .onConflict((c) => c.column('name').doUpdateSet({ holder, expires_at: iso(now + lease.ms) }).where('lease.expires_at', '<=', iso(now)))
    .returning('holder')
    .executeTakeFirst()
  return row?.holder === holder
}

/** True while the lease is still ours. */
export async function renewLease(database: Database, lease: { name: string; holder: string; ms: number }): Promise<boolean> {
  const now = await databaseTime(database)
  const result = await database.db.updateTable('lease').set({ expires_at: iso(now + lease.ms) }).where('name', '=', lease.name).where('holder', '=', lease.holder).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function giveLeaseBack(database: Database, lease: { name: string; holder: string }): Promise<void> {
  await database.db.deleteFrom('lease').where('name', '=', lease.name).where('holder', '=', lease.holder).execute()
}
