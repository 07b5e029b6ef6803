/** One paper as its page shows it. */
import { isArxivId, paperPath, type LinkKind, type Paper } from '@offprint/catalogue'
import { CATEGORY_NAMES } from '../list/categories.ts'
import { texToHtml } from '../tex/render.ts'
import type { CardView } from './card.ts'
import { dayAndMonth, shortDate } from './dates.ts'

export interface Citation {
  format: string
  label: string
  text: string
  /** The same as a file. */
  path: string
}

export interface PaperView {
  card: CardView
  authors: { name: string; path: string; orcid?: string; affiliation?: string }[]
  links: { label: string; url: string }[]
  /** Label and value, in the order of the page. */
  facts: { label: string; html: string }[]
  versions: { label: string; url?: string; at: string }[]
  categories: { code: string; name?: string; path: string }[]
  listed?: { path: string; label: string }
  citations: Citation[]
  /** Where the text shown comes from, for the small print. */
  source?: string
  /** `/papers/ID.json` and its kin. */
  faces: { label: string; path: string; type: string }[]
}

const LINK_LABELS: Record<LinkKind, string> = { code: 'Code', project: 'Project page', model: 'Model', dataset: 'Data', demo: 'Demo', video: 'Video', pdf: 'PDF', page: 'Page' }

/** Sources in words, where a reader should know them. */
const SOURCE_NAMES: Partial<Record<string, string>> = {
  'arxiv-oai': 'arXiv', 'arxiv-atom': 'arXiv', 'arxiv-snapshot': 'arXiv', 'arxiv-rss': 'arXiv', openreview: 'OpenReview', crossref: 'Crossref', datacite: 'DataCite',
  huggingface: 'Hugging Face Daily Papers', offprint: 'another Offprint', jsonl: 'an imported file', bibtex: 'an imported bibliography', page: 'a saved daily-papers page', curator: 'a keeper of this site', submission: 'a reader',
}

function host(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, '')
  } catch {
    return url
  }
}

function linksOf(paper: Paper): PaperView['links'] {
  const links: PaperView['links'] = []
  if (isArxivId(paper.id)) {
    links.push({ label: 'arXiv page', url: `https://arxiv.org/abs/${paper.id}` }, { label: 'PDF', url: `https://arxiv.org/pdf/${paper.id}` })
  }
  const doi = paper.doi ?? (paper.id.startsWith('doi:') ? paper.id.slice('doi:'.length) : undefined)
  if (doi) links.push({ label: 'DOI', url: `https://doi.org/${doi}` })
  if (paper.id.startsWith('openreview:')) links.push({ label: 'OpenReview', url: `https://openreview.net/forum?id=${paper.id.slice('openreview:'.length)}` })
  for (const { kind, url } of paper.links) {
    if (links.some((link) => link.url === url)) continue
    links.push({ label: kind === 'code' || kind === 'page' ? `${LINK_LABELS[kind]} on ${host(url)}` : LINK_LABELS[kind], url })
  }
  return links
}

function factsOf(paper: Paper): PaperView['facts'] {
  const facts: PaperView['facts'] = []
  const add = (label: string, text: string | undefined) => text && facts.push({ label, html: texToHtml(text) })
  add('Identifier', paper.id)
  add('Comment', paper.comment)
  add('Journal', paper.journalRef)
  add('Venue', paper.venue)
  add('Keywords', paper.keywords.join(', '))
  add('Licence', paper.licence && (/^https?:/.test(paper.licence) ? `\\url{${paper.licence}}` : paper.licence))
  return facts
}

export function paperView(paper: Paper, card: CardView, citations: Citation[], today: string): PaperView {
  const source = paper.abstract === undefined ? undefined : SOURCE_NAMES[paper.provenance.abstract?.source ?? '']
  return {
    card,
    authors: paper.authors.map((author, index) => ({ ...author, path: card.authors[index].path })),
    links: linksOf(paper),
    facts: factsOf(paper),
    versions: paper.versions.map(({ version, at }) => ({
      label: `v${version}`,
      at: shortDate(at),
      ...(isArxivId(paper.id) ? { url: `https://arxiv.org/abs/${paper.id}v${version}` } : {}),
    })),
    categories: paper.categories.map((code) => ({ code, name: CATEGORY_NAMES[code], path: `/categories/${encodeURIComponent(code)}` })),
    listed: paper.listedOn ? { path: `/papers/date/${paper.listedOn}`, label: dayAndMonth(paper.listedOn, today) } : undefined,
    citations,
    source,
    faces: [
      { label: 'JSON', path: `${paperPath(paper.id)}.json`, type: 'application/json' },
      { label: 'Markdown', path: `${paperPath(paper.id)}.md`, type: 'text/markdown' },
    ],
  }
}
