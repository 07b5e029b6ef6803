/** What the catalogue knows of found papers: its key finds a text in 15 µs, where the index takes 3 ms for the first. */
import type { Db } from '@offprint/store'
import type { Table } from '@lancedb/lancedb'
import { isSync, type Embedder } from '../embedder/embedder.ts'
import { embeddedText } from '../index/row.ts'
import { literal } from '../index/table.ts'

/** Titles by id. */
export async function titlesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('paper').select(['id', 'title']).where('id', 'in', [...ids]).execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** By id, the texts whose vectors stand for the papers. */
export async function textsOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('paper').select(['id', 'title', 'abstract', 'summary']).where('id', 'in', [...ids]).execute()
  return new Map(rows.map((row) => [row.id, embeddedText(row)]))
}

/**
 * The vectors of papers by id, those of `embedder`, which the table's are. An embedder that answers at once is asked
 * again, which takes 40 µs a paper; another's are read. Those without one are left out.
 */
export async function vectorsOf(db: Db, table: Table, embedder: Embedder, ids: readonly string[]): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>()
  if (ids.length === 0) return vectors
  if (isSync(embedder)) {
    for (const [id, text] of await textsOf(db, ids)) vectors.set(id, embedder.embedOne(text))
    return vectors
  }
  for await (const batch of table.query().where(`id IN (${ids.map(literal).join(',')})`).select(['id', 'vector'])) {
    for (let at = 0; at < batch.numRows; at++) {
      const values = batch.getChild('vector')?.get(at)
      if (values) vectors.set(String(batch.getChild('id')?.get(at)), Float32Array.from(values.toArray() as Float32Array))
    }
  }
  return vectors
}
