/** One query from text to page: parse, plan, select, retrieve, put exact things first, order, cut the page, mark it. */
import { performance } from 'node:perf_hooks'
import { findPapers, type Paper, type PaperId } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import type { Table } from '@lancedb/lancedb'
import { isSync, type Embedder } from '../embedder/embedder.ts'
import { plan, type Constraint, type Plan, type PlanOptions } from '../plan/plan.ts'
import type { Labs } from '../plan/filter.ts'
import type { Node, Query } from '../query/ast.ts'
import { parse } from '../query/parser.ts'
import { print } from '../query/printer.ts'
import { indexTerms } from '../index/row.ts'
import { nameKey } from '../query/operators.ts'
import { DEPTH, idsOf, rowsByIds } from '../retrieve/candidates.ts'
import type { RowId } from '../retrieve/rows.ts'
import { select, type Selection } from '../retrieve/select.ts'
import { isMeaningful } from '../retrieve/vectors.ts'
import { correct, correctName, type Spelling } from '../spelling/correct.ts'
import type { Vocabulary } from '../spelling/vocabulary.ts'
import { words } from '../text/index.ts'
import { exactMatch } from './exact.ts'
import { extract, highlight } from './highlight.ts'
import { namedAuthor } from './names.ts'
import { sortIds } from './order.ts'
import { remembered } from './remembered.ts'
import { countFacets, type Facets } from './facets.ts'
import { explaining, rankLike, withoutDuplicates } from '../likeness/similar.ts'
import { rank, type Placed, type RankedAnswer } from './rank.ts'
import type { FoundPapers, SearchRequest, SearchResult } from './types.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

export interface Sources {
  db: Db
  /** Absent while there is no index yet. */
  table?: Table
  labs: Labs
  /** Absent where the index holds no vectors, or another embedder's. */
  embedder?: Embedder
  vocabulary: Vocabulary
}

const whole = (value: number | undefined, fallback: number, most: number): number =>
  value === undefined || !Number.isFinite(value) ? fallback : Math.min(most, Math.max(0, Math.trunc(value)))

export async function answer(sources: Sources, request: SearchRequest): Promise<FoundPapers> {
  const started = performance.now()
  const today = request.today ?? new Date().toISOString().slice(0, 10)
  const query = parse(request.q, { today })
  const { embedder } = sources
  // A word that the embedder has a vector for was in the papers it was trained on.
  const spelling = correct(bareWords(query), sources.vocabulary, (word) => embedder !== undefined && isSync(embedder) && isMeaningful(embedder.embedOne(word)))
  const options: PlanOptions = { today, labs: sources.labs, ...(request.sort ? { sort: request.sort } : {}) }
  const asked = plan(respelt(query, spelling), options)
  const limit = whole(request.limit, DEFAULT_LIMIT, MAX_LIMIT)
  const offset = whole(request.offset, 0, Number.MAX_SAFE_INTEGER)
  const found = sources.table ? await ranked(sources, sources.table, asked, offset + limit) : { placed: [], rows: [], total: 0, more: false }
  const page = found.placed.slice(offset, offset + limit)
  const [facets, known, better] = await Promise.all([
    request.facets && sources.table ? facetsOf(sources.table, found, asked, sources.labs) : undefined,
    findPapers(sources.db, page.map((one) => one.id as PaperId)),
    found.total > 0 ? respelt(query, { corrected: spelling.offered }) : likelier(sources, query, spelling, (other) => plan(other, options)),
  ])
  const papers = new Map(known.map((paper) => [paper.id as string, paper]))
  const terms = new Set([...asked.terms, ...(found.shared ?? [])])
  // A paper that left the catalogue a moment ago may still be in the index; it is passed over.
  const shown = page.filter((one) => papers.has(one.id))
  return {
    query: {
      text: print(query),
      filters: asked.filters,
      ignored: asked.ignored,
      notes: [...asked.notes.map((note) => `“${note.text}”: ${note.reason}.`), ...spelling.unknown.map((word) => `No paper here says “${word}”.`)],
      sort: asked.sort,
      corrected: spelling.corrected,
      didYouMean: better === query ? null : print(better),
    },
    total: found.more ? Math.max(found.total, atLeast(asked, sources.vocabulary)) : found.total,
    totalIsMore: found.more,
    took_ms: Math.round((performance.now() - started) * 100) / 100,
    results: shown.map((one) => result(papers.get(one.id)!, one, terms, request.explain ?? false)),
    ...(facets ? { facets } : {}),
    papers: shown.map((one) => papers.get(one.id)!),
  }
}

/** Papers that have the commonest of the words: what an unfiltered answer of any word holds at least. */
function atLeast(asked: Plan, vocabulary: Vocabulary): number {
  if (asked.constraints.length > 0) return 0
  return Math.max(0, ...wordsOf(asked.text).map((word) => vocabulary.words.get(word) ?? 0))
}

/** Bare words: those in quotes, with a plus or in an operator are meant as they are. */
const bareWords = (query: Query): string[] => query.nodes.flatMap((node) => (isSpelt(node) ? wordsOf(node.text) : []))

