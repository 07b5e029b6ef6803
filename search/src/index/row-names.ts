/** The ids of the papers behind row numbers, for the tables of one generation. */
import type { Table } from '@lancedb/lancedb'
import { RowValues } from './row-values.ts'

export type RowNames = RowValues<string>

export const rowNames = (): RowNames =>
  new RowValues(['id'], (batch) => {
    const ids = batch.getChild('id')
    return Array.from({ length: batch.numRows }, (_, at) => String(ids?.get(at)))
  })

const known = new WeakMap<Table, RowNames>()

/** Says which names belong to a table's rows. */
export const setNames = (table: Table, names: RowNames): void => void known.set(table, names)

export const namesOf = (table: Table): RowNames | undefined => known.get(table)
