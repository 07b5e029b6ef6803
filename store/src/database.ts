/**
 * One database, two engines. Everything above this package sees a `Database` and Kysely's query builder and does not
 * know which engine answers; what differs between them stays in this folder.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { NodeSqliteDialect } from './sqlite/node-sqlite-dialect.ts'
import { StoreError, describeOpenFailure } from './errors.ts'
import { migrateToNewest } from './migrate.ts'
import { Semaphore } from './semaphore.ts'
import type { Tables } from './tables.ts'

/** Either the database or a transaction on it: what functions that only read take as their first argument. */
export type Db = Kysely<Tables>
/** A function that needs a transaction asks for one by this type. */
export type Trx = Transaction<Tables>
export type Engine = 'sqlite' | 'postgres'

export interface DatabaseOptions {
  /** The data folder; made if it does not exist. Holds the SQLite file, the search index, the outbox. */
  folder: string
  /** `postgres://…`; empty or absent: SQLite in the data folder. */
  url?: string
  /** False to leave the schema as it is (`offprint migrate --dry-run`, doctor). */
  migrate?: boolean
}

export interface Database {
  readonly engine: Engine
  /** The data folder. */
  readonly folder: string
  readonly db: Db
  /** Runs `act` in one write transaction; all of it is stored or none. */
  write<T>(act: (trx: Trx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The SQLite file's name within the data folder. */
export const SQLITE_FILE = 'offprint.db'

/** Connections to PostgreSQL per process: pages are short queries, so a few serve hundreds of requests a second. */
const POSTGRES_POOL_SIZE = 10
/** Write transactions at a time: fewer than connections, so that a transaction that also reads outside itself gets one. */
const WRITES_AT_A_TIME = 4

/**
 * Opens (and by default migrates) the database a configuration names.
 * @throws StoreError with one sentence a person can act on: folder not writable, disk full, server not reachable,
 * file not a database, or made by a newer version.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const engine: Engine = options.url ? 'postgres' : 'sqlite'
  if (options.url && !/^postgres(ql)?:\/\//.test(options.url)) {
    throw new StoreError('DATABASE_URL must begin with postgres:// (leave it empty for SQLite in the data folder).')
  }
  let db: Db | undefined
  try {
    mkdirSync(options.folder, { recursive: true })
    db = new Kysely<Tables>({ dialect: options.url ? postgresDialect(options.url) : new NodeSqliteDialect(join(options.folder, SQLITE_FILE)) })
    if (options.migrate ?? true) await migrateToNewest(db, engine)
  } catch (error) {
    await db?.destroy().catch(() => {})
    throw error instanceof StoreError ? error : new StoreError(describeOpenFailure(error, options), { cause: error })
  }
  const opened = db
  const writes = new Semaphore(WRITES_AT_A_TIME)
  return {
    engine,
    folder: options.folder,
    db: opened,
    write: async (act) => {
      await writes.acquire()
      try {
        return await opened.transaction().execute(act)
      } finally {
        writes.release()
      }
    },
    close: () => opened.destroy(),
  }
}

/** PostgreSQL's 64-bit integers and counts arrive as text by default; ours stay far below 2^53. */
const INT8_OID = 20

function postgresDialect(url: string): PostgresDialect {
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8_OID, Number)
  const pool = new pg.Pool({ connectionString: url, max: POSTGRES_POOL_SIZE, types })
  // An idle connection that the server closes must not end the process; the next query opens a new one.
  pool.on('error', () => {})
  return new PostgresDialect({ pool })
}
