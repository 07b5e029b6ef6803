/**
 * The operators of the query language, one object each: its name, its help and example (from which the search page, the
 * API's documentation and the command line's help are made), how it reads its value, and what it asks of the index.
 */
import { fold, parsePaperId } from '@offprint/catalogue'
import type { DayRange } from './ast.ts'
import { parseDayRange } from './dates.ts'

export const SORTS = ['relevance', 'hot', 'new', 'top', 'discussed'] as const
export type Sort = (typeof SORTS)[number]

export const HAS = ['lab', 'code', 'comments', 'abstract', 'project', 'model', 'dataset', 'demo', 'video'] as const

/** What an operator's value means; the planner turns it into a filter, and nothing else reads values. */
export type Condition =
  | { kind: 'author'; name: string }
  | { kind: 'words'; column: 'title' | 'abstract'; text: string }
  | { kind: 'category'; category: string }
  | { kind: 'organisation'; name: string }
  | { kind: 'venue'; venue: string }
  | { kind: 'days'; column: 'published' | 'listed'; range: DayRange }
  | { kind: 'has'; what: (typeof HAS)[number] }
  | { kind: 'by'; who: string }
  | { kind: 'id'; ids: string[] }
  | { kind: 'like'; ids: string[] }
  | { kind: 'sort'; sort: Sort }

export interface Operator {
  name: string
  /** Other spellings that mean the same; printed as `name`. */
  aliases: string[]
  /** One line for people. */
  help: string
  example: string
  /** False where `-name:value` means nothing. */
  negatable: boolean
  /** The value's meaning, or a sentence that says what is wrong with it. */
  read(value: string, today: string): Condition | string
}

const days = (text: string, today: string): DayRange | string =>
  parseDayRange(text, today) ?? `“${text}” is not a date: write 2025, 2025-08, 2025-08-01, today or -7d`

