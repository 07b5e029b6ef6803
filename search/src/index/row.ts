/**
 * What the index keeps of a paper: its terms, and the values that filters ask for. Titles and abstracts themselves stay
 * in the catalogue; the index can always be built again from there.
 */
import type { Paper } from '@offprint/catalogue'
import { firstDayOf } from '../query/dates.ts'
import { HAS, nameKey } from '../query/operators.ts'
import { plainMaths } from '../text/maths.ts'
import { textOf, tokens } from '../text/index.ts'

export interface IndexRow {
  id: string
  change: number
  /** What BM25 sees: terms joined by single spaces, the title's first and then the whole text's (`bodyOf`). */
  body: string
  /** Terms of the title alone, for `title:`. */
  title: string
  /** The keys under which `author:` finds it, as terms: `yuandong_tian y_tian tian …`. */
  authors: string
  /** Lower case, with the archive of each: `cs.lg`, `cs`. */
  categories: string[]
  organisation: string[]
  venue: string | null
  /** Days since 1970-01-01 of version 1; of an inexact date the first day it can mean. */
  published: number | null
  listed: number | null
  has: string[]
  by: string[]
}

/** The text whose vector stands for a paper; the form the embedder was trained on. */
export const embeddedText = (paper: { title: string; abstract?: string | null; summary?: string | null }): string => textOf({ title: paper.title, abstract: paper.abstract ?? paper.summary ?? '' })

/** Terms of a text as the index stores and searches them. */
export const indexTerms = (text: string): string[] => tokens(plainMaths(text))

/** Stands between the title's terms and the text's, so that no phrase reaches across; no query has it as a term. */
const BORDER = ' ‖ '

/**
 * The terms that BM25 sees. The title counts twice: a field's weight as repetition, the simple form of BM25F (Robertson,
 * Zaragoza and Taylor 2004). With the gate, nDCG@10 on scholar-auto is .214 without and .221 with it (.222 if it counts
 * three times), cacm .491 and .505, cranfield .373 and .380, cisi .415 and .410; words remembered from the abstract
 * (known-item mid) lose: .675, .629 and, three times, .592. A second index of titles with a weight of its own
 * gave .220, .489, .385, .405 and .524, and took a third of a query's time.
 */
export const bodyOf = (title: string, text: string): string => (title === '' ? text : title + BORDER + text)

/** The text's terms in a body, title once. */
export const textOfBody = (body: string): string => {
  const border = body.indexOf(BORDER)
  return border < 0 ? body : body.slice(border + BORDER.length)
}

const unique = (values: string[]): string[] => [...new Set(values.filter((value) => value !== ''))]

/** A name key as one term of the index. */
export const nameTerm = (key: string): string => key.replaceAll(' ', '_')

/** `Joao F. Henriques` answers to `joao f henriques`, `joao henriques`, `j henriques`, `henriques` and each other part. */
export function authorKeys(name: string): string[] {
  const [family, given] = name.split(',')
  const key = nameKey(given === undefined ? name : `${given} ${family}`)
  const parts = key.split(' ')
  if (parts.length < 2) return unique([key])
  const last = parts[parts.length - 1]
  return unique([key, `${parts[0]} ${last}`, `${parts[0][0]} ${last}`, `${last} ${parts[0]}`, ...parts.filter((part) => part.length > 1)])
}

/** A venue or organisation answers to its whole name and to each of its words. */
const wordKeys = (text: string | undefined): string[] => (text ? unique([nameKey(text), nameKey(text).replaceAll(' ', ''), ...nameKey(text).split(' ')]) : [])

function hasKeys(paper: Paper): string[] {
  const kinds = new Set<string>(paper.links.map((link) => link.kind))
  return [
    ...HAS.filter((what) => kinds.has(what)),
    ...(paper.abstract ? ['abstract'] : []),
    ...(paper.comments + paper.importedComments > 0 ? ['comments'] : []),
  ]
}

/** @param text `embeddedText(paper)`, which is cut last: who needs its words again finds them cut */
export function indexRow(paper: Paper, text = embeddedText(paper)): IndexRow {
  const title = indexTerms(paper.title).join(' ')
  const day = (date: string | undefined) => (date === undefined ? null : (firstDayOf(date) ?? null))
  return {
    id: paper.id,
    change: paper.change,
    body: bodyOf(title, indexTerms(text).join(' ')),
    title,
    authors: unique(paper.authors.flatMap((author) => authorKeys(author.name))).map(nameTerm).join(' '),
    categories: unique(paper.categories.flatMap((category) => [category.toLowerCase(), category.toLowerCase().split('.')[0]])),
    organisation: unique([...wordKeys(paper.organisation?.name), ...wordKeys(paper.organisation?.slug)]),
    venue: paper.venue ? nameKey(paper.venue) : null,
    published: day(paper.published),
    listed: day(paper.listedOn),
    has: hasKeys(paper),
    by: paper.listedBy ? unique([nameKey(paper.listedBy), nameKey(paper.listedBy.replace(/^[a-z]+:/, ''))]) : [],
  }
}