/** Formulas are not spelt: `\ell` is a command. */
const isSpelt = (node: Node): node is Extract<Node, { kind: 'word' }> => node.kind === 'word' && !node.required && !/[\\$]/.test(node.text)

const wordsOf = (text: string): string[] => words(text).map((word) => word.text)

/** The query with unknown names of authors replaced by the likeliest known ones; the same object where none is. */
function withKnownNames(query: Query, vocabulary: Vocabulary): Query {
  let isChanged = false
  const nodes = query.nodes.map((node): Node => {
    const value = node.kind === 'field' && node.field === 'author' ? correctName(node.value, vocabulary) : undefined
    if (value === undefined || node.kind !== 'field') return node
    isChanged = true
    return { ...node, value }
  })
  return isChanged ? { ...query, nodes } : query
}

/**
 * For a query that found nothing: a likelier one, if it finds something; the same object where none does. Tried in turn:
 * likelier spellings, likelier names, and the words of quotes without the quotes.
 */
async function likelier(sources: Sources, query: Query, spelling: Spelling, planned: (query: Query) => Plan): Promise<Query> {
  if (!sources.table) return query
  const spelt = withKnownNames(respelt(query, { corrected: [...spelling.corrected, ...spelling.offered] }), sources.vocabulary)
  for (const other of new Set([spelt, withoutQuotes(query), withoutQuotes(spelt)])) {
    if (print(other) !== print(query) && (await find(sources, sources.table, planned(other), 1)).total > 0) return other
  }
  return query
}

function withoutQuotes(query: Query): Query {
  if (!query.nodes.some((node) => node.kind === 'phrase')) return query
  return { ...query, nodes: query.nodes.map((node): Node => (node.kind === 'phrase' ? { kind: 'word', text: node.text } : node)) }
}

/** The query with some of its bare words replaced. */
function respelt(query: Query, { corrected }: Pick<Spelling, 'corrected'>): Query {
  if (corrected.length === 0) return query
  const replacement = new Map(corrected.map(({ from, to }) => [from, to]))
  const nodes = query.nodes.map((node): Node => {
    if (!isSpelt(node)) return node
    const parts = wordsOf(node.text)
    return parts.some((part) => replacement.has(part)) ? { kind: 'word', text: parts.map((part) => replacement.get(part) ?? part).join(' ') } : node
  })
  return { ...query, nodes }
}

function result(paper: Paper, placed: Placed, terms: ReadonlySet<string>, explain: boolean): SearchResult {
  const title = highlight(paper.title, terms)
  return {
    id: paper.id,
    title: paper.title,
    authors: paper.authors.map((author) => author.name),
    published: paper.published ?? null,
    listedOn: paper.listedOn ?? null,
    upvotes: paper.upvotes,
    comments: paper.comments,
    score: Math.round(placed.score * 10_000) / 10_000,
    why: title.includes('<mark>') ? placed.why.flatMap((why) => (why === 'text' ? [why, 'title' as const] : [why])) : [...placed.why],
    highlight: { title, abstract: extract(paper.abstract ?? paper.summary ?? '', terms) },
    ...(explain ? { parts: placed.parts } : {}),
  }
}

interface Found {
  /** Rows of all candidates, page or not. */
  rows: RowId[]
  placed: (Placed & { id: string })[]
  total: number
  more: boolean
  /** Where it alone decides what is in the answer. */
  selection?: Selection
  /** Terms of the papers that others are to be like. */
  shared?: string[]
}

/** Facets of everything that filters select take some 20 ms where that is nearly everything; the same filters have the same. */
function facetsOf(table: Table, { rows, total, selection }: Found, asked: Plan, labs: Labs): Promise<Facets> {
  const count = () => countFacets(table, rows, labs, selection)
  return selection ? remembered(table, JSON.stringify(['facets', asked.constraints]), count, (facets) => facets.counted >= total) : count()
}

/** The same question of the same index has the same answer; not so in an order by votes, which come and go without it. */
function ranked(sources: Sources, table: Table, asked: Plan, wanted: number): Promise<Found> {
  const { terms, text, question, meaning, constraints, like, unlike, sort } = asked
  const make = () => find(sources, table, asked, wanted)
  return sort === 'relevance' ? remembered(table, JSON.stringify([terms, text, question, meaning, constraints, like, unlike, wanted, sources.embedder?.id]), make) : make()
}

