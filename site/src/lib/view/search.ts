/** The search page: what was understood as removable chips, ways to narrow, other orders, marked words. Pure. */
import { OPERATORS, parse, print, printNode, type FacetValue, type FoundPapers, type Node } from '@offprint/search'
import { CATEGORY_NAMES } from '../list/categories.ts'
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
  /** `count`: papers of the answer that have it; absent where the search is narrowed to it already. */
  entries: { label: string; count?: string; path: string; current: boolean }[]
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
  /** `among the best 300`, where not the whole answer was counted. */
  counted?: string
  operators: { name: string; help: string; example: string; path: string }[]
}

const SORT_LABELS: Record<Sort, string> = { relevance: 'Relevance', hot: 'Hot', new: 'New', top: 'Top', discussed: 'Discussed' }
/** Facets of more entries are a second list to read. */
const FACET_ENTRIES = 6
const FACET_YEARS = 8

const to = (query: SearchQuery, text: string): string => (text.trim() === '' ? '/papers' : listPath({ ...query, text, page: 1 }))

/** Words that a search found, in the forms in which they stand in the results: taken from the marks of all of them. */
export function markerFor(answer: FoundPapers): Marker {
  const words = new Set<string>()
  for (const { highlight } of answer.results) {
    for (const [, word] of `${highlight.title} ${highlight.abstract}`.matchAll(/<mark>([^<]*)<\/mark>/g)) words.add(word.toLowerCase())
  }
  if (words.size === 0) return escapeHtml
  // Longer words first: of "graph" and "graphs" the whole word is taken.
  const any = [...words].sort((a, b) => b.length - a.length).map((word) => word.replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '\\$&'))
  const found = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])(${any.join('|')})(?![\\p{L}\\p{N}\\p{M}])`, 'giu')
  return (text) =>
    text
      .split(found)
      .map((part, index) => (index % 2 === 1 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part)))
      .join('')
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** The stretch of an abstract around what was found, as plain text; undefined where there is no abstract. */
export const excerptOf = ({ highlight }: FoundPapers['results'][number]): string | undefined =>
  highlight.abstract === '' ? undefined : highlight.abstract.replace(/<\/?mark>/g, '').replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity])

/** What every paper of the answer meets; bare words only rank. In a whole sentence quotes are punctuation. */
const PROSE_WORDS = 10
const isFilter = (node: Node, among: readonly Node[]): boolean =>
  node.kind === 'word' ? node.required === true : node.kind !== 'phrase' || among.filter((other) => other.kind === 'word').length < PROSE_WORDS

function chipsOf(query: SearchQuery, nodes: Node[]): Chip[] {
  return nodes.flatMap((node, index) => (isFilter(node, nodes) ? [{ label: printNode(node), without: to(query, print({ nodes: nodes.filter((_, other) => other !== index) })) }] : []))
}

/** The index keeps categories in lower case; people write `cs.LG`. */
function categoryName(category: string): string {
  const known = Object.keys(CATEGORY_NAMES).find((name) => name.toLowerCase() === category)
  return known ?? category.replace(/\.[a-z]{2}$/, (end) => end.toUpperCase())
}

/** Ways to narrow, with the papers each would leave; what the search is narrowed to already comes first and can be taken off. */
function facetsOf(query: SearchQuery, nodes: Node[], { facets }: FoundPapers): Facet[] {
  if (!facets) return []
  const facet = (label: string, field: string, values: readonly FacetValue[], most: number, shown = (value: string) => value): Facet[] => {
    const held = nodes.filter((node) => node.kind === 'field' && node.field === field)
    const holds = (value: string) => held.some((node) => node.kind === 'field' && node.value.toLowerCase() === value.toLowerCase())
    const others = nodes.filter((node) => !held.includes(node))
    const entries: Facet['entries'] = [
      ...held.flatMap((node) => (node.kind === 'field' ? [{ label: node.value, path: to(query, print({ nodes: nodes.filter((other) => other !== node) })), current: true }] : [])),
      ...values.filter(({ value }) => !holds(value)).map(({ value, count }) => ({
        label: shown(value),
        count: count.toLocaleString('en-GB'),
        path: to(query, print({ nodes: [...(field === 'has' ? nodes : others), { kind: 'field', field, value: shown(value) }] })),
        current: false,
      })),
    ].slice(0, most)
    return entries.length > 1 || held.length > 0 ? [{ label, entries }] : []
  }
  return [
    ...facet('Year', 'on', facets.year, FACET_YEARS),
    ...facet('Category', 'cat', facets.category, FACET_ENTRIES, categoryName),
    ...facet('Venue', 'venue', facets.venue, FACET_ENTRIES),
    ...facet('Only with', 'has', facets.has, FACET_ENTRIES),
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
    ...(answer.facets && answer.facets.counted < total ? { counted: `among the best ${answer.facets.counted.toLocaleString('en-GB')}` } : {}),
    operators: OPERATORS.map(({ name, help, example }) => ({ name, help, example, path: `/papers?q=${encodeURIComponent(example)}` })),
  }
}
