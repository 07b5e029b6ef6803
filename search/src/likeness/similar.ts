/**
 * Papers like others. The vectors find them, in two steps: the nearest few say what the subject is, and the second look
 * is for what is near to all of these. The words then have their say among those found: looked up in the full-text
 * index, the 80 most telling words of a paper would take 22 ms at 92,000 papers, and find nothing more that is like it.
 */
import { findPapers, titleKey, type Paper, type PaperId } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import type { Table } from '@lancedb/lancedb'
import type { Sources } from '../answer/answer.ts'
import { blend, type RankedAnswer } from '../answer/rank.ts'
import { FUSION_DEPTH, SIMILAR_WEIGHT } from '../fuse/index.ts'
import { indexTerms } from '../index/row.ts'
import type { Plan } from '../plan/plan.ts'
import { idsOf, rankFullText } from '../retrieve/candidates.ts'
import { textsOf, vectorsOf } from '../retrieve/papers.ts'
import { EMPTY, type Ranked, type RowId } from '../retrieve/rows.ts'
import type { Selection } from '../retrieve/select.ts'
import { isMeaningful, rankByVector } from '../retrieve/vectors.ts'
import { words } from '../text/index.ts'
import { plainMaths } from '../text/maths.ts'
import { direction, NEIGHBOURS, towards } from './direction.ts'
import { evidenceOf } from './evidence.ts'
import { tellingTerms, type Seed, type WeightedTerm } from './telling.ts'

export interface SimilarPaper {
  paper: Paper
  /** Comparable within one answer only. */
  score: number
  /** Words both papers have, those that make them alike first, as printed in the paper that was asked about. */
  shared: string[]
}

/** Different terms of the papers that are looked for in others; more change nothing. */
const SEED_TERMS = 80
/** Terms that are looked up where there are no vectors: each one costs time, and the first ones say most. */
const LOOKED_UP_TERMS = 30
/** A word that is typed beside `like:` counts as if the papers said it that often. */
const TYPED_COUNT = 8
/** Shared words that are named, and the share of all papers that may have one: "network" explains nothing. */
const SHARED_WORDS = 5
const COMMONEST_SHARED = 0.1
/**
 * The nearest papers that are looked at. The index is asked for approximate neighbours, and finds more of the true ones
 * the more it is asked for: recall@100 on the set "similar" .387 at 200, .393 at 300, .394 at 400.
 */
const LIKE_DEPTH = 300
/** Repeated titles among the nearest papers. */
const SPARE = 10

const seedOf = (paper: Paper): Seed => ({ title: paper.title, abstract: paper.abstract ?? paper.summary ?? '' })

export interface LikeAnswer extends RankedAnswer {
  seeds: Paper[]
  telling: WeightedTerm[]
  /** Papers in the index. */
  indexed: number
}

/** Ranks by likeness to papers; the words of the query, if any, count with the papers' own. */
export async function rankLike(sources: Sources, table: Table, asked: Plan, selection: Selection): Promise<LikeAnswer> {
  const [seeds, indexed] = await Promise.all([findPapers(sources.db, asked.like as PaperId[]), table.countRows()])
  const telling = tellingTerms(seeds.map(seedOf), sources.vocabulary, indexed)
  if (seeds.length === 0) return { placed: [], total: 0, more: false, seeds, telling, indexed }
  const vectors = await nearest(sources, table, asked, selection)
  const terms = withTyped(telling.slice(0, SEED_TERMS), asked.terms)
  const lexical = vectors.rows.length > 0 ? await evidence(sources.db, table, vectors.rows.slice(0, FUSION_DEPTH), terms, indexed) : await lookedUp(table, asked, terms, selection)
  // What lies further away is not "more": the nearest are the answer.
  const ranked = blend({ ...lexical, total: lexical.rows.length, more: false }, vectors, SIMILAR_WEIGHT)
  const seen = new Set(ranked.placed.map((one) => one.row))
  vectors.rows.forEach((row, at) => {
    if (!seen.has(row)) ranked.placed.push({ row, score: 0, why: ['vector'], parts: { text: 0, vector: 0, cosine: vectors.scores[at] } })
  })
  return { ...ranked, total: ranked.placed.length, seeds, telling, indexed }
}

/** The rows nearest to the papers, but for these themselves; none where they have no vector. */
async function nearest({ db, embedder }: Sources, table: Table, asked: Plan, selection: Selection): Promise<Ranked> {
  if (!embedder) return EMPTY
  const known = await vectorsOf(db, table, embedder, [...asked.like, ...asked.unlike])
  const ofPapers = (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? [])
  const papers = direction(ofPapers(asked.like), ofPapers(asked.unlike))
  const typed = asked.terms.length > 0 ? (await embedder.embed([asked.meaning])).filter(isMeaningful) : []
  const first = direction([papers, ...typed].filter(isMeaningful), [])
  if (!isMeaningful(papers) || !isMeaningful(first)) return EMPTY
  const left = asked.like.length + asked.unlike.length
  // What a subject is does not depend on what the answer is narrowed to.
  const near = await others(table, asked, await rankByVector(table, first, {}, NEIGHBOURS + left))
  const neighbours = await vectorsOf(db, table, embedder, await idsOf(table, near.rows.slice(0, NEIGHBOURS)))
  return others(table, asked, await rankByVector(table, towards(first, [...neighbours.values()]), selection, LIKE_DEPTH + left))
}

