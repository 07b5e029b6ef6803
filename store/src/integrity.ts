/** Whether the database is sound. */
import { sql } from 'kysely'
import type { Database } from './database.ts'

/** @returns undefined where all is well, else the engine's first complaint */
export async function checkIntegrity(database: Database): Promise<string | undefined> {
  if (database.engine === 'postgres') {
    await sql`select 1`.execute(database.db)
    return undefined
  }
  const { rows } = await sql<{ quick_check: string }>`select quick_check from pragma_quick_check limit 1`.execute(database.db)
  const complaint = rows[0]?.quick_check
  if (complaint && complaint !== 'ok') return complaint
  const { rows: orphans } = await sql<{ table: string }>`select "table" from pragma_foreign_key_check limit 1`.execute(database.db)
  return orphans[0] ? `table ${orphans[0].table} refers to a row that is not there` : undefined
}
