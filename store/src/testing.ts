/** For tests only: the same suite on both engines, each `open()` giving a fresh, migrated, empty database. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, inject } from 'vitest'
import { openDatabase, type Database, type DatabaseOptions, type Engine } from './database.ts'
import { createTestDatabase } from './testing/postgres-server.ts'

export interface TestStore {
  readonly engine: Engine
  /** A new empty database in a new folder; closed and removed after the test. */
  open(): Promise<Database>
  /** What to give `openDatabase` (or a child process) for a new, not yet made database. */
  options(): Promise<DatabaseOptions>
}

/** A new temporary folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'offprint-test-'))
  cleanups.push(async () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a suite on SQLite and on PostgreSQL. Where no PostgreSQL could be started the title says why it is left out. */
export function eachEngine(title: string, suite: (store: TestStore) => void): void {
  const server = inject('postgres')
  describe.each(['sqlite', 'postgres'] as const)(`${title} (%s)`, (engine) => {
    if (engine === 'postgres' && 'missing' in server) {
      describe.skip(server.missing, () => suite(testStore(engine, '')))
      return
    }
    suite(testStore(engine, 'url' in server ? server.url : ''))
  })
}

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

function testStore(engine: Engine, serverUrl: string): TestStore {
  const options = async (): Promise<DatabaseOptions> => {
    const folder = temporaryFolder()
    if (engine === 'sqlite') return { folder }
    return { folder, url: await createTestDatabase(serverUrl, `test_${randomBytes(8).toString('hex')}`) }
  }
  return {
    engine,
    options,
    open: async () => {
      const database = await openDatabase(await options())
      cleanups.push(() => database.close())
      return database
    },
  }
}
