/**
 * Jobs that run by themselves. Any number of processes may run a scheduler on one database: a job's lease makes sure
 * that only one of them runs it, and when that one dies, another takes the job over as soon as the lease is over.
 * A job whose time came while nobody was there runs once, not as often as it was missed.
 */
import { randomUUID } from 'node:crypto'
import type { Database, Trx } from '@offprint/store'
import type { Tables } from '@offprint/store/tables'
import type { ExpressionBuilder, Generated } from 'kysely'
import { databaseTime, pause } from '../gate/clock.ts'
import { giveLeaseBack, renewLease, takeLease } from './lease.ts'
import { nextRun } from './schedule.ts'

export interface JobTable {
  name: string
  /** Milliseconds since 1970 by the database's clock. */
  next_at: number
  cron: string
  time_zone: string
  paused: number
}
export interface JobRunTable {
  id: Generated<number>
  job: string
  holder: string
  started_at: string
  finished_at: string | null
  summary: string | null
  error: string | null
}
declare module '@offprint/store/tables' {
  interface Tables {
    job: JobTable
    job_run: JobRunTable
  }
}
export type { Tables }

export interface JobDefinition {
  /** Unique; also the lease's name. */
  name: string
  /** For the keeper's page. */
  title: string
  cron: string
  timeZone: string
  /** Returns one line about what was done. Must stop when the signal is aborted, and be fit to run again. */
  run: (signal: AbortSignal) => Promise<string>
}

export interface SchedulerOptions {
  /** How long a job's process may give no sign of life. */
  leaseMs?: number
  /** The longest sleep between two looks at the database. */
  pollMs?: number
  /** Told about failures; a failing job never stops the scheduler. */
  onError?: (job: string, error: unknown) => void
}

const LEASE_MS = 60_000
const POLL_MS = 15_000
/** Runs kept a job: two months of hourly ones. */
const KEPT_RUNS = 1500

export interface Scheduler {
  /** Lets running jobs stop, gives their leases back. */
  stop(): Promise<void>
}

export function startScheduler(database: Database, jobs: readonly JobDefinition[], options: SchedulerOptions = {}): Scheduler {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      const waitMs = await look(database, jobs, options, stopping.signal, running).catch((error: unknown) => {
        options.onError?.('scheduler', error)
        return options.pollMs ?? POLL_MS
      })
      await pause(waitMs, stopping.signal).catch(() => {})
    }
  })()
  return {
    stop: async () => {
      stopping.abort(new Error('The server is stopping.'))
      await loop
      await Promise.all(running)
    },
  }
}

/** Starts what is due and returns how long to sleep. */
async function look(database: Database, jobs: readonly JobDefinition[], options: SchedulerOptions, signal: AbortSignal, running: Set<Promise<void>>): Promise<number> {
  for (const job of jobs) {
    const claim = await claimIfDue(database, job, options)
    if (!claim || signal.aborted) continue
    const run = perform(database, job, claim, options, signal).finally(() => running.delete(run))
    running.add(run)
  }
  const now = await databaseTime(database)
  const rows = await database.db.selectFrom('job').select('next_at').where('name', 'in', jobs.map((job) => job.name).concat('')).where('paused', '=', 0).execute()
  // What is still due now is being run by somebody, and is looked at again at the ordinary pace.
  const pollMs = options.pollMs ?? POLL_MS
  const waits = rows.map((row) => row.next_at - now).filter((wait) => wait > 0)
  return Math.min(pollMs, ...waits)
}

interface Claim {
  holder: string
  run: number
}

