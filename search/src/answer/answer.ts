/** One query from text to page: parse, plan, select, retrieve, put exact things first, order, cut the page, mark it. */
import { performance } from 'node:perf_hooks'
import { findPapers, type Paper, type PaperId } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import type { Table } from '@lancedb/lancedb'
import { literal } from '../index/table.ts'
import { plan, type Plan } from '../plan/plan.ts'
import type { Labs } from '../plan/filter.ts'
import { parse } from '../query/parser.ts'
import { print } from '../query/printer.ts'
import { idsOf, newestRows, rankFullText, type Candidates } from '../retrieve/candidates.ts'
import type { RowId } from '../retrieve/rows.ts'
import { select, type Selection } from '../retrieve/select.ts'
import { exactMatch } from './exact.ts'
import { extract, highlight } from './highlight.ts'
import { sortIds } from './order.ts'
import type { FoundPapers, SearchRequest, SearchResult, Why } from './types.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

export interface Sources {
  db: Db
  /** Absent while there is no index yet. */
  table?: Table
  labs: Labs
}

/** A candidate with what put it where it is. */
interface Placed {
  id: string
  score: number
  why: Why[]
}

const whole = (value: number | undefined, fallback: number, most: number): number =>
  value === undefined || !Number.isFinite(value) ? fallback : Math.min(most, Math.max(0, Math.trunc(value)))

export async function answer(sources: Sources, request: SearchRequest): Promise<FoundPapers> {
  const started = performance.now()
  const today = request.today ?? new Date().toISOString().slice(0, 10)
  const query = parse(request.q, { today })
  const asked = plan(query, { today, labs: sources.labs, ...(request.sort ? { sort: request.sort } : {}) })
  const limit = whole(request.limit, DEFAULT_LIMIT, MAX_LIMIT)
  const offset = whole(request.offset, 0, Number.MAX_SAFE_INTEGER)
  const found = sources.table ? await find(sources.db, sources.table, asked, offset + limit) : { placed: [], total: 0, more: false }
  const page = found.placed.slice(offset, offset + limit)
  const papers = new Map((await findPapers(sources.db, page.map((one) => one.id as PaperId))).map((paper) => [paper.id as string, paper]))
  const terms = new Set(asked.terms)
  // A paper that left the catalogue a moment ago may still be in the index; it is passed over.
  const shown = page.filter((one) => papers.has(one.id))
  return {
    query: {
      text: print(query),
      filters: asked.filters,
      ignored: asked.ignored,
      notes: asked.notes.map((note) => `“${note.text}”: ${note.reason}.`),
      sort: asked.sort,
    },
    total: found.total,
    totalIsMore: found.more,
    took_ms: Math.round((performance.now() - started) * 100) / 100,
    results: shown.map((one) => result(papers.get(one.id)!, one, terms)),
    papers: shown.map((one) => papers.get(one.id)!),
  }
}

function result(paper: Paper, placed: Placed, terms: ReadonlySet<string>): SearchResult {
  return {
    id: paper.id,
    title: paper.title,
    authors: paper.authors.map((author) => author.name),
    published: paper.published ?? null,
    listedOn: paper.listedOn ?? null,
    upvotes: paper.upvotes,
    comments: paper.comments,
    score: Math.round(placed.score * 10_000) / 10_000,
    why: placed.why,
    highlight: { title: highlight(paper.title, terms), abstract: extract(paper.abstract ?? paper.summary ?? '', terms) },
  }
}

interface Found {
  placed: Placed[]
  total: number
  more: boolean
}

async function find(db: Db, table: Table, asked: Plan, wanted: number): Promise<Found> {
  const [selection, exact] = await Promise.all([select(table, asked.constraints), exactMatch(db, asked.text)])
  const exactRows = exact ? await rowsOfIds(table, exact.ids, selection) : []
  // An identifier's digits say nothing beyond the paper they name.
  const ranked = exact?.why === 'id' && exactRows.length > 0 ? undefined : await rank(table, asked, selection)
  const first = new Set(exactRows.map((one) => one.row))
  const rest = (ranked?.rows ?? []).flatMap((row, at) => (first.has(row) ? [] : [{ row, at }]))
  const top = (ranked?.scores[0] ?? 0) + 1
  const total = Math.max((ranked?.total ?? 0) + exactRows.filter((one) => !ranked?.rows.includes(one.row)).length, exactRows.length)
  const more = ranked?.more ?? false
  if (asked.sort !== 'relevance') {
    const ids = await idsOf(table, [...exactRows.map((one) => one.row), ...rest.map((one) => one.row)])
    const sorted = await sortIds(db, ids, asked.sort)
    return { placed: sorted.map((id) => ({ id, score: 0, why: [asked.terms.length > 0 ? 'text' : 'filter'] })), total, more }
  }
  const placed: Placed[] = exactRows.map((one) => ({ id: one.id, score: top, why: [exact!.why] }))
  const needed = rest.slice(0, Math.max(0, wanted - placed.length))
  const ids = await idsOf(table, needed.map((one) => one.row))
  needed.forEach(({ row, at }, position) => placed.push({ id: ids[position], score: ranked!.scores[at], why: reasons(asked, ranked!, row) }))
  return { placed, total, more }
}

const rank = (table: Table, asked: Plan, selection: Selection): Promise<Candidates> =>
  asked.terms.length > 0 ? rankFullText(table, asked.terms, selection) : newestRows(table, selection)

function reasons(asked: Plan, ranked: Candidates, row: RowId): Why[] {
  if (asked.terms.length > 0) return ranked.titles.has(row) ? ['text', 'title'] : ['text']
  return [asked.filters.some((filter) => filter.field === 'id') ? 'id' : 'filter']
}

/** The rows of exact matches that also meet the constraints, in the given order. */
async function rowsOfIds(table: Table, ids: readonly string[], selection: Selection): Promise<{ id: string; row: RowId }[]> {
  const listed = `id IN (${ids.map(literal).join(',')})`
  const where = selection.where ? `(${selection.where}) AND ${listed}` : listed
  const rows = new Map<string, RowId>()
  for await (const batch of table.query().where(where).select(['id']).withRowId()) {
    for (let at = 0; at < batch.numRows; at++) rows.set(String(batch.getChild('id')?.get(at)), Number(batch.getChild('_rowid')?.get(at)))
  }
  return ids.flatMap((id) => {
    const row = rows.get(id)
    return row === undefined || (selection.only && !selection.only.has(row)) || selection.except?.has(row) ? [] : [{ id, row }]
  })
}
