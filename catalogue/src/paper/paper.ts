/**
 * What a paper is in the catalogue, and what a source may say of one.
 *
 * A `PaperRecord` is one source's statement: only the title is required, everything else is "not said" when absent.
 * A `Paper` is what the catalogue holds after all statements have been merged (see `merge.ts`).
 * Days are `YYYY-MM-DD`, instants are ISO 8601 in UTC (`2025-08-01T17:59:59Z`); a date known to the day only is a day.
 */
import type { PaperId } from './paper-id.ts'
import type { SourceName } from './source.ts'

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string
/** An instant in UTC (`2025-08-01T17:59:59Z`), or a day where no more is known. */
export type Instant = string

export interface Author {
  /** As printed, given name first: `Tilemachos Aravanis`. TeX accents are already Unicode. */
  name: string
  /** `0000-0002-1825-0097`, without the address in front. */
  orcid?: string
  affiliation?: string
}

export const LINK_KINDS = ['code', 'project', 'model', 'dataset', 'demo', 'video', 'pdf', 'page'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

export interface Link {
  kind: LinkKind
  /** Absolute http(s) address. */
  url: string
}

export interface Version {
  /** 1, 2, … */
  version: number
  at: Instant
}

export interface OrganisationRef {
  /** The last part of its page's address: `DukeNLPGroup`. */
  slug: string
  name: string
}

/** The fields of a paper that sources speak of and that are merged one by one. */
export interface PaperFields {
  title: string
  abstract?: string
  /** A summary in this project's (or a keeper's) own words, shown where no abstract is known. */
  summary?: string
  /** In order. */
  authors?: Author[]
  /** Primary first: `['cs.LG', 'stat.ML']`. */
  categories?: string[]
  /** Of version 1; `2025`, `2025-08` are allowed where no more is known. This is the paper's "new" date. */
  published?: Instant
  /** Of the newest version. Never mistaken for `published`. */
  updated?: Instant
  /** The day the source announced it. */
  announcedOn?: Day
  organisation?: OrganisationRef
  links?: Link[]
  versions?: Version[]
  doi?: string
  journalRef?: string
  /** The authors' comment field: "12 pages, 3 figures". */
  comment?: string
  /** Address or name of the licence. */
  licence?: string
  keywords?: string[]
  /** Short name of the conference or journal: `iclr`. */
  venue?: string
  /** True where the authors or the source withdrew it. */
  withdrawn?: boolean
  /** Upvotes and comments counted elsewhere; shown apart from ours and never added to them. */
  importedUpvotes?: number
  importedComments?: number
}

/** One source's statement about one paper. */
export interface PaperRecord extends PaperFields {
  /** The public id, where the source gives one. */
  id?: PaperId
  /** Other ids under which the same paper is known here (`doi:…`, `ext:…`); they become aliases. */
  aliases?: PaperId[]
  /** The day on which it enters an edition. */
  listedOn?: Day
  /** Who or what chose it for that day: `founding`, `import`, `rule:…`, `person:…`. */
  listedBy?: string
  /** Number of authors, where the source gives only that. Used to check, never stored. */
  authorCount?: number
}

/** Which source each merged field came from, and as of when. */
export type Provenance = Partial<Record<keyof PaperFields, { source: SourceName; at?: Instant }>>

/** A paper as the catalogue holds it. */
export interface Paper extends PaperFields {
  id: PaperId
  aliases: PaperId[]
  authors: Author[]
  categories: string[]
  links: Link[]
  versions: Version[]
  keywords: string[]
  withdrawn: boolean
  listedOn?: Day
  listedBy?: string
  provenance: Provenance
  /** Ours. */
  upvotes: number
  comments: number
  importedUpvotes: number
  importedComments: number
  /** Additive hot score, see `hot.ts`. */
  hotScore: number
  /** Monotone over the whole catalogue: what derived stores follow. */
  change: number
}
