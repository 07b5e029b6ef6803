/** The orders other than relevance: by what the catalogue knows of the candidates now. */
import type { Db } from '@offprint/store'
import type { Sort } from '../query/operators.ts'

/** Ids per statement; candidates are at most a few thousand. */
const IDS_PER_STATEMENT = 1_000

const KEYS = { hot: ['hot_score'], new: ['published'], top: ['upvotes', 'hot_score'], discussed: ['comments', 'hot_score'] } as const

/** Candidates in the given order; equal ones stay as they were ranked. */
export async function sortIds(db: Db, ids: readonly string[], sort: Exclude<Sort, 'relevance'>): Promise<string[]> {
  const keys = new Map<string, readonly (string | number)[]>()
  for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT) {
    const rows = await db
      .selectFrom('paper')
      .select(['id', 'hot_score', 'published', 'upvotes', 'comments'])
      .where('id', 'in', ids.slice(at, at + IDS_PER_STATEMENT))
      .execute()
    for (const row of rows) keys.set(row.id, KEYS[sort].map((key) => row[key] ?? ''))
  }
  return ids.filter((id) => keys.has(id)).sort((a, b) => descending(keys.get(a)!, keys.get(b)!))
}

function descending(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] < b[at] ? 1 : -1
  return 0
}
