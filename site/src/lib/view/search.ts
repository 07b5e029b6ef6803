/** The search page: what was understood as removable chips, ways to narrow, other orders, marked words. Pure. */
import { OPERATORS, parse, print, printNode, type FoundPapers, type Node } from '@offprint/search'
import { listPath, SORTS, type Sort } from '../list/list-query.ts'
import { escapeHtml } from '../tex/escape.ts'
import type { Marker } from '../tex/render.ts'
import type { SearchQuery } from '../server/search.ts'

export interface Chip {
  label: string
  /** The same search without it. */
  without: string
}

export interface Facet {
  label: string
  entries: { label: string; path: string; current: boolean }[]
}

export interface SearchView {
  text: string
  sort: Sort
  /** `1,204 papers in 2.1 ms`. */
  summary: string
  chips: Chip[]
  ignored: string[]
  notes: string[]
  /** A likelier spelling. */
  didYouMean?: { text: string; path: string }
  sorts: { path: string; label: string; current: boolean }[]
  facets: Facet[]
  operators: { name: string; help: string; example: string; path: string }[]
}

const SORT_LABELS: Record<Sort, string> = { relevance: 'Relevance', hot: 'Hot', new: 'New', top: 'Top', discussed: 'Discussed' }
/** Facets of more entries are a second list to read. */
const FACET_ENTRIES = 6

const to = (query: SearchQuery, text: string): string => (text.trim() === '' ? '/papers' : listPath({ ...query, text, page: 1 }))

/** Words that a search found, in the forms in which they stand in the results: taken from the marks of all of them. */
export function markerFor(answer: FoundPapers): Marker {
  const words = new Set<string>()
  for (const { highlight } of answer.results) {
    for (const [, word] of `${highlight.title} ${highlight.abstract}`.matchAll(/<mark>([^<]*)<\/mark>/g)) words.add(word.toLowerCase())
  }
  return (text) =>
    text
      .split(/([\p{L}\p{N}\p{M}]+)/u)
      .map((part, index) => (index % 2 === 1 && words.has(part.toLowerCase()) ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part)))
      .join('')
}

const isFilter = (node: Node): boolean => node.kind === 'field' || node.kind === 'not'

function chipsOf(query: SearchQuery, nodes: Node[]): Chip[] {
  return nodes.flatMap((node, index) => (isFilter(node) ? [{ label: printNode(node), without: to(query, print({ nodes: nodes.filter((_, other) => other !== index) })) }] : []))
}

/** Ways to narrow, made of what this page of results holds. */
function facetsOf(query: SearchQuery, nodes: Node[], answer: FoundPapers): Facet[] {
  const has = (field: string) => nodes.some((node) => node.kind === 'field' && node.field === field)
  const withFilter = (field: string, value: string): Facet['entries'][number] => {
    const held = nodes.some((node) => node.kind === 'field' && node.field === field && node.value.toLowerCase() === value.toLowerCase())
    const rest = nodes.filter((node) => !(node.kind === 'field' && node.field === field))
    return { label: value, path: to(query, print({ nodes: held ? rest : [...rest, { kind: 'field', field, value }] })), current: held }
  }
  const distinct = (values: (string | undefined)[]) => {
    const counts = new Map<string, number>()
    for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1)
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1)).map(([value]) => value)
  }
  const facet = (label: string, field: string, values: string[]): Facet[] => {
    const entries = values.slice(0, FACET_ENTRIES).map((value) => withFilter(field, value))
    return entries.length > 1 || has(field) ? [{ label, entries }] : []
  }
  const { papers } = answer
  return [
    ...facet('Year', 'on', distinct(papers.map((paper) => paper.published?.slice(0, 4))).sort().reverse()),
    ...facet('Category', 'cat', distinct(papers.map((paper) => paper.categories[0]))),
    ...facet('Venue', 'venue', distinct(papers.map((paper) => paper.venue))),
    ...facet('Only with', 'has', ['lab', 'code', 'abstract']),
  ]
}

export function searchView(query: SearchQuery, answer: FoundPapers, today: string): SearchView {
  const { nodes } = parse(query.text, { today })
  const { total, totalIsMore, took_ms: took, query: understood } = answer
  const count = `${totalIsMore ? 'at least ' : ''}${total.toLocaleString('en-GB')} ${total === 1 && !totalIsMore ? 'paper' : 'papers'}`
  return {
    text: query.text,
    sort: understood.sort,
    summary: `${count} in ${took < 10 ? took.toFixed(1) : Math.round(took)} ms`,
    chips: chipsOf(query, nodes),
    ignored: understood.ignored,
    notes: [...understood.notes, ...understood.corrected.map(({ from, to: other }) => `No paper says “${from}”; “${other}” was searched in its place.`)],
    ...(understood.didYouMean ? { didYouMean: { text: understood.didYouMean, path: to(query, understood.didYouMean) } } : {}),
    sorts: SORTS.map((sort) => ({ path: listPath({ ...query, sort, page: 1 }), label: SORT_LABELS[sort], current: sort === understood.sort })),
    facets: facetsOf(query, nodes, answer),
    operators: OPERATORS.map(({ name, help, example }) => ({ name, help, example, path: `/papers?q=${encodeURIComponent(example)}` })),
  }
}
