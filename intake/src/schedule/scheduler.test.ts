import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPaper } from '@offprint/catalogue'
import { openDatabase } from '@offprint/store'
import { eachEngine, temporaryFolder } from '@offprint/store/testing'
import { expect, onTestFinished, test } from 'vitest'
import { importFiles } from '../import/import-files.ts'
import { retryRejected } from '../import/retry.ts'
import { rejectedOf } from '../import/run.repository.ts'
import { Archive } from '../simulator/archive.ts'
import { startSimulator } from '../simulator/server.ts'
import { madeUpRecords } from '../testing/records.ts'
import { jobHistory, listJobs, sourcesOverview } from './overview.ts'
import { nextRun } from './schedule.ts'
import { runJobSoon, startScheduler, type JobDefinition, type SchedulerOptions } from './scheduler.ts'
import { intakeJobs, parseSources } from './source-jobs.ts'

const FAST: SchedulerOptions = { leaseMs: 200, pollMs: 20 }
/** Once a year: in these tests a job runs only when it is made due. */
const YEARLY = { title: 'A job', cron: '0 0 1 1 *', timeZone: 'UTC' }

const iso = (time: number) => new Date(time).toISOString()

test('a time that the clock skips in spring comes at the end of the gap, one that it repeats in autumn comes once', () => {
  // Berlin 2026: 02:00 becomes 03:00 on 29 March, 03:00 becomes 02:00 on 25 October.
  const daily = (after: string) => iso(nextRun('30 2 * * *', 'Europe/Berlin', Date.parse(after)))
  expect(daily('2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
  expect(daily('2026-03-29T01:30:00Z')).toBe('2026-03-30T00:30:00.000Z')
  const autumn = daily('2026-10-24T12:00:00Z')
  expect(autumn).toBe('2026-10-25T00:30:00.000Z')
  expect(daily(autumn)).toBe('2026-10-26T01:30:00.000Z')
})

test('the default schedules mean New York in winter and in summer, and skip the weekend where they should', () => {
  expect(iso(nextRun('15 23 * * *', 'America/New_York', Date.parse('2026-01-10T12:00:00Z')))).toBe('2026-01-11T04:15:00.000Z')
  expect(iso(nextRun('15 23 * * *', 'America/New_York', Date.parse('2026-07-10T12:00:00Z')))).toBe('2026-07-11T03:15:00.000Z')
  // Friday's announcements were the last before Monday.
  expect(iso(nextRun('30 0 * * 1-5', 'America/New_York', Date.parse('2026-11-27T12:00:00Z')))).toBe('2026-11-30T05:30:00.000Z')
})

test('OFFPRINT_SOURCES: sets of one source are one job, endpoints are jobs of their own, nonsense is named', () => {
  expect(parseSources(['arxiv:cs:cs:LG', 'hf', 'arxiv:stat', 'hf:https://papers.example.org', 'openreview:ICLR.cc/2026/Conference'])).toEqual([
    { name: 'arxiv', job: 'arxiv', options: { sets: ['cs:cs:LG', 'stat'] } },
    { name: 'hf', job: 'hf', options: {} },
    { name: 'hf', job: 'hf:https://papers.example.org', options: { endpoint: 'https://papers.example.org' } },
    { name: 'openreview', job: 'openreview:ICLR.cc/2026/Conference', options: { venue: 'ICLR.cc/2026/Conference' } },
  ])
  expect(() => parseSources(['arxive:cs'])).toThrow('"arxive:cs" is no source; there are arxiv, arxiv-rss, hf, openreview')
  expect(() => parseSources(['openreview'])).toThrow(/OFFPRINT_SOURCES: openreview: /)
})

/** Resolves with what `take` returns once it is not undefined; the scheduler acts in its own time. */
async function eventually<T>(take: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await take()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

eachEngine('the scheduler', (store) => {
  test('of two processes on one database, one runs a due job, once', async () => {
    const options = await store.options()
    const databases = [await openDatabase(options), await openDatabase(options)]
    onTestFinished(async () => {
      for (const database of databases) await database.close()
    })
    let runs = 0
    const job: JobDefinition = { ...YEARLY, name: 'once', run: async () => `run ${++runs}` }
    const schedulers = databases.map((database) => startScheduler(database, [job], FAST))
    for (let round = 1; round <= 4; round++) {
      await eventually(async () => ((await runJobSoon(databases[0], 'once')) ? true : undefined))
      await eventually(async () => ((await jobHistory(databases[0].db, 'once')).filter((run) => run.finishedAt).length >= round ? true : undefined))
    }
    await Promise.all(schedulers.map((scheduler) => scheduler.stop()))
    expect(runs).toBe(4)
    expect(await jobHistory(databases[1].db, 'once')).toHaveLength(4)
    const [view] = await listJobs(databases[1])
    expect(view).toMatchObject({ name: 'once', cron: YEARLY.cron, timeZone: 'UTC', paused: false, lastRun: { summary: 'run 4' } })
    expect(view.nextRun).toMatch(/^\d{4}-01-01T00:00:00\.000Z$/)
    expect(view.runningSince).toBeUndefined()
  })

  test('a job that comes due again while it runs is not started beside itself', async () => {
    const options = await store.options()
    const databases = [await openDatabase(options), await openDatabase(options)]
    onTestFinished(async () => {
      for (const database of databases) await database.close()
    })
    let [running, most, ended] = [0, 0, 0]
    let finish = () => {}
    const job: JobDefinition = {
      ...YEARLY,
      name: 'slow',
      run: async () => {
        most = Math.max(most, ++running)
        await new Promise<void>((resolve) => (finish = resolve))
        running--
        return `run ${++ended}`
      },
    }
    // A process that stalls for longer than its lease rightly loses it: on a busy machine that takes seconds.
    const patient = { ...FAST, leaseMs: 3_000 }
    const schedulers = databases.map((database) => startScheduler(database, [job], patient))
    await eventually(async () => ((await runJobSoon(databases[0], 'slow')) ? true : undefined))
    await eventually(async () => (running === 1 ? true : undefined))
    await runJobSoon(databases[1], 'slow')
    // Long enough for both to have looked, and for a lease that is not renewed to end.
    await new Promise((resolve) => setTimeout(resolve, patient.leaseMs + 500))
    expect([running, most]).toEqual([1, 1])
    finish()
    await eventually(async () => (ended === 1 && running === 1 ? true : undefined))
    finish()
    await eventually(async () => (ended === 2 ? true : undefined))
    await Promise.all(schedulers.map((scheduler) => scheduler.stop()))
    expect(most).toBe(1)
  })

  test("a dead process's job is taken over when its lease is over, and its run says so", async () => {
    const database = await store.open()
    let runs = 0
    const job: JobDefinition = { ...YEARLY, name: 'orphan', run: async () => `run ${++runs}` }
    // What a process leaves behind that was killed while it ran the job.
    await database.db.insertInto('job').values({ name: 'orphan', next_at: Date.parse('2999-01-01'), cron: job.cron, time_zone: job.timeZone, paused: 0 }).execute()
    await database.db.insertInto('lease').values({ name: 'job:orphan', holder: 'dead', expires_at: '2020-01-01T00:00:00.000Z', value: null }).execute()
    await database.db.insertInto('job_run').values({ job: 'orphan', holder: 'dead', started_at: '2020-01-01T00:00:00.000Z', finished_at: null, summary: null, error: null }).execute()
    const scheduler = startScheduler(database, [job], FAST)
    const history = await eventually(async () => {
      const all = await jobHistory(database.db, 'orphan')
      return all.length === 2 && all[0].finishedAt ? all : undefined
    })
    await scheduler.stop()
    expect(history).toMatchObject([{ summary: 'run 1' }, { error: expect.stringContaining('taken over') }])
    expect(await database.db.selectFrom('lease').selectAll().execute()).toEqual([])
  })

  test('a failing job is noted and does not stop the others; stopping lets a running one end and gives its lease back', async () => {
    const database = await store.open()
    const errors: string[] = []
    const jobs: JobDefinition[] = [
      { ...YEARLY, name: 'bad', run: () => Promise.reject(new Error('no luck')) },
      { ...YEARLY, name: 'long', run: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped in good order'))) },
    ]
    const scheduler = startScheduler(database, jobs, { ...FAST, onError: (job) => errors.push(job) })
    for (const { name } of jobs) await eventually(async () => ((await runJobSoon(database, name)) ? true : undefined))
    await eventually(async () => ((await jobHistory(database.db, 'bad'))[0]?.finishedAt && (await jobHistory(database.db, 'long')).length > 0 ? true : undefined))
    expect((await listJobs(database)).find((job) => job.name === 'long')?.runningSince).toBeDefined()
    await scheduler.stop()
    expect(errors).toEqual(['bad'])
    expect((await jobHistory(database.db, 'bad'))[0]).toMatchObject({ error: 'no luck' })
    expect((await jobHistory(database.db, 'long'))[0]).toMatchObject({ summary: 'stopped in good order' })
    expect(await database.db.selectFrom('lease').selectAll().execute()).toEqual([])
  })

  test('a configured source is harvested by its job, and the keeper sees what happened', async () => {
    const database = await store.open()
    const records = madeUpRecords(12).map((record) => ({ ...record, listedOn: '2026-11-24' }))
    const now = () => '2026-11-25T12:00:00Z'
    const simulator = await startSimulator({ archive: new Archive(records, () => '2026-11-24'), now })
    onTestFinished(() => simulator.close())
    const policy = { intervalMs: 2, leaseMs: 600, backoffMs: 2, maxBackoffMs: 20, attempts: 2, deadlineMs: 5_000 }
    const jobs = intakeJobs(database, [`hf:${simulator.origin}`], { now, policy, contact: 'x' })
    expect(jobs.map((job) => job.name)).toEqual([`hf:${simulator.origin}`, 'edition'])
    const scheduler = startScheduler(database, jobs, FAST)
    await eventually(async () => ((await runJobSoon(database, jobs[0].name)) ? true : undefined))
    await eventually(async () => (await jobHistory(database.db, jobs[0].name)).find((run) => run.finishedAt))
    await scheduler.stop()
    const overview = await sourcesOverview(database)
    expect(overview.jobs.find((job) => job.name === jobs[0].name)?.lastRun).toMatchObject({ summary: '12 read, 12 added, 0 changed, 0 unchanged, 0 rejected' })
    expect(overview.runs).toMatchObject([{ source: 'hf', state: 'complete', added: 12, rejected: 0 }])
    expect(overview.hosts).toMatchObject([{ host: new URL(simulator.origin).host, requests: 8, failures: 0, busy: false, lastStatus: 200 }])
  })

  test('rejected records are shown with their text, corrected, and read again', async () => {
    const database = await store.open()
    const path = join(temporaryFolder(), 'papers.jsonl')
    writeFileSync(path, '{"id":"2508.01832","title":""}\n{"id":"2508.01833","title":"Good"}\nbroken\n')
    const { runs } = await importFiles(database, [path])
    expect((await sourcesOverview(database)).withRejections).toMatchObject([{ id: runs[0], rejected: 2 }])
    const retried = await retryRejected(database, runs[0], { 1: '{"id":"2508.01832","title":"Corrected by hand"}' })
    expect(retried).toEqual({ accepted: 1, stillRejected: [{ line: 3, reason: expect.stringContaining('JSON') }] })
    expect((await findPaper(database.db, '2508.01832' as never))?.title).toBe('Corrected by hand')
    expect(await rejectedOf(database.db, runs[0])).toHaveLength(1)
    expect((await sourcesOverview(database)).withRejections).toMatchObject([{ rejected: 1, added: 2 }])
  })
})
