/** Row types of papers and what is derived from them, and the mapping between rows and papers. */
import type { Tables } from '@offprint/store/tables'
import type { Insertable, Selectable } from 'kysely'
import { familyKey, titleKey } from './keys.ts'
import type { PaperId } from './paper-id.ts'
import type { Paper } from './paper.ts'

export interface PaperTable {
  id: string
  title: string
  title_key: string
  first_author_key: string
  abstract: string | null
  summary: string | null
  /** JSON, as the four below. */
  authors: string
  categories: string
  links: string
  versions: string
  keywords: string
  primary_category: string | null
  published: string | null
  updated: string | null
  announced_on: string | null
  listed_on: string | null
  listed_by: string | null
  /** The change number at listing: the order within an edition among equal votes. */
  listed_seq: number | null
  organisation: string | null
  venue: string | null
  doi: string | null
  journal_ref: string | null
  comment: string | null
  licence: string | null
  withdrawn: number
  provenance: string
  upvotes: number
  comments: number
  imported_upvotes: number
  imported_comments: number
  hot_score: number
  last_run: number | null
  change: number
}
export interface OrganisationTable {
  slug: string
  name: string
}
export interface PaperAliasTable {
  alias: string
  paper_id: string
}
export interface PaperAuthorTable {
  paper_id: string
  position: number
  author_key: string
  name: string
}
export interface PaperCategoryTable {
  paper_id: string
  position: number
  category: string
}
export interface PaperRemovalTable {
  paper_id: string
  change: number
}
export interface CounterTable {
  name: string
  value: number
}
export interface MetaTable {
  key: string
  value: string
}

declare module '@offprint/store/tables' {
  interface Tables {
    paper: PaperTable
    organisation: OrganisationTable
    paper_alias: PaperAliasTable
    paper_author: PaperAuthorTable
    paper_category: PaperCategoryTable
    paper_removal: PaperRemovalTable
    counter: CounterTable
    meta: MetaTable
  }
}
export type { Tables }

export type PaperRow = Selectable<PaperTable> & { organisation_name?: string | null }

const known = <K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } =>
  (value === null || value === undefined ? {} : { [key]: value }) as { [P in K]?: V }

/** `aliases` come from their own table; lists that do not show them pass none. */
export function paperFromRow(row: PaperRow, aliases: PaperId[] = []): Paper {
  return {
    id: row.id as PaperId,
    aliases,
    title: row.title,
    ...known('abstract', row.abstract),
    ...known('summary', row.summary),
    authors: JSON.parse(row.authors),
    categories: JSON.parse(row.categories),
    links: JSON.parse(row.links),
    versions: JSON.parse(row.versions),
    keywords: JSON.parse(row.keywords),
    ...known('published', row.published),
    ...known('updated', row.updated),
    ...known('announcedOn', row.announced_on),
    ...known('listedOn', row.listed_on),
    ...known('listedBy', row.listed_by),
    ...(row.organisation ? { organisation: { slug: row.organisation, name: row.organisation_name ?? row.organisation } } : {}),
    ...known('venue', row.venue),
    ...known('doi', row.doi),
    ...known('journalRef', row.journal_ref),
    ...known('comment', row.comment),
    ...known('licence', row.licence),
    withdrawn: row.withdrawn === 1,
    provenance: JSON.parse(row.provenance),
    upvotes: row.upvotes,
    comments: row.comments,
    importedUpvotes: row.imported_upvotes,
    importedComments: row.imported_comments,
    hotScore: row.hot_score,
    change: row.change,
  }
}

export function rowFromPaper(paper: Paper, extra: { listedSeq: number | null; lastRun: number | null }): Insertable<PaperTable> {
  return {
    id: paper.id,
    title: paper.title,
    title_key: titleKey(paper.title),
    first_author_key: familyKey(paper.authors[0]?.name),
    abstract: paper.abstract ?? null,
    summary: paper.summary ?? null,
    authors: JSON.stringify(paper.authors),
    categories: JSON.stringify(paper.categories),
    links: JSON.stringify(paper.links),
    versions: JSON.stringify(paper.versions),
    keywords: JSON.stringify(paper.keywords),
    primary_category: paper.categories[0] ?? null,
    published: paper.published ?? null,
    updated: paper.updated ?? null,
    announced_on: paper.announcedOn ?? null,
    listed_on: paper.listedOn ?? null,
    listed_by: paper.listedBy ?? null,
    listed_seq: extra.listedSeq,
    organisation: paper.organisation?.slug ?? null,
    venue: paper.venue ?? null,
    doi: paper.doi ?? null,
    journal_ref: paper.journalRef ?? null,
    comment: paper.comment ?? null,
    licence: paper.licence ?? null,
    withdrawn: paper.withdrawn ? 1 : 0,
    provenance: JSON.stringify(paper.provenance),
    upvotes: paper.upvotes,
    comments: paper.comments,
    imported_upvotes: paper.importedUpvotes,
    imported_comments: paper.importedComments,
    hot_score: paper.hotScore,
    last_run: extra.lastRun,
    change: paper.change,
  }
}
