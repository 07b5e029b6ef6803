/** Suggestions for one person: train, retrieve, thin out, explain. */
import { findPapers, titleKey, type Paper, type PaperId } from '@offprint/catalogue'
import type { Table } from '@lancedb/lancedb'
import type { Sources } from '../answer/answer.ts'
import type { Embedder } from '../embedder/embedder.ts'
import { sharedWords } from '../likeness/similar.ts'
import { tellingTerms } from '../likeness/telling.ts'
import { plan } from '../plan/plan.ts'
import { parse } from '../query/parser.ts'
import { select } from '../retrieve/select.ts'
import { idsOf } from '../retrieve/candidates.ts'
import { vectorsOf } from '../retrieve/papers.ts'
import { cosine, rankByVector } from '../retrieve/vectors.ts'
import { diversify } from './diversity.ts'
import { directionOf, likelihood, trainPersonal, type PersonalModel } from './model.ts'

export interface RecommendRequest {
  /** Liked and saved papers. */
  like: readonly string[]
  dislike?: readonly string[]
  /** Papers that were suggested or read before; never suggested again. */
  seen?: readonly string[]
  /** 1 to 100; default 20. */
  limit?: number
  /** Filters in the query language, for instance `after:-30d cat:cs.LG`; its words do not rank. */
  within?: string
  /** The reader's day, `YYYY-MM-DD`; default: the day in UTC. */
  today?: string
}

export interface Recommendation {
  paper: Paper
  /** Chance that the person likes it, by the model: 0 to 1. */
  score: number
  because: {
    /** Words of the liked papers that this one has, those that make it like them first. */
    words: string[]
    /** The liked papers it is nearest to, nearest first. */
    papers: { id: string; title: string; cosine: number }[]
  }
}

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100
/** Ratings beyond this many are left out, oldest first: the newest taste is the truest, and training stays under 50 ms. */
const MOST_RATINGS = 200
/** Papers that stand for "everything else". */
const BACKGROUND = 200
/** Candidates fetched for each suggestion wanted: diversity chooses among them. */
const CANDIDATES_PER_RESULT = 5
const REASONS = 3

/** Empty where nothing liked has a vector yet, or the index holds none. */
export async function recommend(sources: Sources, request: RecommendRequest): Promise<Recommendation[]> {
  const { table, embedder } = sources
  if (!table || !embedder) return []
  const limit = Math.min(MAX_LIMIT, Math.max(1, Math.trunc(request.limit ?? DEFAULT_LIMIT)))
  const like = request.like.slice(-MOST_RATINGS)
  const dislike = (request.dislike ?? []).slice(-MOST_RATINGS)
  const rated = await vectorsOf(sources.db, table, embedder, [...like, ...dislike])
  const liked = like.flatMap((id) => (rated.has(id) ? [{ id, vector: rated.get(id)! }] : []))
  if (liked.length === 0) return []
  const model = trainPersonal({
    liked: liked.map((one) => one.vector),
    disliked: dislike.flatMap((id) => rated.get(id) ?? []),
    background: await backgroundVectors(table),
  })
  const candidates = await candidatesOf(sources, table, embedder, model, request, limit)
  const seeds = await findPapers(sources.db, liked.map((one) => one.id as PaperId))
  const indexed = await table.countRows()
  const telling = tellingTerms(seeds.map(({ title, abstract, summary }) => ({ title, abstract: abstract ?? summary ?? '' })), sources.vocabulary, indexed)
  const titles = new Map(seeds.map((paper) => [paper.id as string, paper.title]))
  return diversify(candidates, limit).map((at) => {
    const { paper, score, vector } = candidates[at]
    const near = liked.map((one) => ({ id: one.id, title: titles.get(one.id) ?? '', cosine: cosine(one.vector, vector) }))
    return {
      paper,
      score,
      because: {
        words: sharedWords(telling, paper, indexed),
        papers: near.sort((a, b) => b.cosine - a.cosine).slice(0, REASONS),
      },
    }
  })
}

async function candidatesOf(sources: Sources, table: Table, embedder: Embedder, model: PersonalModel, request: RecommendRequest, limit: number) {
  const today = request.today ?? new Date().toISOString().slice(0, 10)
  const selection = await select(table, plan(parse(request.within ?? '', { today }), { today, labs: sources.labs }).constraints)
  const known = new Set([...request.like, ...(request.dislike ?? []), ...(request.seen ?? [])])
  const ranked = await rankByVector(table, directionOf(model), selection, limit * CANDIDATES_PER_RESULT + known.size, -1)
  const ids = (await idsOf(table, ranked.rows)).filter((id) => !known.has(id))
  const [papers, vectors] = await Promise.all([findPapers(sources.db, ids as PaperId[]), vectorsOf(sources.db, table, embedder, ids)])
  const titles = new Set<string>()
  return papers.flatMap((paper) => {
    const vector = vectors.get(paper.id)
    const key = titleKey(paper.title)
    if (!vector || titles.has(key)) return []
    titles.add(key)
    return [{ paper, vector, score: likelihood(model, vector) }]
  })
}

/** The same papers for everyone: the first of the index, read once a table. */
const backgrounds = new WeakMap<Table, Promise<Float32Array[]>>()

function backgroundVectors(table: Table): Promise<Float32Array[]> {
  const known = backgrounds.get(table)
  if (known) return known
  const read = spread(table)
  backgrounds.set(table, read)
  return read
}

/** Papers at equal distances through the table. */
async function spread(table: Table): Promise<Float32Array[]> {
  const rows = await table.countRows()
  const count = Math.min(rows, BACKGROUND)
  const offsets = Array.from({ length: count }, (_, at) => Math.floor((at * rows) / count))
  const vectors: Float32Array[] = []
  for await (const batch of table.takeOffsets(offsets).select(['vector'])) {
    for (const vector of batch.getChild('vector') ?? []) vectors.push(Float32Array.from(vector.toArray() as Float32Array))
  }
  return vectors
}
