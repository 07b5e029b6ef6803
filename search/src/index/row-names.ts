/**
 * The ids of the papers behind row numbers. The database looks them up in about 2 milliseconds a query, at times in 10; a
 * process that answers many queries reads them once (150 ms and about 8 MB at 92,000 papers) and then what is added.
 *
 * Within one generation a row number never names another paper: rows are appended and struck out, not moved.
 */
import type { Table } from '@lancedb/lancedb'

/** A row number is a fragment's number and, in its lower 32 bits, a place within the fragment. */
const PLACES = 2 ** 32
/** Queries before the ids are read: the command line asks once and ends. */
const WORTH_READING_AFTER = 3

export class RowNames {
  readonly #fragments = new Map<number, string[]>()
  /** Rows from here on have not been read. */
  #next = 0
  #asked = 0
  #version = -1
  #reading = false

  /** The id of a row's paper; undefined where it has not been read. */
  nameOf(row: number): string | undefined {
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
      // The generation went away while it was read; its successor has names of its own.
    } finally {
      this.#reading = false
    }
  }

  async #read(table: Table): Promise<void> {
    const query = table.query().where(`_rowid >= ${BigInt(this.#next)}`).select(['id']).withRowId()
    let next = this.#next
    for await (const batch of query) {
      const [ids, rows] = [batch.getChild('id'), batch.getChild('_rowid')?.toArray() as BigUint64Array]
      for (let at = 0; at < batch.numRows; at++) {
        const row = Number(rows[at])
        const fragment = Math.floor(row / PLACES)
        let names = this.#fragments.get(fragment)
        if (!names) this.#fragments.set(fragment, (names = []))
        names[row % PLACES] = String(ids?.get(at))
        next = Math.max(next, (fragment + 1) * PLACES)
      }
    }
    this.#next = next
  }
}

const known = new WeakMap<Table, RowNames>()

/** Says which names belong to a table's rows. */
export const setNames = (table: Table, names: RowNames): void => void known.set(table, names)

export const namesOf = (table: Table): RowNames | undefined => known.get(table)
