/** What commands share: configuration with `--data` applied, an open catalogue, an open index, and how to print. */
import { openCatalogue } from '@offprint/catalogue'
import type { Search } from '@offprint/search'
import { describeFailure, readConfig, StoreError, type Config, type Database } from '@offprint/store'
import type { Command } from 'commander'
import { resolve } from 'node:path'

export interface GlobalOptions {
  data?: string
  json?: boolean
}

export const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>()

/** @throws StoreError naming the variable that is wrong */
export function configOf(command: Command): Config {
  const { data } = globals(command)
  return readConfig({ ...process.env, ...(data ? { OFFPRINT_DATA: resolve(data) } : {}) }).config
}

/** Opens the catalogue, hands it over, and closes it whatever happens. */
export async function withCatalogue<T>(command: Command, act: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const config = configOf(command)
  const database = await openCatalogue({ folder: config.data, url: config.databaseUrl })
  try {
    return await act(database, config)
  } catch (error) {
    // A full disk or a folder that became read-only half-way is told as it is at the start: in a sentence.
    const sentence = describeFailure(error, config.data)
    throw sentence && !(error instanceof StoreError) ? new StoreError(sentence, { cause: error }) : error
  } finally {
    await database.close()
  }
}

/** The search index of a catalogue, which also knows the papers that have a lab. */
export async function openSearchOf(database: Database): Promise<Search> {
  // Loaded here, not above: most commands need no index, and its engine is the slowest thing to load.
  const [{ openSearch }, { foundingLabs, labSlugs }] = await Promise.all([import('@offprint/search'), import('@offprint/labs')])
  const labs = foundingLabs.filter(({ slug }) => labSlugs.includes(slug)).map(({ paper }) => paper)
  return openSearch({ database, folder: database.folder, labs })
}

/** The same with the search index. */
export async function withSearch<T>(command: Command, act: (search: Search, database: Database, config: Config) => Promise<T>): Promise<T> {
  return withCatalogue(command, async (database, config) => {
    const search = await openSearchOf(database)
    try {
      return await act(search, database, config)
    } finally {
      await search.close()
    }
  })
}

/** Prints the value as JSON where `--json` was given, else the lines. */
export function print(command: Command, value: unknown, lines: () => string[] | string): void {
  if (globals(command).json) process.stdout.write(`${JSON.stringify(value)}\n`)
  else {
    const text = lines()
    process.stdout.write(`${Array.isArray(text) ? text.join('\n') : text}\n`)
  }
}