/** The rows in the order of the words they have in common with the papers. */
async function evidence(db: Db, table: Table, rows: readonly RowId[], terms: readonly WeightedTerm[], papers: number): Promise<Ranked> {
  const ids = await idsOf(table, rows)
  const texts = await textsOf(db, ids)
  const scores = evidenceOf(terms, ids.map((id) => indexTerms(texts.get(id) ?? '')), papers)
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a])
  return { rows: order.map((at) => rows[at]), scores: order.map((at) => scores[at]) }
}

async function lookedUp(table: Table, asked: Plan, terms: readonly WeightedTerm[], selection: Selection): Promise<Ranked> {
  const repeated = terms.slice(0, LOOKED_UP_TERMS).flatMap(({ term, count }) => Array.from({ length: Math.min(count, TYPED_COUNT) }, () => term))
  return others(table, asked, await rankFullText(table, repeated, selection))
}

/** A ranking without the papers asked about: each is so much more like itself than any other that it would set the scale. */
async function others(table: Table, { like, unlike }: Plan, { rows, scores }: Ranked): Promise<Ranked> {
  const ids = await idsOf(table, rows)
  const kept = rows.flatMap((_, at) => (like.includes(ids[at]) || unlike.includes(ids[at]) ? [] : [at]))
  return { rows: kept.map((at) => rows[at]), scores: kept.map((at) => scores[at]) }
}

/** Words that were typed come first, whatever the papers say. */
function withTyped(telling: readonly WeightedTerm[], typed: readonly string[]): WeightedTerm[] {
  const asked = new Set(typed)
  const known = new Map(telling.map((one) => [one.term, one]))
  const first = [...asked].map((term): WeightedTerm => ({ ...(known.get(term) ?? { word: term, term, papers: 1, weight: 0 }), count: TYPED_COUNT }))
  return [...first, ...telling.filter((one) => !asked.has(one.term))]
}

/** The papers most like one; none where it is not in the catalogue, or there is no index yet. */
export async function similarPapers(sources: Sources, id: PaperId, limit: number): Promise<SimilarPaper[]> {
  if (!sources.table) return []
  const { placed, seeds, telling, indexed } = await rankLike(sources, sources.table, likePlan([id], []), {})
  // A few more than asked for: duplicates fall out.
  const head = placed.slice(0, limit + SPARE)
  const ids = await idsOf(sources.table, head.map((one) => one.row))
  const papers = await findPapers(sources.db, ids as PaperId[])
  const kept = withoutDuplicates(papers.map(({ id: one, title }) => ({ id: one, key: titleKey(title) })), seeds)
  const scores = new Map(ids.map((one, at) => [one, head[at].score]))
  return papers
    .filter((paper) => kept.has(paper.id))
    .slice(0, limit)
    .map((paper) => ({ paper, score: scores.get(paper.id)!, shared: sharedWords(telling, paper, indexed) }))
}

const likePlan = (like: string[], unlike: string[]): Plan => ({
  terms: [], text: '', question: '', meaning: '', constraints: [], sort: 'relevance', like, unlike, filters: [], ignored: [], notes: [],
})

/** Leaves out the seeds themselves and, of papers with the same title, all but the first. */
export function withoutDuplicates(papers: readonly { id: string; key: string }[], seeds: readonly Paper[]): Set<string> {
  const titles = new Set(seeds.map((paper) => titleKey(paper.title)))
  const out = new Set(seeds.map((paper) => paper.id as string))
  const kept = new Set<string>()
  for (const { id, key } of papers) {
    if (out.has(id) || titles.has(key)) continue
    titles.add(key)
    kept.add(id)
  }
  return kept
}

/** The terms that can explain a likeness: words, and not of those that every tenth paper has, unless there are no others. */
export function explaining(telling: readonly WeightedTerm[], indexed: number): WeightedTerm[] {
  const named = telling.filter(({ word }) => word.length > 2 && !/^\d+$/.test(word))
  const rare = named.filter(({ papers }) => papers <= COMMONEST_SHARED * indexed)
  return rare.length > 0 ? rare : named
}

/** The words both have, by what they add to the likeness of the two: the product of their weights. */
export function sharedWords(telling: readonly WeightedTerm[], other: Paper, indexed: number): string[] {
  const counts = new Map<string, number>()
  for (const { term } of words(plainMaths(`${other.title} ${other.abstract ?? other.summary ?? ''}`))) counts.set(term, (counts.get(term) ?? 0) + 1)
  return explaining(telling.filter(({ term }) => counts.has(term)), indexed)
    .map(({ word, term, papers, weight }) => ({ word, share: weight * (1 + Math.log(counts.get(term)!)) * Math.log((indexed + 1) / (papers + 1)) }))
    .sort((a, b) => b.share - a.share)
    .slice(0, SHARED_WORDS)
    .map((one) => one.word)
}
