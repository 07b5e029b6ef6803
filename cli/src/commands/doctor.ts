/** `offprint doctor`: looks at an installation and says, line by line, what is well and what to do about the rest. */
import { countPapers } from '@offprint/catalogue'
import { checkIntegrity, migrationState, openDatabase, type Config, type Database } from '@offprint/store'
import type { Command } from 'commander'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { configOf, openSearchOf, print } from '../context.ts'
import { EXIT } from '../exit.ts'

interface Finding {
  what: string
  ok: boolean
  detail: string
}

/** Less than this and the next import may fail: an index rebuild needs room for a second index. */
const LEAST_FREE_BYTES = 1_073_741_824
const GIBIBYTE = 1_073_741_824

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check this installation: folder, database, index, configuration')
    .addHelpText('after', '\nExample:\n  offprint doctor --data /var/lib/offprint')
    .action(async (_options: unknown, command: Command) => {
      const findings = await examine(configOf(command))
      print(command, findings, () => findings.map(({ what, ok, detail }) => `${ok ? 'ok  ' : 'FAIL'}  ${what}: ${detail}`))
      if (findings.some((finding) => !finding.ok)) process.exitCode = EXIT.failed
    })
}

async function examine(config: Config): Promise<Finding[]> {
  const findings = [nodeVersion(), ...folder(config), origin(config)]
  let database: Database
  try {
    database = await openDatabase({ folder: config.data, url: config.databaseUrl, migrate: false })
  } catch (error) {
    return [...findings, { what: 'database', ok: false, detail: (error as Error).message }]
  }
  try {
    return [...findings, ...(await examineDatabase(database))]
  } finally {
    await database.close()
  }
}

async function examineDatabase(database: Database): Promise<Finding[]> {
  const { pending } = await migrationState(database.db)
  const schema: Finding = { what: 'schema', ok: pending.length === 0, detail: pending.length === 0 ? 'newest' : `run "offprint migrate" to apply ${pending.join(', ')}` }
  if (!schema.ok) return [schema]
  const damage = await checkIntegrity(database)
  const papers = await countPapers(database.db)
  return [
    schema,
    { what: 'database', ok: damage === undefined, detail: damage ?? `${database.engine}, ${papers.toLocaleString('en')} papers` },
    await indexState(database),
  ]
}

async function indexState(database: Database): Promise<Finding> {
  const search = await openSearchOf(database)
  try {
    const status = await search.status()
    const behind = status.newest - status.change
    return {
      what: 'search index',
      ok: behind === 0,
      detail: behind === 0 ? `current, ${status.papers.toLocaleString('en')} papers` : `${behind} changes behind; the site catches up by itself, "offprint index rebuild" makes it anew`,
    }
  } finally {
    await search.close()
  }
}

const nodeVersion = (): Finding => ({ what: 'Node', ok: true, detail: process.version })

function folder(config: Config): Finding[] {
  const existing = existsSync(config.data) ? config.data : dirname(config.data)
  try {
    accessSync(existing, constants.W_OK)
  } catch {
    return [{ what: 'data folder', ok: false, detail: `${config.data} cannot be written by this user` }]
  }
  const { bavail, bsize } = statfsSync(existing)
  const free = bavail * bsize
  const room = `${(free / GIBIBYTE).toFixed(1)} GiB free`
  return [{ what: 'data folder', ok: free >= LEAST_FREE_BYTES, detail: `${config.data}, ${room}${free < LEAST_FREE_BYTES ? '; an index rebuild may need more' : ''}` }]
}

function origin(config: Config): Finding {
  const local = ['127.0.0.1', '::1', 'localhost'].includes(config.host)
  return {
    what: 'address',
    ok: local || config.origin !== '',
    detail: local || config.origin ? (config.origin || `http://${config.host}:${config.port}`) : 'HOST is open to other machines but ORIGIN is empty; set it to the address that readers type',
  }
}
