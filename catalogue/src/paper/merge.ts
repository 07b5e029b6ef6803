/**
 * Merging what a source says into what is known. Pure.
 *
 * Per field, the source that stands nearer to the authors wins (`source.ts`). Between statements of one rank the one
 * about the newer version wins; where neither says, the statement of a later run does, so that a corrected file
 * corrects the catalogue. A run never overrules itself, nor does a file that was read before: so reading anything
 * twice, or in another order, or again after a crash, changes nothing.
 */
import { hotScore } from './hot.ts'
import type { PaperId } from './paper-id.ts'
import type { Author, Link, Paper, PaperFields, PaperRecord, Provenance, Version } from './paper.ts'
import { LINK_KINDS } from './paper.ts'
import { sourceRank, type SourceName } from './source.ts'

export interface MergeContext {
  source: SourceName
  /** True where this very statement may have been merged before (a file read again): ties keep what is stored. */
  repeat: boolean
  /** True where the stored paper was already written by this run. */
  sameRun: boolean
}

export interface Merged {
  paper: Paper
  /** Fields whose value changed; empty for no visible change. */
  changed: (keyof PaperFields | 'listedOn' | 'aliases' | 'id')[]
  /** Only the note of where a field came from became better. */
  provenanceChanged: boolean
}

/** Fields merged as one value each. */
const WHOLE_FIELDS = [
  'title',
  'abstract',
  'summary',
  'authors',
  'categories',
  'published',
  'updated',
  'announcedOn',
  'organisation',
  'doi',
  'journalRef',
  'comment',
  'licence',
  'keywords',
  'venue',
  'withdrawn',
] as const satisfies (keyof PaperFields)[]

const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/** Lists and objects are compared by value; everything else, long abstracts above all, without being written out. */
const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))

/** A paper nobody has said anything about yet. */
export function emptyPaper(id: PaperId): Paper {
  return {
    id,
    aliases: [],
    title: '',
    authors: [],
    categories: [],
    links: [],
    versions: [],
    keywords: [],
    withdrawn: false,
    provenance: {},
    upvotes: 0,
    comments: 0,
    importedUpvotes: 0,
    importedComments: 0,
    hotScore: 0,
    change: 0,
  }
}

export function mergePaper(stored: Paper, record: PaperRecord, context: MergeContext): Merged {
  const paper: Paper = { ...stored, provenance: { ...stored.provenance } }
  const changed: Merged['changed'] = []
  let provenanceChanged = false
  const set = <K extends keyof PaperFields>(field: K, value: Paper[K]) => {
    if (same(paper[field], value)) return
    paper[field] = value
    changed.push(field)
  }

  for (const field of WHOLE_FIELDS) {
    const value = field === 'doi' ? record.doi?.toLowerCase() : record[field]
    if (!isSaid(value)) continue
    const verdict = decide(paper, field, record, context)
    if (verdict === 'keep') continue
    // A statement without a date does not make what is known of the date less.
    const before = paper.provenance[field]
    const at = record.updated ?? (before?.source === context.source ? before.at : undefined)
    const note = { source: context.source, ...(at ? { at } : {}) }
    if (!same(paper.provenance[field], note)) {
      paper.provenance[field] = note
      provenanceChanged = true
    }
    if (field === 'authors') set('authors', withKnownDetails(paper.authors, record.authors!))
    else set(field, value as never)
  }

  if (record.links?.length) set('links', mergeLinks(paper.links, record.links))
  if (record.versions?.length) set('versions', mergeVersions(paper.versions, record.versions, context))
  for (const field of ['importedUpvotes', 'importedComments'] as const) {
    if (record[field] !== undefined && !(context.repeat || context.sameRun)) set(field, record[field])
    else if (record[field] !== undefined && stored.change === 0) set(field, record[field])
  }

  const aliases = [...new Set([...paper.aliases, ...(record.aliases ?? [])])].filter((alias) => alias !== paper.id).sort()
  if (!same(aliases, [...paper.aliases].sort())) {
    paper.aliases = aliases
    changed.push('aliases')
  }
  // A listing is decided once: a later statement or revision never moves a paper to another day.
  if (record.listedOn && !paper.listedOn) {
    paper.listedOn = record.listedOn
    paper.listedBy = record.listedBy ?? 'import'
    changed.push('listedOn')
  }
  paper.hotScore = hotScore({ upvotes: paper.upvotes, comments: paper.comments, listedAt: paper.listedOn ?? paper.published })
  return { paper, changed, provenanceChanged }
}

type WholeField = (typeof WHOLE_FIELDS)[number]

function decide(paper: Paper, field: WholeField, record: PaperRecord, context: MergeContext): 'take' | 'keep' {
  const note = paper.provenance[field]
  if (!note || !(isSaid(paper[field]) || field === 'withdrawn')) return 'take'
  const better = sourceRank(note.source) - sourceRank(context.source)
  if (better !== 0) return better > 0 ? 'take' : 'keep'
  const order = compareInstants(record.updated, note.at)
  if (order !== 0) return order > 0 ? 'take' : 'keep'
  return context.repeat || context.sameRun ? 'keep' : 'take'
}

/** Negative, zero or positive; an unknown instant is neither before nor after any other. */
function compareInstants(a: string | undefined, b: string | undefined): number {
  if (!a || !b || a === b) return 0
  return a < b ? -1 : 1
}

/** A list of the same names keeps the ORCIDs and affiliations that either side knows. */
function withKnownDetails(stored: Author[], said: Author[]): Author[] {
  if (stored.length !== said.length || stored.some((author, i) => author.name !== said[i].name)) return said
  return said.map((author, i) => {
    const orcid = author.orcid ?? stored[i].orcid
    const affiliation = author.affiliation ?? stored[i].affiliation
    return { name: author.name, ...(orcid ? { orcid } : {}), ...(affiliation ? { affiliation } : {}) }
  })
}

/** Two spellings of one address: case of the host, a slash at the end, `www.`, http or https. */
function addressKey(url: string): string {
  return url.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/+$/, '').toLowerCase()
}

function mergeLinks(stored: Link[], said: Link[]): Link[] {
  const known = new Map(stored.map((link) => [addressKey(link.url), link]))
  for (const link of said) if (!known.has(addressKey(link.url))) known.set(addressKey(link.url), { kind: link.kind, url: link.url })
  return [...known.values()].sort((a, b) => LINK_KINDS.indexOf(a.kind) - LINK_KINDS.indexOf(b.kind) || (a.url < b.url ? -1 : 1))
}

function mergeVersions(stored: Version[], said: Version[], context: MergeContext): Version[] {
  const byNumber = new Map(stored.map((version) => [version.version, version]))
  for (const version of said) {
    const known = byNumber.get(version.version)
    if (!known || (version.at.length > known.at.length && !context.repeat)) {
      byNumber.set(version.version, { version: version.version, at: version.at })
    }
  }
  return [...byNumber.values()].sort((a, b) => a.version - b.version)
}

/** Where a field came from, for the page's small print: `arxiv-oai`, `founding`, … */
export const sourceOf = (provenance: Provenance, field: keyof PaperFields): SourceName | undefined => provenance[field]?.source
