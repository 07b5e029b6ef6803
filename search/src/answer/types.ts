/** What is asked and what is answered: the shape of `/api/search`, of `offprint search --json`, and of the pages. */
import type { Paper } from '@offprint/catalogue'
import type { Sort } from '../query/operators.ts'
import type { Facets } from './facets.ts'

export interface SearchRequest {
  /** The query as typed. */
  q: string
  /** Results wanted, 1 to 100; default 20. */
  limit?: number
  /** Results left out before the first; default 0. */
  offset?: number
  /** Stands in for `sort:` in the query. */
  sort?: Sort
  /** The reader's day, `YYYY-MM-DD`; default: the day in UTC. */
  today?: string
  /** Adds `parts` to each result. */
  explain?: boolean
  /** Adds `facets` to the answer; about 5 ms. */
  facets?: boolean
}

/** Why a paper is in the answer. */
export type Why = 'id' | 'title' | 'author' | 'text' | 'filter' | 'vector'

export interface SearchResult {
  id: string
  title: string
  authors: string[]
  published: string | null
  listedOn: string | null
  upvotes: number
  comments: number
  /** Comparable within one answer only. */
  score: number
  why: Why[]
  /** HTML: escaped text with found words in `<mark>`; the abstract as an extract around them. */
  highlight: { title: string; abstract: string }
  /** The parts the score was made of, on request. */
  parts?: Record<string, number>
}

export interface SearchAnswer {
  query: {
    /** The query as understood, in canonical form. */
    text: string
    filters: { field: string; value: string }[]
    /** Words and signs that played no part, as typed. */
    ignored: string[]
    /** A sentence for each thing that was not taken as typed. */
    notes: string[]
    sort: Sort
    /** Words that no paper uses and what was searched in their place. */
    corrected: { from: string; to: string }[]
    /** The query with likelier spellings, where one is offered. */
    didYouMean: string | null
  }
  total: number
  /** True where `total` is a lower bound. */
  totalIsMore: boolean
  took_ms: number
  results: SearchResult[]
  facets?: Facets
}

/** The same answer with the papers themselves, for pages that show more than the API's fields. */
export interface FoundPapers extends SearchAnswer {
  papers: Paper[]
}