/** Letters and digits with single spaces: the form in which names are compared. */
export const nameKey = (text: string): string => fold(text.replace(/['’]/g, '')).replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim()

const words = (column: 'title' | 'abstract') => (text: string): Condition => ({ kind: 'words', column, text })

function readIds(value: string): string[] | string {
  const parts = value.split(/[,\s]+/).filter((part) => part !== '')
  const ids = parts.map((part) => parsePaperId(part)?.id)
  const bad = parts[ids.indexOf(undefined)]
  return bad === undefined && parts.length > 0 ? (ids as string[]) : `“${bad ?? value}” is not a paper's identifier`
}

const AUTHOR: Operator = {
  name: 'author', aliases: ['au'], negatable: true, example: 'author:"yuandong tian"',
  help: 'Papers by a person: family name, full name, or initial and family name',
  read: (value) => (nameKey(value) === '' ? 'a name has letters' : { kind: 'author', name: nameKey(value) }),
}
const TITLE: Operator = {
  name: 'title', aliases: ['ti', 'intitle'], negatable: true, example: 'title:grokking',
  help: 'The words stand in the title; in quotes, together', read: words('title'),
}
const ABSTRACT: Operator = {
  name: 'abstract', aliases: ['abs'], negatable: true, example: 'abstract:"weight decay"',
  help: 'The words stand in the abstract; in quotes, together', read: words('abstract'),
}
const CATEGORY: Operator = {
  name: 'cat', aliases: ['category'], negatable: true, example: 'cat:cs.LG',
  help: 'arXiv category, or a whole archive (cat:cs)',
  read: (value) => ({ kind: 'category', category: value.trim().toLowerCase() }),
}
const ORGANISATION: Operator = {
  name: 'org', aliases: ['organisation', 'organization'], negatable: true, example: 'org:deepmind',
  help: 'The organisation it was posted for: its name or the end of its address',
  read: (value) => (nameKey(value) === '' ? 'a name has letters' : { kind: 'organisation', name: nameKey(value) }),
}
const VENUE: Operator = {
  name: 'venue', aliases: ['conference', 'journal'], negatable: true, example: 'venue:iclr',
  help: 'Conference or journal, by its short name',
  read: (value) => (nameKey(value) === '' ? 'a venue has letters' : { kind: 'venue', venue: nameKey(value) }),
}
const AFTER: Operator = {
  name: 'after', aliases: ['since', 'from'], negatable: true, example: 'after:2025-08',
  help: 'First published in or after that year, month, week or day',
  read(value, today) {
    const range = days(value, today)
    return typeof range === 'string' ? range : { kind: 'days', column: 'published', range: { from: range.from ?? range.to } }
  },
}
const BEFORE: Operator = {
  name: 'before', aliases: ['until'], negatable: true, example: 'before:2026',
  help: 'First published before that year, month, week or day began',
  read(value, today) {
    const range = days(value, today)
    return typeof range === 'string' ? range : { kind: 'days', column: 'published', range: { to: range.from ?? range.to } }
  },
}
const ON: Operator = {
  name: 'on', aliases: ['year', 'date', 'published'], negatable: true, example: 'on:2024..2025',
  help: 'First published within that year, month, week, day or range',
  read(value, today) {
    const range = days(value, today)
    return typeof range === 'string' ? range : { kind: 'days', column: 'published', range }
  },
}
const LISTED: Operator = {
  name: 'listed', aliases: ['edition'], negatable: true, example: 'listed:2026-04-14',
  help: 'In the daily edition of that day, week or month',
  read(value, today) {
    const range = days(value, today)
    return typeof range === 'string' ? range : { kind: 'days', column: 'listed', range }
  },
}
const HAS_OPERATOR: Operator = {
  name: 'has', aliases: ['with'], negatable: true, example: 'has:lab',
  help: `Has a ${HAS.slice(0, -1).join(', ')} or ${HAS.at(-1)}`,
  read(value) {
    const what = HAS.find((name) => name === value.trim().toLowerCase().replace(/^(lab|model|dataset|demo|video|comment)s?$/, '$1').replace(/^comment$/, 'comments'))
    return what ? { kind: 'has', what } : `has: knows ${HAS.join(', ')}`
  },
}
const BY: Operator = {
  name: 'by', aliases: ['submitter'], negatable: true, example: 'by:founding',
  help: 'Who put it into the edition: a person of this site, an import or a rule',
  read: (value) => (nameKey(value) === '' ? 'a name has letters' : { kind: 'by', who: nameKey(value) }),
}
const ID: Operator = {
  name: 'id', aliases: ['arxiv', 'doi'], negatable: true, example: 'id:2508.01832',
  help: 'These papers only: arXiv identifier or DOI in any form, several with commas',
  read(value) {
    const ids = readIds(value)
    return typeof ids === 'string' ? ids : { kind: 'id', ids }
  },
}
const LIKE: Operator = {
  name: 'like', aliases: ['similar'], negatable: true, example: 'like:2311.14646,2407.12332',
  help: 'Papers similar to these; with a minus, unlike those',
  read(value) {
    const ids = readIds(value)
    return typeof ids === 'string' ? ids : { kind: 'like', ids }
  },
}
const SORT: Operator = {
  name: 'sort', aliases: ['order'], negatable: false, example: 'sort:new',
  help: `The order: ${SORTS.join(', ')}`,
  read(value) {
    const sort = SORTS.find((name) => name === value.trim().toLowerCase())
    return sort ? { kind: 'sort', sort } : `sort: knows ${SORTS.join(', ')}`
  },
}

export const OPERATORS = [AUTHOR, TITLE, ABSTRACT, CATEGORY, ORGANISATION, VENUE, AFTER, BEFORE, ON, HAS_OPERATOR, BY, LISTED, ID, SORT, LIKE] as const
export type FieldName = string

const byName = new Map<string, Operator>(OPERATORS.flatMap((operator) => [operator.name, ...operator.aliases].map((name) => [name, operator] as const)))

/** The operator of that name or alias, in any case. */
export const findOperator = (name: string): Operator | undefined => byName.get(name.toLowerCase())
