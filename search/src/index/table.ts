/** Opening, filling and reading the table of one generation. */
import { connect, Session, type Table } from '@lancedb/lancedb'
import { Table as ArrowTable } from 'apache-arrow'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Paper } from '@offprint/catalogue'
import { isSync, type Embedder } from '../embedder/embedder.ts'
import { embeddedText, indexRow, type IndexRow } from './row.ts'
import { buildIndices, schemaFor, toArrow } from './schema.ts'

const TABLE = 'papers'
/** Holds the posting lists and pages that queries touch; at 92,000 papers all of them fit. */
const INDEX_CACHE_BYTES = 192n * 1024n * 1024n
const METADATA_CACHE_BYTES = 32n * 1024n * 1024n
/** Ids in one `IN (…)`: a statement of about 50 KB. */
const IDS_PER_STATEMENT = 1_000
/** A long catch-up that begins on a table this small remembers the ids: cheaper than asking before each commit. */
const KNOWN_IDS = 10_000
/** Papers prepared without a pause: about 10 ms of work. */
const SLICE = 50
/** Rows per batch when one generation is copied into the next: about 8 MB of terms. */
const COPY_BATCH_ROWS = 4_096

/**
 * The database leaves cores to reading files, and so uses one of two: the three rankings of a query then wait for each
 * other. Its files stand in the system's cache; with a thread a core a query takes a millisecond less of five.
 */
process.env.LANCE_CPU_THREADS ??= String(availableParallelism())

/** One cache for all tables of a process; made at the first use. */
let session: Session | undefined

const connectTo = (folder: string, name: string) => {
  session ??= new Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
  return connect(join(folder, name), {}, session)
}

export async function openTable(folder: string, name: string): Promise<Table> {
  return (await connectTo(folder, name)).openTable(TABLE)
}

/** An empty table with its indices, so that every query works from the first row on. */
export async function createTable(folder: string, name: string, dimensions: number): Promise<Table> {
  const table = await (await connectTo(folder, name)).createEmptyTable(TABLE, schemaFor(dimensions))
  await buildIndices(table)
  return table
}

/** A string literal of the filter language, which is SQL: a quote is doubled, and nothing else is special. */
export const literal = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`

function* statements(ids: readonly string[]): Generator<string> {
  for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT) yield `id IN (${ids.slice(at, at + IDS_PER_STATEMENT).map(literal).join(',')})`
}

async function anyPresent(table: Table, ids: readonly string[]): Promise<boolean> {
  for (const where of statements(ids)) if ((await table.query().where(where).select(['id']).limit(1).toArray()).length > 0) return true
  return false
}

export async function removePapers(table: Table, ids: readonly string[]): Promise<void> {
  for (const where of statements(ids)) await table.delete(where)
}

/** The ids a table holds, where they are few; with more, `putPapers` asks the table. */
export async function knownIds(table: Table): Promise<Set<string> | undefined> {
  if ((await table.countRows()) > KNOWN_IDS) return undefined
  const ids = new Set<string>()
  for await (const batch of table.query().select(['id'] satisfies (keyof IndexRow)[])) for (const id of batch.getChild('id') ?? []) ids.add(String(id))
  return ids
}

export interface PutOptions {
  embedder?: Embedder
  /** The ids the table holds, kept up to date here; absent: the table is asked. */
  known?: Set<string>
  /** Told of each paper and its text while the text's words are at hand. */
  counted: (paper: Paper, text: string) => void
}

/** Adds papers, or replaces those present, in one commit: all of them are in the table or none. */
export async function putPapers(table: Table, papers: readonly Paper[], { embedder, known, counted }: PutOptions): Promise<void> {
  if (papers.length === 0) return
  const ids = papers.map((paper) => paper.id)
  const present = known ? ids.some((id) => known.has(id)) : await anyPresent(table, ids)
  const rows: IndexRow[] = []
  const vectors: Float32Array[] = []
  for (let at = 0; at < papers.length; at += SLICE) {
    const slice = papers.slice(at, at + SLICE)
    for (const paper of slice) {
      const text = embeddedText(paper)
      rows.push(indexRow(paper, text))
      counted(paper, text)
      if (embedder && isSync(embedder)) vectors.push(embedder.embedOne(text))
    }
    if (embedder && !isSync(embedder)) vectors.push(...(await embedder.embed(slice.map(embeddedText))))
    // Let requests of the same process pass between slices.
    await setImmediate()
  }
  const batch = toArrow(rows, vectors)
  if (present) await table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch)
  else await table.add(batch)
  for (const id of ids) known?.add(id)
}

/** The change number up to which the table is complete: the highest it holds, as batches come in that order. */
export async function highestChange(table: Table): Promise<number> {
  let highest = 0
  for await (const batch of table.query().select(['change'] satisfies (keyof IndexRow)[])) {
    for (const change of batch.getChild('change') ?? []) highest = Math.max(highest, Number(change))
  }
  return highest
}

/** Copies every row of one table into another, a batch at a time. */
export async function copyRows(from: Table, to: Table): Promise<void> {
  const query = from.query()
  for await (const batch of batches(query)) await to.add(batch)
}

async function* batches(query: ReturnType<Table['query']>) {
  // The iterator's own batches are as large as the fragments; sliced, so that memory stays flat.
  for await (const batch of query) {
    for (let at = 0; at < batch.numRows; at += COPY_BATCH_ROWS) yield new ArrowTable(batch.slice(at, Math.min(batch.numRows, at + COPY_BATCH_ROWS)))
  }
}
