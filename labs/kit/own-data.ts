/**
 * The reader's own data: files as bytes, read by `readCsv` or `readNpy`, checked by the lab that asks for them.
 * Nothing leaves the page or the command line.
 */

/** A file as it came: in the browser from an input, on the command line from disk. */
export interface DataFile {
  name: string
  bytes: Uint8Array
}

/** A sentence the reader can act on: the missing column, the expected shape, the line that could not be read. */
export class DataError extends Error {
  override readonly name = 'DataError'
}

export interface OwnData<D> {
  /** What to bring, in one or two sentences. */
  help: string
  /** Names of the columns (CSV) or arrays (NPY) it reads, for forms and help. */
  columns: readonly { name: string; about: string; required: boolean }[]
  /** A small example file's text. */
  example: string
  /** Makes the run's input; throws DataError. */
  parse(files: readonly DataFile[]): D
}
