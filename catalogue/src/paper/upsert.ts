/**
 * Writing what sources say: each record finds the paper it speaks of, is merged into it, and what changed is stored
 * with a new change number. A batch costs a handful of statements, however many records it holds.
 */
import type { Db, Trx } from '@offprint/store'
import { authorKey, derivedId, familyKey, titleKey } from './keys.ts'
import { emptyPaper, mergePaper } from './merge.ts'
import { isArxivId, type PaperId } from './paper-id.ts'
import type { Paper, PaperRecord } from './paper.ts'
import { aliasesOf, chunks, pieces, selectPapers } from './paper.repository.ts'
import { paperFromRow, rowFromPaper, type PaperRow } from './paper.table.ts'
import type { SourceName } from './source.ts'

export interface UpsertContext {
  source: SourceName
  /** The source run these records belong to; absent for single edits. */
  run?: number
  /** True where this input has been read completely before: nothing that ties with what is stored changes it. */
  repeat?: boolean
}

export type Outcome = 'added' | 'changed' | 'unchanged'

export interface Upserted {
  id: PaperId
  outcome: Outcome
}

/** Titles shorter than this ("Editorial", "Reply") say too little for two records to be one paper by title. */
const SHORTEST_TITLE_KEY = 10
/** Rows per insert: far below SQLite's 32,766 and PostgreSQL's 65,535 parameters. */
const PAPERS_PER_INSERT = [128, 16, 1]
const SMALL_ROWS_PER_INSERT = [512, 64, 8, 1]

interface Working {
  paper: Paper
  stored?: Paper
  listedSeq: number | null
  lastRun: number | null
  dirty: 'no' | 'quietly' | 'visibly'
}

/**
 * Merges records (at most a few thousand) into the catalogue, in order.
 * @returns one outcome a record, in the same order
 */
export async function upsertPapers(trx: Trx, records: readonly PaperRecord[], context: UpsertContext): Promise<Upserted[]> {
  const batch = await loadCandidates(trx, records)
  const results = records.map((record) => mergeInto(batch, record, context))
  const visible = [...batch.touched].filter((working) => working.dirty === 'visibly')
  const lastChange = await takeChangeNumbers(trx, visible.length)
  visible.forEach((working, index) => {
    working.paper.change = lastChange - visible.length + 1 + index
    if (working.paper.listedOn && working.listedSeq === null) working.listedSeq = working.paper.change
  })
  await store(trx, [...batch.touched].filter((working) => working.dirty !== 'no'), lastChange)
  return results.map(({ working, outcome }) => ({ id: working.paper.id, outcome }))
}

/** Takes `count` numbers at once and returns the last; the row stays locked until the transaction ends. */
async function takeChangeNumbers(trx: Trx, count: number): Promise<number> {
  const row = await trx
    .updateTable('counter')
    .set((e) => ({ value: e('value', '+', count) }))
    .where('name', '=', 'change')
    .returning('value')
    .executeTakeFirstOrThrow()
  return row.value
}

class Batch {
  readonly byId = new Map<string, Working>()
  readonly byDoi = new Map<string, Working>()
  readonly byTitle = new Map<string, Working[]>()
  readonly touched = new Set<Working>()

  add(working: Working): void {
    const { paper } = working
    for (const id of [paper.id, ...paper.aliases]) this.byId.set(id, working)
    if (paper.doi) this.byDoi.set(paper.doi, working)
    const key = titleKey(paper.title)
    const sameTitle = this.byTitle.get(key)
    if (!sameTitle) this.byTitle.set(key, [working])
    else if (!sameTitle.includes(working)) sameTitle.push(working)
  }
}

const recordIds = (record: PaperRecord): PaperId[] => [...(record.id ? [record.id] : []), ...(record.aliases ?? [])]

function recordDoi(record: PaperRecord): string | undefined {
  if (record.doi) return record.doi.toLowerCase()
  return recordIds(record).find((id) => id.startsWith('doi:'))?.slice('doi:'.length)
}

async function loadCandidates(db: Db, records: readonly PaperRecord[]): Promise<Batch> {
  const ids = new Set<string>(records.flatMap(recordIds))
  for (const record of records) if (!record.id) ids.add(derivedId(record))
  const found = new Set<string>()
  for (const part of chunks([...ids])) {
    for (const row of await db.selectFrom('paper').select('id').where('id', 'in', part).execute()) found.add(row.id)
    for (const row of await db.selectFrom('paper_alias').select('paper_id').where('alias', 'in', part).execute()) found.add(row.paper_id)
  }
  for (const part of chunks([...new Set(records.flatMap((record) => recordDoi(record) ?? []))])) {
    for (const row of await db.selectFrom('paper').select('id').where('doi', 'in', part).execute()) found.add(row.id)
  }
  const titles = new Set(records.map((record) => titleKey(record.title)).filter((key) => key.length >= SHORTEST_TITLE_KEY))
  for (const part of chunks([...titles])) {
    for (const row of await db.selectFrom('paper').select('id').where('title_key', 'in', part).execute()) found.add(row.id)
  }
  const batch = new Batch()
  for (const part of chunks([...found])) {
    const rows = (await selectPapers(db).where('paper.id', 'in', part).execute()) as PaperRow[]
    const aliases = await aliasesOf(db, part)
    for (const row of rows) {
      const paper = paperFromRow(row, aliases.get(row.id))
      batch.add({ paper, stored: paper, listedSeq: row.listed_seq, lastRun: row.last_run, dirty: 'no' })
    }
  }
  return batch
}

