/** Papers like others: their telling words and their vectors, fused; each with the words it shares. */
import { findPapers, titleKey, type Paper, type PaperId } from '@offprint/catalogue'
import type { Table } from '@lancedb/lancedb'
import { SIMILAR_WEIGHT } from '../fuse/index.ts'
import type { Plan } from '../plan/plan.ts'
import { DEPTH, idsOf, rankFullText, rowsByIds } from '../retrieve/candidates.ts'
import type { Ranked, RowId } from '../retrieve/rows.ts'
import { SEED_TERMS, seedVector, tellingTerms, type Seed, type WeightedTerm } from '../retrieve/seeds.ts'
import type { Selection } from '../retrieve/select.ts'
import { isMeaningful, rankByVector } from '../retrieve/vectors.ts'
import { words } from '../text/index.ts'
import type { Sources } from './answer.ts'
import { blend, type RankedAnswer } from './rank.ts'

export interface SimilarPaper {
  paper: Paper
  /** Comparable within one answer only. */
  score: number
  /** Words both papers have, the most telling first, as printed in the paper that was asked about. */
  shared: string[]
}

/** Shared words that are named. */
const SHARED_WORDS = 5
const SPARE = 10
const MOST_REPEATS = 8

const seedOf = (paper: Paper): Seed => ({ title: paper.title, abstract: paper.abstract ?? paper.summary ?? '' })

/** Ranks by likeness to papers; the words of the query, if any, count with the papers' own. */
export async function rankLike(sources: Sources, table: Table, asked: Plan, selection: Selection): Promise<RankedAnswer & { seeds: Paper[] }> {
  const seeds = await findPapers(sources.db, asked.like as PaperId[])
  if (seeds.length === 0) return { placed: [], total: 0, more: false, seeds }
  const telling = tellingTerms(seeds.map(seedOf), sources.vocabulary, await table.countRows())
  // A term that a paper repeats counts as often: BM25 sums over the query's words.
  const repeated = telling.slice(0, SEED_TERMS).flatMap(({ term, count }) => Array.from({ length: Math.min(count, MOST_REPEATS) }, () => term))
  const terms = [...asked.terms, ...repeated]
  const vector = sources.embedder ? await seedVector(table, asked.like, asked.unlike) : undefined
  const [lexical, vectors] = await Promise.all([
    rankFullText(table, terms, selection),
    vector && isMeaningful(vector) ? rankByVector(table, vector, selection, DEPTH) : { rows: [], scores: [] },
  ])
  // A paper is so much more like itself than any other that it would set the scale of both lists.
  const own = new Set((await rowsByIds(table, [...asked.like, ...asked.unlike], {})).map((one) => one.row))
  return { ...blend({ ...lexical, ...without(lexical, own) }, without(vectors, own), SIMILAR_WEIGHT), seeds }
}

function without({ rows, scores }: Ranked, left: ReadonlySet<RowId>): Ranked {
  const kept = rows.flatMap((row, at) => (left.has(row) ? [] : [at]))
  return { rows: kept.map((at) => rows[at]), scores: kept.map((at) => scores[at]) }
}

/** The papers most like one; none where it is not in the catalogue or not yet in the index. */
export async function similarPapers(sources: Sources, id: PaperId, limit: number): Promise<SimilarPaper[]> {
  if (!sources.table) return []
  const { placed, seeds } = await rankLike(sources, sources.table, likePlan([id], []), {})
  // A few more than asked for: the paper itself and its duplicates fall out.
  const head = placed.slice(0, limit + SPARE)
  const ids = await idsOf(sources.table, head.map((one) => one.row))
  const papers = await findPapers(sources.db, ids as PaperId[])
  const kept = withoutDuplicates(papers, seeds)
  const scores = new Map(ids.map((one, at) => [one, head[at].score]))
  const telling = tellingTerms(seeds.map(seedOf), sources.vocabulary, await sources.table.countRows())
  return papers
    .filter((paper) => kept.has(paper.id))
    .slice(0, limit)
    .map((paper) => ({ paper, score: scores.get(paper.id)!, shared: sharedWords(telling, paper) }))
}

const likePlan = (like: string[], unlike: string[]): Plan => ({
  terms: [], text: '', question: '', meaning: '', constraints: [], sort: 'relevance', like, unlike, filters: [], ignored: [], notes: [],
})

/** Leaves out the seeds themselves and, of papers with the same title, all but the first. */
export function withoutDuplicates(papers: readonly Paper[], seeds: readonly Paper[]): Set<string> {
  const titles = new Set(seeds.map((paper) => titleKey(paper.title)))
  const kept = new Set<string>()
  const out = new Set(seeds.map((paper) => paper.id as string))
  for (const paper of papers) {
    const key = titleKey(paper.title)
    if (out.has(paper.id) || titles.has(key)) continue
    titles.add(key)
    kept.add(paper.id)
  }
  return kept
}

/** The words another paper has of the telling ones. */
function sharedWords(telling: readonly WeightedTerm[], other: Paper): string[] {
  const have = new Set(words(`${other.title} ${other.abstract ?? other.summary ?? ''}`).map((word) => word.term))
  return telling
    .filter((one) => one.word.length > 2 && !/^\d+$/.test(one.word) && have.has(one.term))
    .slice(0, SHARED_WORDS)
    .map((one) => one.word)
}