/** Takes a job that is due, or whose process died. The first look at a job sets its time. */
async function claimIfDue(database: Database, job: JobDefinition, options: SchedulerOptions): Promise<Claim | undefined> {
  const peek = await database.db.selectFrom('job').selectAll().where('name', '=', job.name).executeTakeFirst()
  const peekLease = await database.db.selectFrom('lease').selectAll().where('name', '=', leaseName(job.name)).executeTakeFirst()
  const now = await databaseTime(database)
  const isKnown = peek && peek.cron === job.cron && peek.time_zone === job.timeZone
  const isAbandoned = (lease: typeof peekLease) => lease !== undefined && Date.parse(lease.expires_at) <= now
  if (isKnown && (peek.paused || (peek.next_at > now && !isAbandoned(peekLease)))) return undefined
  return database.write(async (trx) => {
    const next = nextRun(job.cron, job.timeZone, now)
    const schedule = { cron: job.cron, time_zone: job.timeZone }
    if (!isKnown) {
      // Another process may have made it known meanwhile, and a keeper made it due: only another schedule sets another time.
      const isOther = (e: ExpressionBuilder<Tables, 'job'>) => e.or([e('job.cron', '!=', job.cron), e('job.time_zone', '!=', job.timeZone)])
      await trx
        .insertInto('job')
        .values({ name: job.name, next_at: next, ...schedule, paused: 0 })
        .onConflict((c) => c.column('name').doUpdateSet({ ...schedule, next_at: next }).where((e) => isOther(e as unknown as ExpressionBuilder<Tables, 'job'>)))
        .execute()
      return undefined
    }
    let query = trx.selectFrom('job').select('next_at').where('name', '=', job.name)
    if (database.engine === 'postgres') query = query.forUpdate()
    const row = await query.executeTakeFirst()
    // Looked at again under the row's lock: another process may just have taken it.
    const lease = await trx.selectFrom('lease').selectAll().where('name', '=', leaseName(job.name)).executeTakeFirst()
    if (row && row.next_at > now && !isAbandoned(lease)) return undefined
    return claim(trx, job, { now, next, leaseMs: options.leaseMs ?? LEASE_MS })
  })
}

const leaseName = (job: string) => `job:${job}`

async function claim(trx: Trx, job: JobDefinition, at: { now: number; next: number; leaseMs: number }): Promise<Claim | undefined> {
  const holder = randomUUID()
  if (!(await takeLease(trx, { name: leaseName(job.name), holder, ms: at.leaseMs, now: at.now }))) return undefined
  const instant = new Date(at.now).toISOString()
  await trx.updateTable('job_run').set({ finished_at: instant, error: 'Its process ended without a word; the job was taken over.' }).where('job', '=', job.name).where('finished_at', 'is', null).execute()
  await trx.updateTable('job').set({ next_at: at.next }).where('name', '=', job.name).execute()
  const { id } = await trx.insertInto('job_run').values({ job: job.name, holder, started_at: instant, finished_at: null, summary: null, error: null }).returning('id').executeTakeFirstOrThrow()
  await trx.deleteFrom('job_run').where('job', '=', job.name).where('id', '<=', id - KEPT_RUNS).execute()
  return { holder, run: id }
}

async function perform(database: Database, job: JobDefinition, { holder, run }: Claim, options: SchedulerOptions, outer: AbortSignal): Promise<void> {
  const lost = new AbortController()
  const lease = { name: leaseName(job.name), holder, ms: options.leaseMs ?? LEASE_MS }
  const renewal = setInterval(() => {
    renewLease(database, lease).then(
      (ours) => void (ours || lost.abort(new Error('Another process has taken this job over.'))),
      () => {},
    )
  }, lease.ms / 3)
  let summary: string | null = null
  let failure: unknown
  try {
    summary = await job.run(AbortSignal.any([outer, lost.signal]))
  } catch (error) {
    failure = error
    if (!outer.aborted) options.onError?.(job.name, error)
  } finally {
    clearInterval(renewal)
  }
  const error = failure === undefined ? null : failure instanceof Error ? failure.message : String(failure)
  const finished = new Date(await databaseTime(database)).toISOString()
  await database.db.updateTable('job_run').set({ finished_at: finished, summary, error }).where('id', '=', run).where('finished_at', 'is', null).execute()
  await giveLeaseBack(database, lease)
}

/** Makes a job due at once, whoever runs the scheduler. False where no such job is known. */
export async function runJobSoon(database: Database, name: string): Promise<boolean> {
  const result = await database.db.updateTable('job').set({ next_at: await databaseTime(database) }).where('name', '=', name).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function pauseJob(database: Database, name: string, paused: boolean): Promise<boolean> {
  const result = await database.db.updateTable('job').set({ paused: paused ? 1 : 0 }).where('name', '=', name).executeTakeFirst()
  return result.numUpdatedRows > 0n
}