/** Which known paper a record speaks of: by id, then DOI, then title and first author. */
function findWorking(batch: Batch, record: PaperRecord): Working | undefined {
  for (const id of recordIds(record)) {
    const byId = batch.byId.get(id)
    if (byId) return byId
  }
  const doi = recordDoi(record)
  const byDoi = doi ? batch.byDoi.get(doi) : undefined
  if (byDoi && !contradicts(byDoi.paper, record)) return byDoi
  const key = titleKey(record.title)
  if (key.length >= SHORTEST_TITLE_KEY) {
    const sameTitle = (batch.byTitle.get(key) ?? []).filter((working) => !contradicts(working.paper, record))
    const family = familyKey(record.authors?.[0]?.name)
    const byAuthor = sameTitle.find((working) => family !== '' && familyKey(working.paper.authors[0]?.name) === family)
    if (byAuthor) return byAuthor
    // One side names no author: the title decides, if only one paper bears it.
    const open = sameTitle.filter(({ paper }) => (family === '' || paper.authors.length === 0) && !isNamedOtherwise(paper, record))
    if (open.length === 1 && sameTitle.length === 1) return open[0]
  }
  return record.id ? undefined : batch.byId.get(derivedId(record))
}

/** Where nobody names an author ("Introduction", "Errata"), a file that numbers its papers knows better than their titles. */
function isNamedOtherwise(paper: Paper, record: PaperRecord): boolean {
  if (paper.authors.length > 0 || record.authors?.length || !record.id) return false
  return record.id.startsWith('ext:') && paper.id.startsWith('ext:') && paper.id !== derivedId(paper)
}

/** Two different arXiv ids, or two different DOIs, are two papers whatever their titles say. */
function contradicts(paper: Paper, record: PaperRecord): boolean {
  if (record.id && isArxivId(record.id) && isArxivId(paper.id) && record.id !== paper.id) return true
  const doi = recordDoi(record)
  return Boolean(doi && paper.doi && doi !== paper.doi)
}

function mergeInto(batch: Batch, record: PaperRecord, context: UpsertContext): { working: Working; outcome: Outcome } {
  const found = findWorking(batch, record)
  const working: Working = found ?? {
    paper: emptyPaper(record.id ?? derivedId(record)),
    listedSeq: null,
    lastRun: null,
    dirty: 'no',
  }
  const sameRun = context.run !== undefined && working.lastRun === context.run
  const withIds = adoptIds(working.paper, record)
  const merged = mergePaper(withIds.paper, record, { source: context.source, repeat: context.repeat ?? false, sameRun })
  const changed = merged.changed.length > 0 || withIds.gained
  working.paper = merged.paper
  if (changed || !found) {
    working.dirty = 'visibly'
    working.lastRun = context.run ?? null
  } else if (merged.provenanceChanged && working.dirty === 'no') working.dirty = 'quietly'
  batch.add(working)
  batch.touched.add(working)
  return { working, outcome: found ? (changed ? 'changed' : 'unchanged') : 'added' }
}

/** An arXiv id is the best name a paper can have, then OpenReview's and a DOI, then one of a file's own. */
function idRank(id: string): number {
  if (isArxivId(id)) return 0
  if (id.startsWith('openreview:')) return 1
  return id.startsWith('doi:') ? 2 : 3
}

/** Gives the paper the best of its own and the record's ids and keeps the others as aliases. */
function adoptIds(paper: Paper, record: PaperRecord): { paper: Paper; gained: boolean } {
  const others = recordIds(record).filter((id) => id !== paper.id && !paper.aliases.includes(id))
  if (others.length === 0) return { paper, gained: false }
  const [best] = [paper.id, ...others].sort((a, b) => idRank(a) - idRank(b))
  const aliases = [...new Set([...paper.aliases, paper.id, ...others])].filter((id) => id !== best).sort()
  return { paper: { ...paper, id: best, aliases }, gained: true }
}

