/** What a keeper sees of sources and jobs: the page `/admin/sources` and `offprint jobs`. */
import type { Database, Db } from '@offprint/store'
import { databaseTime } from '../gate/clock.ts'
import { listRuns, type SourceRun } from '../import/run.repository.ts'

export interface JobView {
  name: string
  cron: string
  timeZone: string
  paused: boolean
  /** ISO 8601. */
  nextRun: string
  /** Since when it runs, where it does. */
  runningSince?: string
  lastRun?: { startedAt: string; finishedAt?: string; summary?: string; error?: string }
}

/** All jobs that any process ever ran here, by name. */
export async function listJobs(database: Database): Promise<JobView[]> {
  const { db } = database
  const jobs = await db.selectFrom('job').selectAll().orderBy('name').execute()
  const now = new Date(await databaseTime(database)).toISOString()
  const leases = await db.selectFrom('lease').selectAll().where('name', 'like', 'job:%').execute()
  const newest = await newestJobRuns(db)
  return jobs.map((job) => {
    const run = newest.get(job.name)
    const lease = leases.find((entry) => entry.name === `job:${job.name}`)
    const isRunning = lease !== undefined && lease.expires_at > now && run !== undefined && run.finished_at === null
    return {
      name: job.name,
      cron: job.cron,
      timeZone: job.time_zone,
      paused: job.paused === 1,
      nextRun: new Date(job.next_at).toISOString(),
      ...(isRunning ? { runningSince: run.started_at } : {}),
      ...(run ? { lastRun: { startedAt: run.started_at, ...said({ finishedAt: run.finished_at, summary: run.summary, error: run.error }) } } : {}),
    }
  })
}

function said<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> }
}

async function newestJobRuns(db: Db) {
  const newest = db.selectFrom('job_run').select((e) => e.fn.max('id').as('id')).groupBy('job')
  const rows = await db.selectFrom('job_run').selectAll().where('id', 'in', newest).execute()
  return new Map(rows.map((row) => [row.job, row]))
}

export interface JobHistoryEntry {
  startedAt: string
  finishedAt?: string
  summary?: string
  error?: string
}

/** Newest first. */
export async function jobHistory(db: Db, job: string, limit = 50): Promise<JobHistoryEntry[]> {
  const rows = await db.selectFrom('job_run').selectAll().where('job', '=', job).orderBy('id', 'desc').limit(limit).execute()
  return rows.map((row) => ({ startedAt: row.started_at, ...said({ finishedAt: row.finished_at, summary: row.summary, error: row.error }) }))
}

export interface RunView {
  id: number
  source: string
  input: string
  startedAt: string
  finishedAt?: string
  read: number
  added: number
  changed: number
  unchanged: number
  rejected: number
  /** Why it stopped. A run that was interrupted goes on with the next. */
  error?: string
  state: 'complete' | 'failed' | 'unfinished'
}

export interface HostView {
  host: string
  requests: number
  failures: number
  lastStatus?: number
  busy: boolean
  /** When the next request may be sent, where that is still to come. */
  closedUntil?: string
}

export interface SourcesOverview {
  jobs: JobView[]
  /** Newest first, of all sources. */
  runs: RunView[]
  /** Runs with rejected records, newest first. */
  withRejections: RunView[]
  hosts: HostView[]
}

/** Everything the page shows, in a handful of queries. */
export async function sourcesOverview(database: Database, limit = 50): Promise<SourcesOverview> {
  const { db } = database
  const runs = (await listRuns(db, { limit })).map(runView)
  const rejecting = await db.selectFrom('source_run').selectAll().where('rejected', '>', 0).orderBy('id', 'desc').limit(limit).execute()
  const now = await databaseTime(database)
  const gates = await db.selectFrom('host_gate').selectAll().orderBy('host').execute()
  return {
    jobs: await listJobs(database),
    runs,
    withRejections: rejecting.map(runView),
    hosts: gates.map((gate) => ({
      host: gate.host,
      requests: gate.requests,
      failures: gate.failures,
      ...said({ lastStatus: gate.last_status }),
      busy: gate.holder !== null && gate.expires_at > now,
      ...(gate.next_at > now ? { closedUntil: new Date(gate.next_at).toISOString() } : {}),
    })),
  }
}

function runView(run: SourceRun): RunView {
  const { id, source, input, read, added, changed, unchanged, rejected } = run
  const state = run.finished_at === null ? 'unfinished' : run.error === null ? 'complete' : 'failed'
  return { id, source, input, startedAt: run.started_at, read, added, changed, unchanged, rejected, state, ...said({ finishedAt: run.finished_at, error: run.error }) }
}
