// oxlint-disable-next-line typescript/triple-slash-reference -- the site's check knows only files that imports reach
/// <reference path="./citation-js.d.ts" />
/**
 * Citations of a paper: BibTeX, RIS and CSL JSON through citation-js. Its modules load on first use; a start of the
 * site or of a command that cites nothing does not pay for them.
 */
import { authorKey, familyKey } from '../paper/keys.ts'
import { isArxivId } from '../paper/paper-id.ts'
import type { Paper } from '../paper/paper.ts'

export const CITATION_FORMATS = ['bibtex', 'ris', 'csl'] as const
export type CitationFormat = (typeof CITATION_FORMATS)[number]

/** The media type of each format, for the address `/papers/ID.bib` and its kin. */
export const CITATION_MEDIA_TYPES: Record<CitationFormat, string> = {
  bibtex: 'application/x-bibtex; charset=utf-8',
  ris: 'application/x-research-info-systems; charset=utf-8',
  csl: 'application/vnd.citationstyles.csl+json; charset=utf-8',
}

/** Words that make no good part of a citation key. */
const KEY_STOP_WORDS = new Set(['a', 'an', 'the', 'on', 'of', 'in', 'to', 'for', 'and', 'what', 'when', 'where', 'why', 'how', 'is', 'are', 'with', 'from'])

/** `tian2025provable`: family name, year, first telling word of the title. */
export function citationKey(paper: Pick<Paper, 'authors' | 'published' | 'title'>): string {
  const word = authorKey(paper.title).split('-').find((part) => part.length > 1 && !KEY_STOP_WORDS.has(part)) ?? ''
  return `${familyKey(paper.authors[0]?.name) || 'anonymous'}${paper.published?.slice(0, 4) ?? ''}${word}`
}

/** Name particles that belong to the family name when written in lower case: `van der Maaten`. */
const PARTICLE = /^(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|ter|ten|al|el|bin|ibn|af|zu|zur)$/

/** Splits a name as printed, given name first. A single word, or a name with a comma in it, is taken as it stands. */
export function splitName(name: string): { family: string; given?: string } | { literal: string } {
  if (name.includes(',')) {
    const [family, given] = name.split(',', 2).map((part) => part.trim())
    return given ? { family, given } : { literal: family }
  }
  const words = name.split(/\s+/).filter(Boolean)
  if (words.length < 2) return { literal: name }
  let start = words.length - 1
  if (/^(?:jr|sr|ii|iii|iv)\.?$/i.test(words[start]) && start > 1) start--
  while (start > 1 && PARTICLE.test(words[start - 1])) start--
  return { family: words.slice(start).join(' '), given: words.slice(0, start).join(' ') }
}

/** The paper as one CSL item (https://docs.citationstyles.org). */
export function toCsl(paper: Paper): Record<string, unknown> {
  const arxiv = isArxivId(paper.id)
  const doi = paper.doi ?? (arxiv ? `10.48550/arXiv.${paper.id}` : paper.id.startsWith('doi:') ? paper.id.slice('doi:'.length) : undefined)
  const dateParts = paper.published?.slice(0, 10).split('-').map(Number)
  const container = paper.journalRef ?? paper.venue
  return {
    id: citationKey(paper),
    type: paper.journalRef ? 'article-journal' : paper.venue ? 'paper-conference' : 'article',
    title: paper.title,
    author: paper.authors.map(({ name }) => splitName(name)),
    ...(dateParts ? { issued: { 'date-parts': [dateParts] } } : {}),
    ...(container ? { 'container-title': container } : {}),
    ...(arxiv ? { publisher: 'arXiv', number: `arXiv:${paper.id}`, URL: `https://arxiv.org/abs/${paper.id}` } : doi ? { URL: `https://doi.org/${doi}` } : {}),
    ...(doi ? { DOI: doi } : {}),
    ...(paper.abstract ? { abstract: paper.abstract } : {}),
  }
}

/** The citation as text, ending in one newline. */
export async function citePaper(paper: Paper, format: CitationFormat): Promise<string> {
  const item = toCsl(paper)
  if (format === 'csl') return `${JSON.stringify([item], null, 2)}\n`
  const { Cite } = await citationJs()
  return format === 'ris' ? ris(item, Cite) : bibtex(paper, item, Cite)
}

/** The library's own text breaks lines within words; its fields, one a line, are what reference managers read. */
function ris(item: Record<string, unknown>, Cite: Citation['Cite']): string {
  const [{ TY, ...fields }] = new Cite(item).format('ris', { format: 'object' }) as unknown as Record<string, string | string[]>[]
  const lines = Object.entries(fields).flatMap(([tag, value]) => [value].flat().map((one) => `${tag}  - ${String(one).replace(/\s+/g, ' ')}`))
  return [`TY  - ${TY}`, ...lines, 'ER  - ', ''].join('\n')
}

type Citation = typeof import('@citation-js/core')
let loaded: Promise<Citation> | undefined

function citationJs(): Promise<Citation> {
  loaded ??= (async () => {
    const core = await import('@citation-js/core')
    await Promise.all([import('@citation-js/plugin-bibtex'), import('@citation-js/plugin-ris')])
    // Our key rather than the library's, so that a page and a feed name a paper alike.
    core.plugins.config.get('@bibtex').format.useIdAsLabel = true
    return core
  })()
  return loaded
}

/**
 * citation-js escapes every `$` and leaves out what only arXiv's entries have; so maths goes through under a name of
 * its own, and the eprint fields are added the way arXiv prints them.
 */
function bibtex(paper: Paper, item: Record<string, unknown>, Cite: Citation['Cite']): string {
  const maths: string[] = []
  const shelter = (text: string) => text.replace(/\$[^$]+\$/g, (part) => `XMATHX${maths.push(part) - 1}X`)
  const issued = (item.issued as { 'date-parts': number[][] } | undefined)?.['date-parts'][0]
  const { abstract: _abstract, number: _number, publisher: _publisher, ...rest } = item
  const text = new Cite({
    ...rest,
    type: item.type === 'article' ? 'document' : item.type,
    title: shelter(paper.title),
    ...(issued ? { issued: { 'date-parts': [issued.slice(0, 2)] } } : {}),
  }).format('bibtex')
  const eprint = isArxivId(paper.id)
    ? [`\teprint = {${paper.id}}`, '\tarchivePrefix = {arXiv}', ...(paper.categories[0] ? [`\tprimaryClass = {${paper.categories[0]}}`] : [])]
    : []
  return text
    .trim()
    .replace(/\n\thowpublished = [^\n]*/, '')
    .replace(/,?\n\}$/, `,\n${eprint.map((line) => `${line},\n`).join('')}}\n`)
    .replace(/\{?XMATHX(\d+)X\}?/g, (_, index: string) => maths[Number(index)])
}
