/** The papers as the two stages of training look at them. */
import { bagOf, type Bag, type Vocabulary } from './features.ts'
import type { Random } from './random.ts'
import { relativesOf } from './relatives.ts'

export interface Examples {
  titles: Bag[]
  abstracts: Bag[]
  /** Title and abstract together. */
  whole: Bag[]
  /** Papers that share authors, of each paper. */
  relatives: number[][]
}

export function examplesOf(texts: { titles: string[][]; abstracts: string[][] }, authors: string[][], vocabulary: Vocabulary): Examples {
  return {
    titles: texts.titles.map(terms => bagOf(terms, vocabulary)),
    abstracts: texts.abstracts.map(terms => bagOf(terms, vocabulary)),
    whole: texts.titles.map((title, i) => bagOf([...title, ...texts.abstracts[i]], vocabulary)),
    relatives: relativesOf(authors)
  }
}

/**
 * Two texts that belong together: a paper and a relative (with probability `share`, where it has any), else its title
 * and its abstract, the latter without the title's rows where `apart`.
 */
export function drawPair(examples: Examples, paper: number, share: number, apart: boolean, random: Random): [Bag, Bag] {
  const relatives = examples.relatives[paper]
  if (share > 0 && relatives.length > 0 && random.next() < share) {
    return [examples.whole[paper], examples.whole[relatives[random.below(relatives.length)]]]
  }
  const title = examples.titles[paper]
  const abstract = examples.abstracts[paper]
  return [title, apart ? without(abstract, title) : abstract]
}

/** A bag less the rows of another. */
function without(bag: Bag, other: Bag): Bag {
  const taken = new Set(other.rows)
  const kept = [...bag.rows.keys()].filter(i => !taken.has(bag.rows[i]))
  return { rows: Uint32Array.from(kept, i => bag.rows[i]), weights: Float32Array.from(kept, i => bag.weights[i]) }
}
