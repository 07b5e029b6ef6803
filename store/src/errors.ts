/** What goes wrong with storage, in sentences a person can act on. */
import type { DatabaseOptions } from './database.ts'

export class StoreError extends Error {
  override name = 'StoreError'
}

/** SQLite's result codes (https://sqlite.org/rescode.html) that have a plain meaning for a keeper. */
const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** The sentence for a failure while opening; `error` is whatever the file system, SQLite or PostgreSQL threw. */
export function describeOpenFailure(error: unknown, options: Pick<DatabaseOptions, 'folder' | 'url'>): string {
  const known = describeFailure(error, options.folder)
  if (known) return known
  const { code, message } = error as { code?: string; message?: string }
  if (options.url) {
    const server = safeAddress(options.url)
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ETIMEDOUT') {
      return `PostgreSQL at ${server} does not answer (${code}). Is it running, and is DATABASE_URL right?`
    }
    if (code === '28P01' || code === '28000') return `PostgreSQL at ${server} refuses the user or password in DATABASE_URL.`
    if (code === '3D000') return `PostgreSQL at ${server} has no such database; create it first, then start again.`
    return `PostgreSQL at ${server}: ${message ?? String(error)}`
  }
  return `The database in ${options.folder} cannot be opened: ${message ?? String(error)}`
}

/** The sentence for a storage failure at any later time, or undefined where the error is of another kind. */
export function describeFailure(error: unknown, folder: string): string | undefined {
  const { code, errcode } = error as { code?: string; errcode?: number }
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `The data folder ${folder} may not be written by this user; change its owner or choose another with OFFPRINT_DATA.`
    case 'EROFS':
      return `The data folder ${folder} is on a read-only file system; choose another with OFFPRINT_DATA.`
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk that holds ${folder} is full; nothing half-written was kept. Free some space and run it again.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${folder} is a file, not a folder; choose another data folder with OFFPRINT_DATA.`
    default:
  }
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case SQLITE_FULL:
      return `The disk that holds ${folder} is full; nothing half-written was kept. Free some space and run it again.`
    case SQLITE_IOERR:
      return `Reading or writing in ${folder} failed; check the disk and its free space, then run it again.`
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return `The data folder ${folder} cannot be written; change its owner or mode, or choose another with OFFPRINT_DATA.`
    case SQLITE_BUSY:
      return `Another process has been writing to ${folder} for a long time; wait for it to finish, then run this again.`
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return `The database file in ${folder} is damaged or not a database; restore a backup with "offprint restore".`
    default:
      return undefined
  }
}

/** The address without its password, for messages. */
function safeAddress(url: string): string {
  try {
    const { host, pathname } = new URL(url)
    return `${host}${pathname}`
  } catch {
    return 'the address in DATABASE_URL'
  }
}
