/** Source runs: one a reading of an input. Its cursor moves in the same transaction as the papers, so it is never wrong. */
import type { Db, Trx } from '@offprint/store'
import { sql, type Selectable } from 'kysely'
import type { RejectedItem } from '../item.ts'
import type { SourceRunTable } from './run.table.ts'

export type SourceRun = Selectable<SourceRunTable>

export interface Counts {
  read: number
  added: number
  changed: number
  unchanged: number
  rejected: number
}

export const noCounts = (): Counts => ({ read: 0, added: 0, changed: 0, unchanged: 0, rejected: 0 })

/** The newest run over this input, finished or not. */
export async function newestRun(db: Db, source: string, fingerprint: string): Promise<SourceRun | undefined> {
  return db.selectFrom('source_run').selectAll().where('source', '=', source).where('fingerprint', '=', fingerprint).orderBy('id', 'desc').limit(1).executeTakeFirst()
}

/** Whether a run over this input ever came to its end. */
export async function wasReadCompletely(db: Db, source: string, fingerprint: string): Promise<boolean> {
  const row = await db
    .selectFrom('source_run')
    .select('id')
    .where('source', '=', source)
    .where('fingerprint', '=', fingerprint)
    .where('finished_at', 'is not', null)
    .where('error', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function startRun(trx: Trx, run: { source: string; input: string; fingerprint?: string; cursor?: string; now: string }): Promise<number> {
  const row = await trx
    .insertInto('source_run')
    .values({ source: run.source, input: run.input, fingerprint: run.fingerprint ?? null, cursor: run.cursor ?? null, started_at: run.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Adds a batch's counts and moves the cursor. */
export async function advanceRun(trx: Trx, id: number, cursor: string, counts: Counts): Promise<void> {
  await trx
    .updateTable('source_run')
    .set((e) => ({
      cursor,
      read: e('read', '+', counts.read),
      added: e('added', '+', counts.added),
      changed: e('changed', '+', counts.changed),
      unchanged: e('unchanged', '+', counts.unchanged),
      rejected: e('rejected', '+', counts.rejected),
    }))
    .where('id', '=', id)
    .execute()
}

export async function finishRun(trx: Trx, id: number, end: { now: string; error?: string }): Promise<void> {
  await trx.updateTable('source_run').set({ finished_at: end.now, error: end.error ?? null }).where('id', '=', id).execute()
}

/** Rejections per insert: below SQLite's limit on parameters. */
const ROWS_PER_INSERT = 500

export async function keepRejected(trx: Trx, runId: number, items: readonly RejectedItem[]): Promise<void> {
  for (let start = 0; start < items.length; start += ROWS_PER_INSERT) {
    for (const group of withoutEqualLines(items.slice(start, start + ROWS_PER_INSERT))) {
      await trx
        .insertInto('rejected_record')
        .values(group.map(({ line, reason, raw }) => ({ run_id: runId, line, reason, raw })))
        // Several records of one line share a row.
        .onConflict((c) => c.columns(['run_id', 'line']).doUpdateSet({ raw: sql`rejected_record.raw || ${'\n'} || excluded.raw` }))
        .execute()
    }
  }
}

/** One statement may not touch a row twice: records that share a line go into statements of their own. */
function withoutEqualLines(items: RejectedItem[]): RejectedItem[][] {
  const groups: RejectedItem[][] = []
  const seen: Set<number>[] = []
  for (const item of items) {
    const index = seen.findIndex((lines) => !lines.has(item.line))
    if (index < 0) {
      groups.push([item])
      seen.push(new Set([item.line]))
    } else {
      groups[index].push(item)
      seen[index].add(item.line)
    }
  }
  return groups
}

/** The largest line number among a run's rejections, 0 without any. */
export async function lastRejectedLine(db: Db, runId: number): Promise<number> {
  const row = await db.selectFrom('rejected_record').select((e) => e.fn.max('line').as('line')).where('run_id', '=', runId).executeTakeFirst()
  return Number(row?.line ?? 0)
}

export async function rejectedOf(db: Db, runId: number, limit = 1000): Promise<RejectedItem[]> {
  return db.selectFrom('rejected_record').select(['line', 'reason', 'raw']).where('run_id', '=', runId).orderBy('line').limit(limit).execute()
}

export async function findRun(db: Db, id: number): Promise<SourceRun | undefined> {
  return db.selectFrom('source_run').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first. */
export async function listRuns(db: Db, options: { source?: string; limit?: number } = {}): Promise<SourceRun[]> {
  let query = db.selectFrom('source_run').selectAll().orderBy('id', 'desc').limit(options.limit ?? 50)
  if (options.source) query = query.where('source', '=', options.source)
  return query.execute()
}
