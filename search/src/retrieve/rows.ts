/** Rows by number: what retrievers return before anything is read of a paper. */

/** A row id of one snapshot; LanceDB's 64-bit address, whose values stay below 2^53. */
export type RowId = number

/** Best first; `scores[i]` belongs to `rows[i]`. */
export interface Ranked {
  rows: RowId[]
  scores: number[]
}

export const EMPTY: Ranked = { rows: [], scores: [] }
