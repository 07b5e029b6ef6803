/**
 * A value for each row of a generation, kept in the process: asking the database for the rows of an answer takes 2
 * milliseconds a query, at times 10, and counting all that match far more. A process that answers many queries reads the
 * values once (150 to 200 ms at 92,000 papers) and then what is added.
 *
 * Within one generation a row number never comes to mean another paper: rows are appended and struck out, not moved.
 */
import type { Table } from '@lancedb/lancedb'
import type { RecordBatch } from 'apache-arrow'

/** A row number is a fragment's number and, in its lower 32 bits, a place within the fragment. */
export const PLACES = 2 ** 32
/** Calls before anything is read: the command line asks once and ends. */
const WORTH_READING_AFTER = 3

export class RowValues<T> {
  readonly #columns: string[]
  readonly #valuesOf: (batch: RecordBatch) => T[]
  readonly #fragments = new Map<number, T[]>()
  /** Rows from here on have not been read. */
  #next = 0
  #asked = 0
  #version = -1
  #reading = false

  /**
   * @param columns what is read of each row
   * @param valuesOf the values of a batch's rows, in order
   */
  constructor(columns: string[], valuesOf: (batch: RecordBatch) => T[]) {
    this.#columns = columns
    this.#valuesOf = valuesOf
  }

  /** The value of a row; undefined where it has not been read. */
  of(row: number): T | undefined {
    return this.#fragments.get(Math.floor(row / PLACES))?.[row % PLACES]
  }

  /** Tells of a query on a table of this generation; now and then reads the rows that were added, behind the answers. */
  async follow(table: Table): Promise<void> {
    if (++this.#asked < WORTH_READING_AFTER || this.#reading) return
    this.#reading = true
    try {
      const version = await table.version()
      if (version === this.#version) return
      await this.#read(table)
      this.#version = version
    } catch {
      // The generation went away while it was read; its successor has values of its own.
    } finally {
      this.#reading = false
    }
  }

  async #read(table: Table): Promise<void> {
    let next = this.#next
    for await (const batch of table.query().where(`_rowid >= ${BigInt(this.#next)}`).select(this.#columns).withRowId()) {
      const rows = batch.getChild('_rowid')?.toArray() as BigUint64Array
      for (const [at, value] of this.#valuesOf(batch).entries()) {
        const row = Number(rows[at])
        const fragment = Math.floor(row / PLACES)
        let values = this.#fragments.get(fragment)
        if (!values) this.#fragments.set(fragment, (values = []))
        values[row % PLACES] = value
        next = Math.max(next, (fragment + 1) * PLACES)
      }
    }
    this.#next = next
  }
}
