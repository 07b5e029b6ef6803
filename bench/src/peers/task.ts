/** What is asked of the process that measures one engine, and what it answers. */

export type PeerName = 'offprint' | 'offprint-words' | 'fts5' | 'minisearch' | 'orama' | 'pglite'

/** Queries that are not counted: code is compiled and caches are filled. After 300 ours is no faster any more. */
export const WARM_UP = 300
/** No more warming up after so long: the slow ones would take minutes over it, and are compiled by then. */
export const WARM_UP_MS = 30_000

export interface PeerTask {
  peer: PeerName
  /** Offprint: a data folder with the papers. The others: an empty folder. */
  folder: string
  /** How many papers; the corpus where absent. */
  size?: number
  /** Asked first and not counted. */
  warmUp: string[]
  queries: string[]
}

export interface PeerResult {
  name: string
  /** Indexing all papers, without reading the file; 0 for a folder that was imported before. */
  buildSeconds: number
  /** After the queries, in MB; undefined where the system does not tell. */
  residentMb: number | undefined
  milliseconds: number[]
  /** The answers of each query, best first. */
  rankings: string[][]
}
