/** Column types that mean the same on both engines. */
import { sql, type RawBuilder } from 'kysely'
import type { Engine } from '../database.ts'

export interface ColumnTypes {
  /** Text compared byte by byte: order and equality must not depend on a server's locale. */
  text: RawBuilder<unknown>
  /** A whole number up to 2^53. */
  integer: RawBuilder<unknown>
  /** A 64-bit floating point number. */
  real: RawBuilder<unknown>
}

export const columnTypes = (engine: Engine): ColumnTypes =>
  engine === 'sqlite'
    ? { text: sql`text`, integer: sql`integer`, real: sql`real` }
    : { text: sql`text collate "C"`, integer: sql`bigint`, real: sql`double precision` }

/** JSON is kept as text on both engines: it is read whole and never queried into. */
export type JsonText = string
