/**
 * More papers than there are: new ones whose sentences are drawn from real ones. Words and their frequencies, lengths and
 * authors stay as they are in the corpus, which is what an index feels.
 */
import { createRandom, type Random } from '@offprint/methods/random'

export interface CorpusRecord {
  id: string
  venue: string
  year: number
  title: string
  abstract: string
  authors: string[]
  keywords: string[]
}

const SENTENCE_END = /(?<=[.?!])\s+(?=[A-Z])/
const SENTENCES = [4, 9] as const

/** Words of one title up to its middle, and of another from its middle on. */
function crossTitles(first: string, second: string): string {
  const [left, right] = [first.split(' '), second.split(' ')]
  return [...left.slice(0, Math.ceil(left.length / 2)), ...right.slice(Math.floor(right.length / 2))].join(' ')
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)]

/** Paper number `index` made from the given ones: equal for equal seed, index and papers. */
export function synthesise(papers: readonly CorpusRecord[], seed: number, index: number): CorpusRecord {
  const random = createRandom(seed).stream(index)
  const base = pick(random, papers)
  const count = SENTENCES[0] + random.integer(SENTENCES[1] - SENTENCES[0] + 1)
  const abstract = Array.from({ length: count }, () => pick(random, pick(random, papers).abstract.split(SENTENCE_END)))
  return {
    id: `made-${seed}-${index}`,
    venue: base.venue,
    year: base.year,
    title: crossTitles(base.title, pick(random, papers).title),
    abstract: abstract.join(' '),
    authors: pick(random, papers).authors,
    keywords: [],
  }
}
