/** `offprint serve`: the site and its jobs, until a signal. */
import { openCatalogue } from '@offprint/catalogue'
import { intakeJobs, startScheduler } from '@offprint/intake'
import { ensureSecret } from '@offprint/store'
import { InvalidArgumentError, type Command } from 'commander'
import { configOf, openSearchOf } from '../context.ts'
import { UsageError } from '../exit.ts'
import { ruleOracles } from '../rule-oracles.ts'

interface ServeOptions {
  port?: number
  host?: string
  jobs: boolean
}

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the site; the first start builds it and makes the data folder')
    .option('--port <n>', 'the port (default: PORT or 3000)', parsePort)
    .option('--host <address>', 'the address to listen on (default: HOST or 127.0.0.1)')
    .option('--no-jobs', 'leave scheduled jobs to another process')
    .addHelpText('after', '\nExamples:\n  offprint serve\n  offprint serve --host 0.0.0.0 --port 8080 --data /var/lib/offprint')
    .action(async (options: ServeOptions, command: Command) => {
      await serve(options, command)
    })
}

/** How often the index looks whether another process has changed the catalogue: a new paper is found within two seconds. */
const FOLLOW_MS = 1_000

async function serve(options: ServeOptions, command: Command): Promise<void> {
  const base = configOf(command)
  const config = { ...base, port: options.port ?? base.port, host: options.host ?? base.host, jobs: options.jobs && base.jobs }
  const database = await openCatalogue({ folder: config.data, url: config.databaseUrl })
  const owner = ensureSecret(config.data, 'owner-token')
  if (!config.secret) config.secret = ensureSecret(config.data, 'secret').value
  const [search, { startSite }] = await Promise.all([openSearchOf(database), import('@offprint/site/serve')])
  const jobs = jobsOf(() => intakeJobs(database, config.sources, { contact: config.contact, semanticScholarKey: config.semanticScholarKey || undefined, oracles: ruleOracles(search) }))
  try {
    const site = await startSite({ context: { config, database, search }, host: config.host, port: config.port, onBuild: (line) => console.error(line) })
    console.log(`Offprint is at ${site.url}`)
    console.log(`Data folder: ${config.data}`)
    if (owner.created) console.log(`Owner's token (kept in ${config.data}/owner-token): ${owner.value}`)
    const follower = follow(() => search.follow())
    const scheduler = config.jobs ? startScheduler(database, jobs, { onError: complain }) : undefined
    await untilSignal()
    await Promise.all([site.stop(), scheduler?.stop(), follower.stop()])
  } finally {
    await search.close()
    await database.close()
  }
}

/** A source that is not understood is told at the start, not when its hour comes. */
function jobsOf<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

const complain = (job: string, error: unknown) => console.error(`Job ${job}: ${error instanceof Error ? error.message : String(error)}`)

/** Calls `step` again and again, never twice at once; a failure is told once and tried again with the next beat. */
function follow(step: () => Promise<unknown>): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout
  let running = Promise.resolve()
  let lastComplaint = ''
  const beat = () => {
    running = step()
      .then(() => void (lastComplaint = ''))
      .catch((error: Error) => {
        if (error.message !== lastComplaint) console.error(`The search index could not follow the catalogue: ${error.message}`)
        lastComplaint = error.message
      })
      .then(() => {
        if (!stopped) timer = setTimeout(beat, FOLLOW_MS)
      })
  }
  beat()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

function parsePort(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
