/** Nearest papers by vector: cosines, best first. */
import type { Table } from '@lancedb/lancedb'
import { lateRows } from './late.ts'
import { EMPTY, type Ranked, type RowId } from './rows.ts'
import { listedFilter, type Selection } from './select.ts'

/** Cells of the index that are looked into: all of them at 92,000 papers, where 32 took no more time than 16 and found more. */
const PROBES = 64
/** A selection of rows that is too long to name is sifted from this many times the wanted number. */
const SIFT_FACTOR = 5
/** Nearer than this to nothing: the embedder does not know the subject, and what it offers is noise. */
const LEAST_COSINE = 0.2

/** True for a vector that says something: a text without known words has the zero vector. */
export const isMeaningful = (vector: Float32Array): boolean => vector.some((value) => value !== 0)

/** The rows nearest to a unit vector among the selected, and no further away than `leastCosine`. */
export async function rankByVector(table: Table, vector: Float32Array, selection: Selection, limit: number, leastCosine = LEAST_COSINE): Promise<Ranked> {
  if (!isMeaningful(vector) || selection.only?.size === 0) return EMPTY
  const { where, passes } = listedFilter(selection)
  // Whether a late row meets a filter only the database can tell.
  const late = where ? undefined : await lateRows(table)
  const query = table.query().nearestTo(vector).distanceType('dot').nprobes(PROBES)
  if (late) query.fastSearch()
  const found = await (where ? query.where(where) : query)
    .select(['_distance'])
    .withRowId()
    .limit(passes ? limit * SIFT_FACTOR : limit)
    .toArrow()
  const [rows, distances] = [found.getChild('_rowid'), found.getChild('_distance')]
  const near: { row: RowId; cosine: number }[] = []
  for (let at = 0; at < found.numRows; at++) {
    const row = Number(rows?.get(at))
    if (!late?.has(row)) near.push({ row, cosine: 1 - Number(distances?.get(at)) })
  }
  if (late && late.size > 0) {
    for (const [row, its] of late) near.push({ row, cosine: cosine(vector, its) })
    near.sort((a, b) => b.cosine - a.cosine)
  }
  const kept = near.filter(({ row, cosine }) => cosine >= leastCosine && (!passes || passes(row))).slice(0, limit)
  return { rows: kept.map((one) => one.row), scores: kept.map((one) => one.cosine) }
}

/** Of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at]
  return sum
}
