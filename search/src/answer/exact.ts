/**
 * Exact things first: a text that is an identifier, a whole title or a person's name is answered by what it names,
 * before anything that merely resembles it. The catalogue's own indices know all three.
 */
import { authorKey, canonicalId, parsePaperId, titleKey, type PaperId } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import type { Why } from './types.ts'

/** Papers of a person that are put first; the rest follow in the ranking. */
const AUTHOR_PAPERS = 100
/** A title key this short ("GAN", "BERT") names many things; the ranking decides among them. */
const SHORTEST_TITLE_KEY = 8

export interface ExactMatch {
  ids: PaperId[]
  why: Why
}

/** The papers a text names, or undefined. Identifiers and titles name one paper (or its namesakes), a name all of a person's. */
export async function exactMatch(db: Db, text: string): Promise<ExactMatch | undefined> {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const parsed = parsePaperId(trimmed)
  if (parsed) {
    const id = await canonicalId(db, parsed.id)
    if (id) return { ids: [id], why: 'id' }
  }
  const key = titleKey(trimmed)
  if (key.length >= SHORTEST_TITLE_KEY) {
    const rows = await db.selectFrom('paper').select('id').where('title_key', '=', key).orderBy('published', 'desc').orderBy('id').limit(20).execute()
    if (rows.length > 0) return { ids: rows.map((row) => row.id as PaperId), why: 'title' }
  }
  const name = authorKey(trimmed)
  if (!name.includes('-')) return undefined
  const rows = await db
    .selectFrom('paper_author')
    .innerJoin('paper', 'paper.id', 'paper_author.paper_id')
    .select('paper.id')
    .where('author_key', '=', name)
    .orderBy('paper.published', 'desc')
    .orderBy('paper.id')
    .limit(AUTHOR_PAPERS)
    .execute()
  return rows.length > 0 ? { ids: [...new Set(rows.map((row) => row.id as PaperId))], why: 'author' } : undefined
}
