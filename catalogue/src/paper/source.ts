/**
 * The kinds of sources a field can come from, best first. When two sources speak of the same field, the one that
 * stands nearer to the authors wins; within one rank the later statement does (see `merge.ts`).
 */
export const SOURCES = [
  'curator', // a keeper of this installation corrected it by hand
  'arxiv-oai', // arXiv's own metadata, both formats merged
  'arxiv-atom', // the same through the query interface
  'arxiv-snapshot', // arXiv's bulk metadata file
  'openreview',
  'crossref',
  'datacite',
  'arxiv-rss', // announcements carry shortened fields
  'huggingface',
  'offprint', // another installation
  'enrichment', // Semantic Scholar, OpenAlex
  'jsonl', // a file of a keeper's
  'bibtex',
  'page', // a saved daily-papers page
  'submission', // what a reader typed
  'founding', // the facts this project ships
] as const

export type SourceName = (typeof SOURCES)[number]

/** Smaller is better. */
export const sourceRank = (source: SourceName): number => SOURCES.indexOf(source)
