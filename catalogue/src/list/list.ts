/**
 * Lists of papers. One query object serves a list's page, its `.json`, `.rss`, `.atom` and `.md`, the API and the
 * command line.
 */
import type { Db } from '@offprint/store'
import type { Tables } from '@offprint/store/tables'
import { sql, type ExpressionBuilder, type ExpressionWrapper, type SqlBool } from 'kysely'
import type { Day, Paper } from '../paper/paper.ts'
import { selectPapers } from '../paper/paper.repository.ts'
import { paperFromRow, type PaperRow } from '../paper/paper.table.ts'

export const LIST_SORTS = ['top', 'hot', 'new', 'discussed', 'listed'] as const
export type ListSort = (typeof LIST_SORTS)[number]

export interface ListQuery {
  /** Only papers of editions in this stretch of days, both ends included. */
  listed?: { from: Day; to: Day }
  /** Only papers that are in some edition (trending). */
  listedOnly?: boolean
  /** `cs.LG`; also an archive as a whole: `cs`. */
  category?: string
  /** An author's key, see `authorKey`. */
  author?: string
  /** An organisation's slug. */
  organisation?: string
  /**
   * `top`: our upvotes, then those counted elsewhere, then the order of listing; `hot`: votes and age in one score;
   * `new`: date of version 1; `discussed`: comments; `listed`: newest edition first.
   */
  sort: ListSort
  offset: number
  /** 1 to `LONGEST_PAGE`. */
  limit: number
}

export interface PaperList {
  papers: Paper[]
  /** Of all pages together. */
  total: number
}

/** More than this in one answer would be an export; feeds and pages ask for 36 to 100. */
export const LONGEST_PAGE = 500

export async function listPapers(db: Db, query: ListQuery): Promise<PaperList> {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > LONGEST_PAGE) throw new RangeError(`A page holds 1 to ${LONGEST_PAGE} papers.`)
  if (!Number.isInteger(query.offset) || query.offset < 0) throw new RangeError('An offset is zero or more.')
  const where = conditions(query)
  const rows = (await ordered(selectPapers(db).where((e) => where(e as unknown as ExpressionBuilder<Tables, 'paper'>)), query.sort).limit(query.limit).offset(query.offset).execute()) as PaperRow[]
  const total =
    rows.length < query.limit && (rows.length > 0 || query.offset === 0)
      ? query.offset + rows.length
      : Number((await db.selectFrom('paper').where(where).select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)
  return { papers: rows.map((row) => paperFromRow(row)), total }
}

/** The conditions a query sets, for the page and for its count alike. */
function conditions(query: ListQuery) {
  return (e: ExpressionBuilder<Tables, 'paper'>): ExpressionWrapper<Tables, 'paper', SqlBool> => {
    const all: ExpressionWrapper<Tables, 'paper', SqlBool>[] = []
    if (query.listed) all.push(e('paper.listed_on', '>=', query.listed.from), e('paper.listed_on', '<=', query.listed.to))
    else if (query.listedOnly) all.push(e('paper.listed_on', 'is not', null))
    if (query.organisation) all.push(e('paper.organisation', '=', query.organisation))
    if (query.author) all.push(e('paper.id', 'in', e.selectFrom('paper_author').select('paper_id').where('author_key', '=', query.author)))
    if (query.category) {
      const ids = e.selectFrom('paper_category').select('paper_id')
      // `cs` means everything from `cs.` up to what sorts after it.
      const { category } = query
      const within = category.includes('.')
        ? ids.where('category', '=', category)
        : ids.where((c) => c.or([c('category', '=', category), c.and([c('category', '>', `${category}.`), c('category', '<', `${category}/`)])]))
      all.push(e('paper.id', 'in', within))
    }
    return e.and(all)
  }
}

function ordered(query: ReturnType<typeof selectPapers>, sort: ListSort): ReturnType<typeof selectPapers> {
  const newestFirst = sql`paper.published desc nulls last`
  switch (sort) {
    case 'top':
      return query.orderBy('paper.upvotes', 'desc').orderBy('paper.imported_upvotes', 'desc').orderBy(sql`paper.listed_seq nulls last`).orderBy('paper.id')
    case 'hot':
      return query.orderBy('paper.hot_score', 'desc').orderBy(sql`paper.listed_seq nulls last`).orderBy('paper.id', 'desc')
    case 'discussed':
      return query.orderBy('paper.comments', 'desc').orderBy('paper.imported_comments', 'desc').orderBy(newestFirst).orderBy('paper.id')
    case 'listed':
      return query.orderBy(sql`paper.listed_on desc nulls last`).orderBy(sql`paper.listed_seq nulls last`).orderBy('paper.id')
    default:
      return query.orderBy(newestFirst).orderBy('paper.id', 'desc')
  }
}

/** The name under which most papers of an author's key are signed, or undefined for an unknown key. */
export async function findAuthorName(db: Db, key: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('paper_author')
    .select(['name', (e) => e.fn.countAll<number>().as('n')])
    .where('author_key', '=', key)
    .groupBy('name')
    .orderBy('n', 'desc')
    .orderBy('name')
    .limit(1)
    .executeTakeFirst()
  return row?.name
}

export async function findOrganisation(db: Db, slug: string): Promise<{ slug: string; name: string } | undefined> {
  return db.selectFrom('organisation').selectAll().where('slug', '=', slug).executeTakeFirst()
}

/** Categories with their number of papers, largest first. */
export async function listCategories(db: Db): Promise<{ category: string; count: number }[]> {
  const rows = await db
    .selectFrom('paper_category')
    .select(['category', (e) => e.fn.countAll<number>().as('count')])
    .groupBy('category')
    .orderBy('count', 'desc')
    .orderBy('category')
    .execute()
  return rows.map(({ category, count }) => ({ category, count: Number(count) }))
}
