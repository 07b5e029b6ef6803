/**
 * One run of a source over the network: begins or goes on where an interrupted one stopped, stores records in batches
 * together with the cursor, keeps what was rejected.
 */
import { upsertPapers, type PaperRecord, type SourceName } from '@offprint/catalogue'
import type { Database } from '@offprint/store'
import type { Gate } from '../gate/gate.ts'
import type { HostPolicy } from '../gate/policy.ts'
import type { HttpOptions } from '../gate/http.ts'
import { advanceRun, finishRun, keepRejected, lastRejectedLine, newestRun, noCounts, startRun, type Counts } from '../import/run.repository.ts'
import { isRejected, type ParsedItem, type RejectedItem } from '../item.ts'

/** Records a transaction, as for files. */
const BATCH_SIZE = 500

export interface HarvestProgress extends Counts {
  /** What is being read: `cs (arXivRaw)`, a day. */
  part: string
}

export interface HarvestHooks {
  progress?: (progress: HarvestProgress) => void
  /** A failure that is being waited out. */
  waiting?: (wait: { url: string; attempt: number; reason: string; waitMs: number }) => void
  signal?: AbortSignal
}

/** What every source gets besides its own options. */
export interface HarvestContext {
  database: Database
  gate: Gate
  hooks: HarvestHooks
  /** The User-Agent's contact. */
  contact?: string
  /** The present, ISO 8601. */
  now: () => string
  /** Replaces the source's politeness, for tests against a local simulator. */
  policy?: HostPolicy
}

export interface HarvestResult extends Omit<Counts, 'rejected'> {
  rejected: { line: number; reason: string }[]
  rejectedTotal: number
  /** Where the next run begins; its form is the source's own. */
  cursor: string
  run: number
}

/** Rejections listed in the result; all are kept in the database. */
const MAX_LISTED_REJECTIONS = 1000

export const httpOptions = (context: HarvestContext, policy: HostPolicy): HttpOptions => ({
  gate: context.gate,
  policy: context.policy ?? policy,
  contact: context.contact,
  signal: context.hooks.signal,
  onRetry: context.hooks.waiting,
})

export class HarvestRun<Cursor> {
  readonly id: number
  readonly #context: HarvestContext
  readonly #source: SourceName
  readonly #totals = noCounts()
  readonly #rejected: RejectedItem[] = []
  #cursor: Cursor
  #line: number

  private constructor(context: HarvestContext, source: SourceName, id: number, cursor: Cursor, line: number) {
    this.#context = context
    this.#source = source
    this.id = id
    this.#cursor = cursor
    this.#line = line
  }

  /**
   * Goes on with an interrupted run over the same thing, or starts one. `next` makes the first cursor from the one the
   * last complete run ended with (undefined: there was none); `continues` says whether an interrupted run is what is
   * wanted now (by default always), and one that is not is closed.
   */
  static async begin<Cursor>(context: HarvestContext, what: { source: string; input: string; as: SourceName }, next: (last: Cursor | undefined) => Cursor, continues: (cursor: Cursor) => boolean = () => true): Promise<HarvestRun<Cursor>> {
    const { database } = context
    const last = await newestRun(database.db, what.source, what.input)
    if (last && !last.finished_at && last.cursor) {
      const cursor = JSON.parse(last.cursor) as Cursor
      if (continues(cursor)) return new HarvestRun(context, what.as, last.id, cursor, await lastRejectedLine(database.db, last.id))
      await database.write((trx) => finishRun(trx, last.id, { now: context.now(), error: 'Given up for a run with other dates.' }))
    }
    const complete = await lastComplete(database, what)
    const cursor = next(complete ? (JSON.parse(complete) as Cursor) : undefined)
    const id = await database.write((trx) => startRun(trx, { source: what.source, input: what.input, fingerprint: what.input, cursor: JSON.stringify(cursor), now: context.now() }))
    return new HarvestRun(context, what.as, id, cursor, 0)
  }

  get cursor(): Cursor {
    return this.#cursor
  }

  /** Stores items in batches and, in the same transaction as the last of them, the cursor. */
  async save(items: readonly ParsedItem[], cursor: Cursor, part: string): Promise<void> {
    for (let start = 0; start === 0 || start < items.length; start += BATCH_SIZE) {
      const isLast = start + BATCH_SIZE >= items.length
      await this.#saveBatch(items.slice(start, start + BATCH_SIZE), isLast ? cursor : this.#cursor, part)
      this.#context.hooks.signal?.throwIfAborted()
    }
  }

  async #saveBatch(items: ParsedItem[], cursor: Cursor, part: string): Promise<void> {
    const records: PaperRecord[] = []
    const rejections: RejectedItem[] = []
    for (const item of items) {
      // Lines of an answer mean little once it is gone: what was rejected is numbered through the run instead.
      if (isRejected(item)) rejections.push({ ...item, line: ++this.#line })
      else records.push(item.record)
    }
    const counts = { ...noCounts(), read: items.length, rejected: rejections.length }
    await this.#context.database.write(async (trx) => {
      const outcomes = await upsertPapers(trx, records, { source: this.#source, run: this.id })
      await keepRejected(trx, this.id, rejections)
      for (const { outcome } of outcomes) counts[outcome]++
      await advanceRun(trx, this.id, JSON.stringify(cursor), counts)
    })
    this.#cursor = cursor
    this.#rejected.push(...rejections.slice(0, MAX_LISTED_REJECTIONS - this.#rejected.length))
    for (const name of Object.keys(counts) as (keyof Counts)[]) this.#totals[name] += counts[name]
    this.#context.hooks.progress?.({ ...this.#totals, part })
  }

  /** Ends the run well. */
  async finish(cursor: Cursor): Promise<HarvestResult> {
    await this.#context.database.write(async (trx) => {
      await advanceRun(trx, this.id, JSON.stringify(cursor), noCounts())
      await finishRun(trx, this.id, { now: this.#context.now() })
    })
    this.#cursor = cursor
    const { read, added, changed, unchanged, rejected } = this.#totals
    return { read, added, changed, unchanged, rejected: this.#rejected.map(({ line, reason }) => ({ line, reason })), rejectedTotal: rejected, cursor: JSON.stringify(cursor), run: this.id }
  }

  /** Notes why the run stopped; it stays open, so that the next one goes on from its cursor. */
  async interrupted(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error)
    await this.#context.database.db.updateTable('source_run').set({ error: message }).where('id', '=', this.id).execute()
  }
}

async function lastComplete(database: Database, what: { source: string; input: string }): Promise<string | undefined> {
  const row = await database.db
    .selectFrom('source_run')
    .select('cursor')
    .where('source', '=', what.source)
    .where('fingerprint', '=', what.input)
    .where('finished_at', 'is not', null)
    .where('error', 'is', null)
    .where('cursor', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.cursor ?? undefined
}

/** Runs `act` and notes on the run why it stopped, if it did. */
export async function noting<Cursor, T>(run: HarvestRun<Cursor>, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    // Where the database itself is what failed, the first error is the one to tell.
    await run.interrupted(error).catch(() => {})
    throw error
  }
}
