/** `offprint jobs`: what runs by itself, when it ran and will run. */
import { jobHistory, listJobs, pauseJob, runJobSoon, type JobView } from '@offprint/intake'
import type { Command } from 'commander'
import { print, withCatalogue } from '../context.ts'
import { UsageError } from '../exit.ts'

export function jobsCommand(program: Command): void {
  const jobs = program.command('jobs').description('scheduled jobs: harvests of OFFPRINT_SOURCES and choosing the edition')

  jobs
    .command('list', { isDefault: true })
    .description('every job: its schedule, last and next run')
    .addHelpText('after', '\nExample:\n  offprint jobs')
    .action(async (_options: unknown, command: Command) => {
      const all = await withCatalogue(command, listJobs)
      print(command, all, () => (all.length === 0 ? 'No job has been scheduled yet; "offprint serve" does so.' : all.flatMap(jobLines)))
    })

  jobs
    .command('history')
    .argument('<job>', 'its name, as "offprint jobs" prints it')
    .description('the runs of a job, newest first')
    .addHelpText('after', '\nExample:\n  offprint jobs history arxiv')
    .action(async (name: string, _options: unknown, command: Command) => {
      const runs = await withCatalogue(command, ({ db }) => jobHistory(db, name))
      print(command, runs, () => runs.map(({ startedAt, finishedAt, summary, error }) => `${startedAt}  ${finishedAt ? (error ?? summary ?? '') : 'running'}`))
    })

  for (const [verb, description, act] of [
    ['run', 'make a job due at once, for the process that runs jobs', runJobSoon],
    ['pause', 'leave a job out until it is resumed', (database: Parameters<typeof pauseJob>[0], name: string) => pauseJob(database, name, true)],
    ['resume', 'take a paused job up again', (database: Parameters<typeof pauseJob>[0], name: string) => pauseJob(database, name, false)],
  ] as const) {
    jobs
      .command(verb)
      .argument('<job>', 'its name')
      .description(description)
      .addHelpText('after', `\nExample:\n  offprint jobs ${verb} arxiv`)
      .action(async (name: string, _options: unknown, command: Command) => {
        const known = await withCatalogue(command, (database) => act(database, name))
        if (!known) throw new UsageError(`There is no job "${name}"; "offprint jobs" lists them.`)
        print(command, { job: name, done: verb }, () => `${name}: ${verb}.`)
      })
  }
}

function jobLines({ name, cron, timeZone, paused, nextRun, runningSince, lastRun }: JobView): string[] {
  const state = runningSince ? `running since ${runningSince}` : paused ? 'paused' : `next ${nextRun}`
  const last = lastRun ? `    last ${lastRun.startedAt}: ${lastRun.error ?? lastRun.summary ?? 'not finished'}` : '    never ran'
  return [`${name}  (${cron}, ${timeZone})  ${state}`, last]
}