async function store(trx: Trx, dirty: Working[], change: number): Promise<void> {
  if (dirty.length === 0) return
  await storeOrganisations(trx, dirty)
  await renameMoved(trx, dirty, change)
  await insertNew(trx, dirty.filter((working) => !working.stored))
  await overwrite(trx, dirty.filter((working) => working.stored))
  await trx.deleteFrom('paper_removal').where('paper_id', 'in', dirty.map(({ paper }) => paper.id)).execute()
  await storeAliases(trx, dirty)
  await storeAuthors(trx, dirty.filter(({ paper, stored }) => stored?.authors !== paper.authors || stored.id !== paper.id))
  await storeCategories(trx, dirty.filter(({ paper, stored }) => stored?.categories !== paper.categories || stored.id !== paper.id))
}

const toRow = ({ paper, listedSeq, lastRun }: Working) => rowFromPaper(paper, { listedSeq, lastRun })
type Row = ReturnType<typeof toRow>

/** Columns that no row fills keep their default: half of all values of a typical import need not be sent. */
async function insertNew(trx: Trx, added: Working[]): Promise<void> {
  for (const part of pieces(added, PAPERS_PER_INSERT)) {
    const rows = part.map(toRow)
    const empty = (Object.keys(rows[0]) as (keyof Row)[]).filter((column) => rows.every((row) => isDefault(row[column])))
    for (const row of rows) for (const column of empty) delete row[column]
    await trx.insertInto('paper').values(rows).execute()
  }
}

/** The defaults of the table: nothing, no votes, empty lists. */
const isDefault = (value: unknown): boolean => value === null || value === 0 || value === '[]' || value === '{}'

async function overwrite(trx: Trx, changed: Working[]): Promise<void> {
  for (const part of pieces(changed, PAPERS_PER_INSERT)) {
    const rows = part.map(toRow)
    const columns = (Object.keys(rows[0]) as (keyof Row)[]).filter((column) => column !== 'id')
    await trx
      .insertInto('paper')
      .values(rows)
      .onConflict((c) => c.column('id').doUpdateSet((e) => Object.fromEntries(columns.map((column) => [column, e.ref(`excluded.${column}`)]))))
      .execute()
  }
}

async function storeOrganisations(trx: Trx, dirty: Working[]): Promise<void> {
  const organisations = new Map(dirty.flatMap(({ paper }) => (paper.organisation ? [[paper.organisation.slug, paper.organisation]] : [])))
  if (organisations.size === 0) return
  await trx
    .insertInto('organisation')
    .values([...organisations.values()].map(({ slug, name }) => ({ slug, name })))
    .onConflict((c) => c.column('slug').doUpdateSet((e) => ({ name: e.ref('excluded.name') })))
    .execute()
}

/** Rows that refer to a paper follow its new id by `on update cascade`. */
async function renameMoved(trx: Trx, dirty: Working[], change: number): Promise<void> {
  for (const { paper, stored } of dirty) {
    if (!stored || stored.id === paper.id) continue
    await trx.updateTable('paper').set({ id: paper.id }).where('id', '=', stored.id).execute()
    await trx
      .insertInto('paper_removal')
      .values({ paper_id: stored.id, change })
      .onConflict((c) => c.column('paper_id').doUpdateSet({ change }))
      .execute()
  }
}

async function storeAliases(trx: Trx, dirty: Working[]): Promise<void> {
  const rows = dirty.flatMap(({ paper }) => paper.aliases.map((alias) => ({ alias, paper_id: paper.id })))
  for (const part of pieces(rows, SMALL_ROWS_PER_INSERT)) {
    await trx
      .insertInto('paper_alias')
      .values(part)
      .onConflict((c) => c.column('alias').doUpdateSet((e) => ({ paper_id: e.ref('excluded.paper_id') })))
      .execute()
  }
}

async function storeAuthors(trx: Trx, dirty: Working[]): Promise<void> {
  const known = dirty.filter(({ stored }) => stored).map(({ paper }) => paper.id)
  for (const part of chunks(known)) await trx.deleteFrom('paper_author').where('paper_id', 'in', part).execute()
  const rows = dirty.flatMap(({ paper }) =>
    paper.authors.map(({ name }, position) => ({ paper_id: paper.id, position, author_key: authorKey(name), name })),
  )
  for (const part of pieces(rows, SMALL_ROWS_PER_INSERT)) await trx.insertInto('paper_author').values(part).execute()
}

async function storeCategories(trx: Trx, dirty: Working[]): Promise<void> {
  const known = dirty.filter(({ stored }) => stored).map(({ paper }) => paper.id)
  for (const part of chunks(known)) await trx.deleteFrom('paper_category').where('paper_id', 'in', part).execute()
  const rows = dirty.flatMap(({ paper }) =>
    [...new Set(paper.categories)].map((category, position) => ({ paper_id: paper.id, position, category })),
  )
  for (const part of pieces(rows, SMALL_ROWS_PER_INSERT)) await trx.insertInto('paper_category').values(part).execute()
}
