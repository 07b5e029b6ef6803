/** A copy of a running database in one file, and back. */
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { backup } from 'node:sqlite'
import { SQLITE_FILE, type Database } from './database.ts'
import { StoreError } from './errors.ts'
import { openSqliteFile } from './sqlite/node-sqlite-dialect.ts'

/** The first bytes of every SQLite file (https://sqlite.org/fileformat.html §1.3). */
const SQLITE_HEADER = 'SQLite format 3\0'

/**
 * Writes a consistent copy of a SQLite database to `file` while others go on reading and writing. The copy appears
 * under its name only when it is whole.
 * @returns the copy's size in bytes
 * @throws StoreError on PostgreSQL, whose own tools do this better, and where `file` exists or cannot be written
 */
export async function backupDatabase(database: Database, file: string): Promise<number> {
  if (database.engine === 'postgres') {
    throw new StoreError('This catalogue lives in PostgreSQL: back it up with pg_dump, or write it out with "offprint export FILE".')
  }
  if (existsSync(file)) throw new StoreError(`${file} exists already; name a new file, so that no older backup is overwritten.`)
  if (!existsSync(dirname(file) || '.')) throw new StoreError(`The folder of ${file} does not exist.`)
  const partial = join(dirname(file), `.${basename(file)}.partial`)
  rmSync(partial, { force: true })
  const source = openSqliteFile(join(database.folder, SQLITE_FILE), { readOnly: true })
  try {
    await backup(source, partial)
    renameSync(partial, file)
  } finally {
    source.close()
    rmSync(partial, { force: true })
  }
  return statSync(file).size
}

/**
 * Puts a backup into an empty (or new) data folder.
 * @throws StoreError where the folder is in use, or the file is missing or no database
 */
export function restoreDatabase(file: string, folder: string): void {
  if (!existsSync(file)) throw new StoreError(`${file} does not exist.`)
  if (!isSqliteFile(file)) throw new StoreError(`${file} is not a backup made by "offprint backup".`)
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new StoreError(`The data folder ${folder} is not empty; restore into a new one with --data, so that nothing is overwritten.`)
  }
  mkdirSync(folder, { recursive: true })
  const partial = join(folder, `.${SQLITE_FILE}.partial`)
  copyFileSync(file, partial)
  renameSync(partial, join(folder, SQLITE_FILE))
}

function isSqliteFile(file: string): boolean {
  const handle = openSync(file, 'r')
  try {
    const head = Buffer.alloc(SQLITE_HEADER.length)
    return readSync(handle, head, 0, head.length, 0) === head.length && head.toString('latin1') === SQLITE_HEADER
  } finally {
    closeSync(handle)
  }
}
