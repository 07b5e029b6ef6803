/**
 * Offline evaluation of personal ranking: an interest is a keyword that authors gave to some papers; a person likes a few
 * of them, and the others are to be found among all papers. Pure; the seed decides which.
 */
import { cosine } from '../retrieve/vectors.ts'
import { directionOf, RIDGE, trainPersonal } from './model.ts'

export interface Item {
  vector: Float32Array
  keywords: readonly string[]
}

export interface PersonalReport {
  method: string
  interests: number
  /** Mean over interests, binary gains. */
  ndcg20: number
  recall100: number
}

export interface PersonalEvaluation {
  /** Papers a person has liked. */
  liked: number
  interests: number
  seed: number
}

/** Keywords on fewer papers leave too few to be found; on more they are fields, not interests. */
const FEWEST = 20
const MOST = 150

type Scorer = (liked: readonly Float32Array[], background: readonly Float32Array[]) => (vector: Float32Array) => number

const linear = (direction: Float32Array) => (vector: Float32Array) => cosine(direction, vector)
const mean = (vectors: readonly Float32Array[]): Float32Array =>
  Float32Array.from(vectors[0], (_, j) => vectors.reduce((sum, vector) => sum + vector[j] / vectors.length, 0))

/** What is compared: two that need no training, and the model at several ridges. */
export const SCORERS: Record<string, Scorer> = {
  'mean of liked': (liked) => linear(mean(liked)),
  'nearest liked': (liked) => (vector) => Math.max(...liked.map((one) => cosine(one, vector))),
  ...Object.fromEntries(
    [RIDGE / 10, RIDGE / 3, RIDGE, 3 * RIDGE].map((ridge): [string, Scorer] => [
      `logistic ridge ${ridge.toPrecision(2)}`,
      (liked, background) => linear(directionOf(trainPersonal({ liked, disliked: [], background }, ridge))),
    ]),
  ),
}

/** Numbers 0 to 1, the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const out = [...values]
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[out[at], out[other]] = [out[other], out[at]]
  }
  return out
}

export function evaluatePersonal(items: readonly Item[], background: readonly Float32Array[], options: PersonalEvaluation): PersonalReport[] {
  const random = numbers(options.seed)
  const byKeyword = new Map<string, number[]>()
  items.forEach((item, at) => {
    for (const keyword of new Set(item.keywords.map((text) => text.toLowerCase()))) byKeyword.set(keyword, [...(byKeyword.get(keyword) ?? []), at])
  })
  const fit = [...byKeyword.values()].filter((papers) => papers.length >= FEWEST && papers.length <= MOST)
  const interests = shuffled(fit, random).slice(0, options.interests).map((papers) => shuffled(papers, random))
  return Object.entries(SCORERS).map(([method, scorer]) => {
    let [ndcg, recall] = [0, 0]
    for (const papers of interests) {
      const liked = new Set(papers.slice(0, options.liked))
      const wanted = new Set(papers.slice(options.liked))
      const score = scorer([...liked].map((at) => items[at].vector), background)
      const scores = items.map((item, at) => (liked.has(at) ? -Infinity : score(item.vector)))
      const ranking = [...items.keys()].sort((a, b) => scores[b] - scores[a])
      ndcg += ndcgAt(ranking, wanted, 20)
      recall += ranking.slice(0, 100).filter((at) => wanted.has(at)).length / wanted.size
    }
    return { method, interests: interests.length, ndcg20: ndcg / interests.length, recall100: recall / interests.length }
  })
}

function ndcgAt(ranking: readonly number[], wanted: ReadonlySet<number>, depth: number): number {
  let [gain, ideal] = [0, 0]
  for (let at = 0; at < depth; at++) {
    if (wanted.has(ranking[at])) gain += 1 / Math.log2(at + 2)
    if (at < wanted.size) ideal += 1 / Math.log2(at + 2)
  }
  return gain / ideal
}
