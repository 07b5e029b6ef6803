/** A search engine beside ours: it takes papers, then answers queries with the ids of its best matches. */

export interface PeerPaper {
  id: string
  title: string
  authors: string
  abstract: string
}

export interface Peer {
  /** With version: `SQLite FTS5 3.53.0`. */
  name: string
  add(papers: PeerPaper[]): Promise<void> | void
  /** Called once after the last `add`: whatever makes searching fast. */
  finish(): Promise<void> | void
  /** The ids of the best `limit` papers for a query's words, any of which may match. */
  search(query: string, limit: number): Promise<string[]> | string[]
  close(): Promise<void> | void
}

/** The commonest English words. Every engine leaves them out, most by themselves; with them each would only be slower. */
const STOP_WORDS = new Set(
  'a an and any are as at be but by can could do does for from give has have how i if in into is it its list me of on or provide some that the their there these this to used using was were what when where which who will with work works would you your'.split(' '),
)

/** The words of a query as people's engines are asked for them. */
export const queryWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP_WORDS.has(word))
