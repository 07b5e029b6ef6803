/** Reading papers: by id (or any id that became one of theirs), and in the order of change. */
import type { Db } from '@offprint/store'
import { parsePaperId, type PaperId } from './paper-id.ts'
import type { Paper } from './paper.ts'
import { paperFromRow, type PaperRow } from './paper.table.ts'

/** Values per `in (…)` list: far below both engines' limits, large enough that a page is one query. */
const IN_LIST = 1_000

export function* chunks<T>(values: readonly T[], size = IN_LIST): Generator<T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size)
}

/**
 * Cuts rows into pieces of a few sizes, each as large as what is left allows: however many rows there are, the
 * statements that insert them are the same few, and each is prepared once. @param sizes falling, the last one 1
 */
export function* pieces<T>(rows: readonly T[], sizes: readonly number[]): Generator<T[]> {
  for (let start = 0; start < rows.length;) {
    const size = sizes.find((each) => each <= rows.length - start)!
    yield rows.slice(start, start + size)
    start += size
  }
}

/** All columns of a paper and its organisation's name: the one projection from which `Paper` is made. */
export const selectPapers = (db: Db) =>
  db
    .selectFrom('paper')
    .leftJoin('organisation', 'organisation.slug', 'paper.organisation')
    .selectAll('paper')
    .select('organisation.name as organisation_name')

/**
 * The paper with this id, or with an id that turned out to be the same paper: then `paper.id` differs from what was
 * asked, and a page redirects.
 */
export async function findPaper(db: Db, id: PaperId): Promise<Paper | undefined> {
  const canonical = await canonicalId(db, id)
  return canonical ? (await findPapers(db, [canonical]))[0] : undefined
}

/** The current id of a paper known under `id`. */
export async function canonicalId(db: Db, id: PaperId): Promise<PaperId | undefined> {
  const own = await db.selectFrom('paper').select('id').where('id', '=', id).executeTakeFirst()
  if (own) return own.id as PaperId
  const alias = await db.selectFrom('paper_alias').select('paper_id').where('alias', '=', id).executeTakeFirst()
  if (alias) return alias.paper_id as PaperId
  // A DOI that a paper carries beside its own id.
  if (!id.startsWith('doi:')) return undefined
  const byDoi = await db.selectFrom('paper').select('id').where('doi', '=', id.slice('doi:'.length)).executeTakeFirst()
  return byDoi?.id as PaperId | undefined
}

/** Papers in the order of `ids`; unknown ids are left out. */
export async function findPapers(db: Db, ids: readonly PaperId[]): Promise<Paper[]> {
  const found = new Map<string, Paper>()
  for (const part of chunks(ids)) {
    const rows = (await selectPapers(db).where('paper.id', 'in', part).execute()) as PaperRow[]
    const aliases = await aliasesOf(db, part)
    for (const row of rows) found.set(row.id, paperFromRow(row, aliases.get(row.id)))
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

export async function aliasesOf(db: Db, ids: readonly string[]): Promise<Map<string, PaperId[]>> {
  const aliases = new Map<string, PaperId[]>()
  if (ids.length === 0) return aliases
  const rows = await db.selectFrom('paper_alias').selectAll().where('paper_id', 'in', [...ids]).orderBy('alias').execute()
  for (const row of rows) aliases.set(row.paper_id, [...(aliases.get(row.paper_id) ?? []), row.alias as PaperId])
  return aliases
}

/** What a follower needs to catch up by one step. */
export interface Changes {
  papers: Paper[]
  /** Ids that are no more: removed, or replaced by a better id. */
  removed: PaperId[]
  /** The change number up to which this step is complete; pass it to the next call. */
  upTo: number
  /** False when the follower is now current. */
  more: boolean
}

/** Papers and removals with a change number above `after`, oldest first, at most `limit` papers. */
export async function papersChangedSince(db: Db, after: number, limit: number): Promise<Changes> {
  const rows = (await selectPapers(db).where('paper.change', '>', after).orderBy('paper.change').limit(limit).execute()) as PaperRow[]
  const more = rows.length === limit
  const newest = await currentChange(db)
  const upTo = more ? rows.at(-1)!.change : newest
  const removed = await db
    .selectFrom('paper_removal')
    .select('paper_id')
    .where('change', '>', after)
    .where('change', '<=', upTo)
    .execute()
  // A row that changed while this was read has moved beyond `upTo` and comes with the next step.
  const papers = rows.filter((row) => row.change <= upTo).map((row) => paperFromRow(row))
  return { papers, removed: removed.map((row) => row.paper_id as PaperId), upTo, more }
}

/** The newest change number: 0 for a catalogue that never held a paper. */
export async function currentChange(db: Db): Promise<number> {
  const row = await db.selectFrom('counter').select('value').where('name', '=', 'change').executeTakeFirstOrThrow()
  return row.value
}

export async function countPapers(db: Db): Promise<number> {
  const row = await db.selectFrom('paper').select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Reads an id in any form and finds its paper. Undefined where the text is no id or nothing is known under it. */
export async function findPaperByAnyId(db: Db, text: string): Promise<{ paper: Paper; version?: number } | undefined> {
  const parsed = parsePaperId(text)
  if (!parsed) return undefined
  const paper = await findPaper(db, parsed.id)
  return paper && { paper, ...(parsed.version ? { version: parsed.version } : {}) }
}

/** Ids in their order, for a sitemap, with the day of the newest version where it is known to the day. */
export async function paperAddresses(db: Db, page: { offset: number; limit: number }): Promise<{ id: PaperId; changedOn?: string }[]> {
  const rows = await db.selectFrom('paper').select(['id', 'updated', 'published']).orderBy('id').limit(page.limit).offset(page.offset).execute()
  return rows.map(({ id, updated, published }) => {
    const day = (updated ?? published)?.slice(0, 'YYYY-MM-DD'.length)
    return { id: id as PaperId, ...(day?.length === 'YYYY-MM-DD'.length ? { changedOn: day } : {}) }
  })
}
