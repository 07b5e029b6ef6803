/**
 * Rows that the vector index does not cover yet. The database would look at them in each query, and then reads the
 * vectors of all it found besides, to compare like with like: 9 ms in place of 3 for the sake of one row, and on a site
 * whose papers are voted on there is always one. They are few, so here they are kept and compared exactly.
 */
import type { Table } from '@lancedb/lancedb'
import { PLACES } from '../index/row-values.ts'
import { rowIds } from './full-text.ts'
import type { RowId } from './rows.ts'

/** With more the database does it; the writer soon builds the index again. */
const MOST_LATE = 1_000

/** Unit vectors by row. */
export type LateRows = ReadonlyMap<RowId, Float32Array>

const known = new WeakMap<Table, Promise<LateRows | undefined>>()

/** The late rows of a snapshot, read once; undefined where the database must look for itself: no index, or too many. */
export function lateRows(table: Table): Promise<LateRows | undefined> {
  let late = known.get(table)
  if (!late) known.set(table, (late = read(table)))
  return late
}

async function read(table: Table): Promise<LateRows | undefined> {
  const stats = await table.indexStats('vector_idx')
  if (!stats || stats.numUnindexedRows > MOST_LATE) return undefined
  const late = new Map<RowId, Float32Array>()
  if (stats.numUnindexedRows === 0) return late
  for await (const batch of table.takeRowIds(await newest(table, stats.numUnindexedRows)).select(['vector']).withRowId()) {
    const [rows, vectors] = [batch.getChild('_rowid'), batch.getChild('vector')]
    for (let at = 0; at < batch.numRows; at++) late.set(Number(rows?.get(at)), Float32Array.from(vectors?.get(at).toArray() as Float32Array))
  }
  return late
}

/** The rows with the highest numbers, which are those written last; at least `count` of them, where there are so many. */
async function newest(table: Table, count: number): Promise<RowId[]> {
  const [last] = await rowsOf(table.query().offset((await table.countRows()) - 1).limit(1))
  const lastFragment = Math.floor((last ?? 0) / PLACES)
  // A commit adds a fragment: the late rows stand in one, or in as many as there were commits.
  for (let fragments = 1; ; fragments *= 2) {
    const from = Math.max(0, lastFragment + 1 - fragments)
    const rows = await rowsOf(table.query().where(`_rowid >= ${BigInt(from) * BigInt(PLACES)}`))
    if (rows.length >= count || from === 0) return rows.sort((a, b) => b - a).slice(0, count)
  }
}

async function rowsOf(query: ReturnType<Table['query']>): Promise<RowId[]> {
  return rowIds((await query.select(['change']).withRowId().toArrow()).getChild('_rowid'))
}
