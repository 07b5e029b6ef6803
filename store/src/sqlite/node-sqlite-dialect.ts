/**
 * Kysely on Node's own SQLite (`node:sqlite`).
 *
 * Two connections to one file in WAL mode: a writer, which one transaction or one statement holds at a time, and a
 * reader for everything that only selects outside a transaction. So a page never waits for an import in the same
 * process, and within a process no statement ever fails with "database is locked". Calls are synchronous underneath;
 * the promises are there because Kysely's interface has them.
 */
import { setTimeout } from 'node:timers/promises'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely'
import { Semaphore } from '../semaphore.ts'

/** How long a statement waits for another process's write before it gives up. Long enough for a batch of an import. */
const BUSY_TIMEOUT_MS = 15_000
/** Prepared statements kept per connection; the site's distinct queries are a few dozen. */
const STATEMENT_CACHE_SIZE = 256
/** SQLite's page cache in KiB. With three times as much an import of 100,000 papers is no faster: the system caches the file. */
const WRITER_CACHE_KIB = 32_768
const READER_CACHE_KIB = 16_384
/** Pages in the write-ahead log before it is copied back (32 MiB): an import then writes each index page once, not often. */
const CHECKPOINT_PAGES = 8_000

export class NodeSqliteDialect implements Dialect {
  readonly #file: string
  constructor(file: string) {
    this.#file = file
  }
  createDriver(): Driver {
    return new NodeSqliteDriver(this.#file)
  }
  createQueryCompiler() {
    return new SqliteQueryCompiler()
  }
  createAdapter() {
    return new NodeSqliteAdapter()
  }
  createIntrospector(db: Kysely<unknown>) {
    return new SqliteIntrospector(db)
  }
}

/** What Kysely assumes of SQLite in general and is otherwise here. */
class NodeSqliteAdapter extends SqliteAdapter {
  /** Kysely would queue everything behind one connection; the driver below knows better what may run side by side. */
  override get supportsMultipleConnections() {
    return true
  }
  /** Migrations run in one transaction, which begins by taking the write lock: of two processes that open a new folder
   *  at the same moment the second then finds everything done, and one that dies half-way leaves nothing behind. */
  override get supportsTransactionalDdl() {
    return true
  }
}

/** Opens a file with the settings every connection to it must share. Throws what SQLite throws. */
export function openSqliteFile(file: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const handle = new DatabaseSync(file, { readOnly: options.readOnly ?? false, timeout: BUSY_TIMEOUT_MS })
  if (!options.readOnly) {
    enterWriteAheadLog(handle)
    handle.exec(`pragma synchronous = normal; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  }
  handle.exec(`pragma foreign_keys = on; pragma cache_size = -${options.readOnly ? READER_CACHE_KIB : WRITER_CACHE_KIB}; pragma temp_store = memory`)
  return handle
}

/** SQLite's result code for a file that another connection has locked. */
const SQLITE_BUSY = 5
const RETRY_MS = 10

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY

/**
 * Switches a file to WAL. For this one step SQLite does not wait for others by itself: of several processes that open a
 * new file at the same moment, all but one would fail at once.
 */
function enterWriteAheadLog(handle: DatabaseSync): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      handle.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, RETRY_MS)
    }
  }
}

/**
 * Takes the write lock as soon as no other connection holds it. SQLite's own waiting would stop the whole process, and
 * with it a second connection of the same process that would free the lock.
 */
async function whenFree<T>(act: () => T): Promise<T> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return act()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await setTimeout(RETRY_MS)
    }
  }
}

class NodeSqliteDriver implements Driver {
  readonly #file: string
  #writer?: Handle
  #reader?: Handle
  readonly #mutex = new Semaphore(1)

  constructor(file: string) {
    this.#file = file
  }
  async init() {
    const writer = openSqliteFile(this.#file)
    // From here on `whenFree` waits.
    writer.exec('pragma busy_timeout = 0')
    this.#writer = new Handle(writer)
    this.#reader = new Handle(openSqliteFile(this.#file, { readOnly: true }))
  }
  async acquireConnection(): Promise<DatabaseConnection> {
    return new NodeSqliteConnection(this.#writer!, this.#reader!, this.#mutex)
  }
  async beginTransaction(connection: DatabaseConnection) {
    // "immediate" takes the write lock at once: a transaction that reads first can then never fail half-way.
    await (connection as NodeSqliteConnection).begin('begin immediate')
  }
  async commitTransaction(connection: DatabaseConnection) {
    ;(connection as NodeSqliteConnection).end('commit')
  }
  async rollbackTransaction(connection: DatabaseConnection) {
    ;(connection as NodeSqliteConnection).end('rollback')
  }
  async releaseConnection() {}
  async destroy() {
    this.#reader?.close()
    this.#writer?.close()
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #writer: Handle
  readonly #reader: Handle
  readonly #mutex: Semaphore
  #inTransaction = false

  constructor(writer: Handle, reader: Handle, mutex: Semaphore) {
    this.#writer = writer
    this.#reader = reader
    this.#mutex = mutex
  }

  async begin(sql: string) {
    await this.#mutex.acquire()
    try {
      await whenFree(() => this.#writer.run(sql, []))
      this.#inTransaction = true
    } catch (error) {
      this.#mutex.release()
      throw error
    }
  }

  end(sql: string) {
    try {
      // SQLite has already rolled back by itself after some errors (a full disk, for one).
      if (this.#writer.inTransaction) this.#writer.run(sql, [])
      else if (sql === 'commit') throw new Error('The transaction had already been rolled back by the database.')
    } finally {
      this.#inTransaction = false
      this.#mutex.release()
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const values = query.parameters as unknown[]
    if (this.#inTransaction) return this.#writer.execute<R>(query.sql, values)
    if (query.query.kind === 'SelectQueryNode' || isPlainSelect(query.sql)) return this.#reader.execute<R>(query.sql, values)
    await this.#mutex.acquire()
    try {
      return await whenFree(() => this.#writer.execute<R>(query.sql, values))
    } finally {
      this.#mutex.release()
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const handle = this.#inTransaction ? this.#writer : this.#reader
    for (const row of handle.iterate<R>(query.sql, query.parameters as unknown[])) yield { rows: [row] }
  }
}

const isPlainSelect = (sql: string) => /^\s*select\b/i.test(sql)

/** One open file with its prepared statements. */
class Handle {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }
  get inTransaction() {
    return this.#db.isTransaction
  }
  run(sql: string, values: unknown[]) {
    return this.#prepare(sql).statement.run(...toSqlite(values))
  }
  execute<R>(sql: string, values: unknown[]): QueryResult<R> {
    const { statement, returnsRows } = this.#prepare(sql)
    if (returnsRows) return { rows: statement.all(...toSqlite(values)) as R[] }
    const { changes, lastInsertRowid } = statement.run(...toSqlite(values))
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }
  /** A statement of its own, since a cached one could be executed again while it is being read. */
  iterate<R>(sql: string, values: unknown[]) {
    return this.#db.prepare(sql).iterate(...toSqlite(values)) as IterableIterator<R>
  }
  close() {
    this.#statements.clear()
    this.#db.close()
  }
  #prepare(sql: string) {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#db.prepare(sql)
    const entry = { statement, returnsRows: statement.columns().length > 0 }
    if (this.#statements.size >= STATEMENT_CACHE_SIZE) this.#statements.delete(this.#statements.keys().next().value!)
    this.#statements.set(sql, entry)
    return entry
  }
}

const toSqlite = (values: unknown[]): SQLInputValue[] =>
  values.map((value) => (typeof value === 'boolean' ? Number(value) : value === undefined ? null : (value as SQLInputValue)))