async function find(sources: Sources, table: Table, asked: Plan, wanted: number): Promise<Found> {
  const selection = await select(table, asked.constraints)
  if (asked.like.length > 0) return findLike(sources, table, asked, selection, wanted)
  // The rankings first: they go on in the database's threads while this one asks the catalogue.
  const [rankedAll, rankedByName, exact] = await Promise.all([
    rankInOrder(table, sources, asked, selection, Math.max(DEPTH, wanted + MARGIN)),
    asked.sort === 'relevance' ? rankNamed(sources, table, asked, selection) : [],
    exactMatch(sources.db, asked.question, asked.text),
  ])
  const exactRows = exact ? await rowsByIds(table, exact.ids, selection) : []
  // An identifier's digits say nothing beyond the paper they name.
  const isNamed = exact?.why === 'id' && exactRows.length > 0
  const ranked = isNamed ? NOTHING : rankedAll
  const byName = exact ? [] : rankedByName
  const top = (ranked.placed[0]?.score ?? 0) + 1
  const heads: Placed[] = [...exactRows.map(({ row }): Placed => ({ row, score: top, why: [exact!.why], parts: { exact: 1 } })), ...byName.map((one) => ({ ...one, score: one.score + top }))]
  const first = new Set(heads.map((one) => one.row))
  const rest = ranked.placed.filter((one) => !first.has(one.row))
  const total = ranked.total + heads.length - (ranked.placed.length - rest.length)
  const all = [...heads, ...rest]
  const decides = asked.terms.length === 0 && !isNamed ? { selection } : {}
  const rows = all.map((one) => one.row)
  if (asked.sort !== 'relevance') {
    const ids = await idsOf(table, all.map((one) => one.row))
    const byId = new Map(ids.map((id, at) => [id, all[at]]))
    return { placed: (await sortIds(sources.db, ids, asked.sort)).map((id) => ({ ...byId.get(id)!, id })), rows, total, more: ranked.more, ...decides }
  }
  const needed = all.slice(0, wanted)
  const ids = await idsOf(table, needed.map((one) => one.row))
  return { placed: needed.map((one, at) => ({ ...one, id: ids[at] })), rows, total, more: ranked.more, ...decides }
}

async function findLike(sources: Sources, table: Table, asked: Plan, selection: Selection, wanted: number): Promise<Found> {
  const { placed, seeds, more, telling, indexed } = await rankLike(sources, table, asked, selection)
  const head = placed.slice(0, Math.max(DEPTH, wanted))
  const ids = await idsOf(table, head.map((one) => one.row))
  const [unlike, keys] = await Promise.all([findPapers(sources.db, asked.unlike as PaperId[]), titleKeys(sources.db, ids)])
  const kept = withoutDuplicates(keys, [...seeds, ...unlike])
  const found = head.flatMap((one, at) => (kept.has(ids[at]) ? [{ ...one, id: ids[at] }] : []))
  const byId = new Map(found.map((one) => [one.id, one]))
  const order = asked.sort === 'relevance' ? found.map((one) => one.id) : await sortIds(sources.db, found.map((one) => one.id), asked.sort)
  return { placed: order.map((id) => byId.get(id)!), rows: found.map((one) => one.row), total: found.length, more, shared: explaining(telling, indexed).slice(0, MARKED_TERMS).map((one) => one.term) }
}

/** Terms of the papers asked about that are marked in those found: why they are there. */
const MARKED_TERMS = 10

/** Ids with the keys of their titles, in order. */
async function titleKeys(db: Db, ids: readonly string[]): Promise<{ id: string; key: string }[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('paper').select(['id', 'title_key']).where('id', 'in', [...ids]).execute()
  const keys = new Map(rows.map((row) => [row.id, row.title_key]))
  return ids.flatMap((id) => (keys.has(id) ? [{ id, key: keys.get(id)! }] : []))
}

/** Candidates beyond the page asked for: exact matches may come out of the ranking, and the count says more. */
const MARGIN = 100
/** Candidates that are ordered by date or votes. */
const SORTED_DEPTH = 1_000

/** Papers by a person whose name is among the words: those about the other words, or, where there are no others, the newest. */
async function rankNamed(sources: Sources, table: Table, asked: Plan, selection: Selection): Promise<Placed[]> {
  const named = await namedAuthor(table, nameKey(asked.text).split(' ').filter((word) => word !== ''), sources.vocabulary, selection)
  if (!named) return []
  const only = selection.only ? named.rows.intersection(selection.only) : selection.except ? named.rows.difference(selection.except) : named.rows
  const within: Selection = { ...(selection.where ? { where: selection.where } : {}), only }
  const found = await rank(sources.db, table, undefined, { ...asked, terms: indexTerms(named.rest.join(' ')) }, within, NAMED_DEPTH)
  return found.placed.map((one) => ({ ...one, why: ['author', ...one.why.filter((why) => why !== 'filter')], parts: { ...one.parts, author: 1 } }))
}

/** A person's papers that come first. */
const NAMED_DEPTH = 50

const NOTHING: RankedAnswer = { placed: [], total: 0, more: false }

/**
 * Ordered by date or votes, a paper that merely touches the subject would come before those about it; so there the words
 * must all be met, where any paper meets them all.
 */
async function rankInOrder(table: Table, sources: Sources, asked: Plan, selection: Selection, depth: number): Promise<RankedAnswer> {
  const embedder = sources.embedder
  if (asked.sort === 'relevance' || asked.terms.length === 0) return rank(sources.db, table, embedder, asked, selection, asked.sort === 'relevance' ? depth : Math.max(depth, SORTED_DEPTH))
  const all: Constraint[] = [...asked.constraints, { kind: 'text', column: 'body', terms: asked.terms, together: false }]
  const strict = await select(table, all)
  return rank(sources.db, table, undefined, asked, strict.only && strict.only.size > 0 ? strict : selection, Math.max(depth, SORTED_DEPTH))
}
