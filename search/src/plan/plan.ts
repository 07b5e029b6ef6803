/**
 * From a parsed query to what is asked of the index: terms that rank, constraints that select, and an account of what
 * was understood. Pure.
 */
import type { Node, Note, Query } from '../query/ast.ts'
import { findOperator, type Condition, type Sort } from '../query/operators.ts'
import { printNode } from '../query/printer.ts'
import { indexTerms, nameTerm } from '../index/row.ts'
import { dropRequestWords } from '../text/index.ts'
import { plainMaths } from '../text/maths.ts'
import { conditionFilter, type Labs } from './filter.ts'

/** What a paper must meet. `sql` parts are filters inside the retrievers; `text` parts are looked up first. */
export type Constraint =
  | { kind: 'sql'; where: string }
  | { kind: 'text'; column: 'body' | 'title' | 'abstract' | 'authors'; terms: string[]; together: boolean }
  | { kind: 'and' | 'or'; parts: Constraint[] }
  | { kind: 'not'; part: Constraint }

export interface Plan {
  /** Terms that rank, in the order of the query; one that is repeated counts as often. */
  terms: string[]
  /** The bare words as typed, request words left out: what an exact title or name is compared with. */
  text: string
  /** All bare words as typed, request words included: whether it is worded as a request decides how it is ranked. */
  question: string
  /** The text whose vector is looked for. */
  meaning: string
  /** All must hold. At most one is `sql`. */
  constraints: Constraint[]
  sort: Sort
  like: string[]
  unlike: string[]
  filters: { field: string; value: string }[]
  /** Words and signs that were left out, as people wrote them. */
  ignored: string[]
  notes: Note[]
}

export interface PlanOptions {
  /** `YYYY-MM-DD` */
  today: string
  /** Ids of the papers that have a lab. */
  labs: Labs
  /** Overrides `sort:` in the query. */
  sort?: Sort
}

/** Each condition on words or names is a look-up of a millisecond. */
const MAX_CONDITIONS = 50
interface Budget {
  left: number
}
/** Bare words from which on a query is a sentence; people who build queries use fewer. */
const PROSE_WORDS = 10
/** A pasted abstract has about 110 terms; each one costs time. */
const MAX_TERMS = 200

export function plan(query: Query, options: PlanOptions): Plan {
  const made: Plan = { terms: [], text: '', question: '', meaning: '', constraints: [], sort: 'relevance', like: [], unlike: [], filters: [], ignored: [], notes: [...query.notes] }
  const nodes = loosened(query.nodes)
  const bare = nodes.flatMap((node) => (node.kind === 'word' && !node.required ? [node.text] : []))
  const request = dropRequestWords(plainMaths(bare.join(' ')))
  const dropped = new Set(request.dropped.map((word) => word.text))
  made.text = request.dropped.length > 0 ? request.kept.map((word) => word.text).join(' ') : bare.join(' ')
  made.question = bare.join(' ')
  const meaning = request.kept.map((word) => word.text)
  const terms = request.kept.map((word) => word.term)
  const parts: Constraint[] = []
  const budget = { left: MAX_CONDITIONS }
  for (const node of nodes) {
    if (node.kind === 'word' && !node.required) continue
    const constraint = topLevel(node, made, options, budget)
    if (constraint) parts.push(constraint)
    for (const text of rankingTexts(node)) {
      meaning.push(text)
      terms.push(...indexTerms(text))
    }
  }
  made.meaning = meaning.join(' ')
  made.constraints = mergeSql(parts, 'and')
  made.terms = terms.slice(0, MAX_TERMS)
  if (terms.length > MAX_TERMS) made.notes.push({ text: `${terms.length - MAX_TERMS} more words`, reason: `the first ${MAX_TERMS} words are searched` })
  if (bare.length > 0 && terms.length === 0) made.notes.push({ text: bare.join(' '), reason: 'words this common are in every paper, and select none' })
  made.ignored = [...dropped, ...made.notes.map((note) => note.text)]
  if (options.sort) made.sort = options.sort
  return made
}

/**
 * A parenthesis on its own groups nothing: what stands in it counts as if it stood outside. And in a text of whole
 * sentences, quotes are punctuation too: a question with a "quoted word" is not a search for that word.
 */
function loosened(nodes: readonly Node[]): Node[] {
  const flat = nodes.flatMap(function inner(node): Node[] {
    return node.kind === 'group' ? node.nodes.flatMap(inner) : [node]
  })
  const isProse = flat.filter((node) => node.kind === 'word' && !node.required).length >= PROSE_WORDS
  return isProse ? flat.map((node) => (node.kind === 'phrase' ? { kind: 'word', text: node.text } : node)) : flat
}

/** Operators that shape the whole answer are read here; they mean nothing inside a parenthesis. */
function topLevel(node: Node, made: Plan, options: PlanOptions, budget: Budget): Constraint | undefined {
  const inner = node.kind === 'not' ? node.node : node
  if (inner.kind === 'field') {
    made.filters.push({ field: node.kind === 'not' ? `-${inner.field}` : inner.field, value: inner.value })
    const condition = read(inner, options)
    if (condition?.kind === 'sort') return void (made.sort = condition.sort)
    if (condition?.kind === 'like') return void (node.kind === 'not' ? made.unlike : made.like).push(...condition.ids)
  }
  return constraintOf(node, options, made.notes, budget)
}

function read(node: Extract<Node, { kind: 'field' }>, options: PlanOptions): Condition | undefined {
  const condition = findOperator(node.field)?.read(node.value, options.today)
  return typeof condition === 'string' ? undefined : condition
}

/** Undefined where nothing is left to ask: a stop word, an operator out of place. */
function constraintOf(node: Node, options: PlanOptions, notes: Note[], budget: Budget): Constraint | undefined {
  const isLeaf = node.kind === 'word' || node.kind === 'phrase' || node.kind === 'field'
  if (isLeaf && budget.left-- <= 0) {
    if (budget.left === -1) notes.push({ text: printNode(node), reason: `only the first ${MAX_CONDITIONS} conditions are used, this one and those after it are not` })
    return undefined
  }
  switch (node.kind) {
    case 'word':
    case 'phrase': {
      const terms = indexTerms(node.text)
      return terms.length === 0 ? undefined : { kind: 'text', column: 'body', terms, together: true }
    }
    case 'not': {
      const part = constraintOf(node.node, options, notes, budget)
      if (!part) return undefined
      return part.kind === 'sql' ? { kind: 'sql', where: `NOT (${part.where})` } : { kind: 'not', part }
    }
    case 'or':
    case 'group': {
      const parts = node.nodes.flatMap((inner) => constraintOf(inner, options, notes, budget) ?? [])
      const kind = node.kind === 'or' ? 'or' : 'and'
      const merged = mergeSql(parts, kind)
      return merged.length > 1 ? { kind, parts: merged } : merged[0]
    }
    case 'field': {
      const condition = read(node, options)
      if (!condition || condition.kind === 'sort' || condition.kind === 'like') {
        notes.push({ text: printNode(node), reason: 'it stands inside a choice or parenthesis, where it means nothing' })
        return undefined
      }
      if (condition.kind === 'author') return { kind: 'text', column: 'authors', terms: [nameTerm(condition.name)], together: false }
      if (condition.kind !== 'words') return { kind: 'sql', where: conditionFilter(condition, options.labs) }
      const terms = indexTerms(condition.text)
      return terms.length === 0 ? undefined : { kind: 'text', column: condition.column, terms, together: true }
    }
  }
}

/** Joins all SQL parts into one filter. */
function mergeSql(parts: Constraint[], kind: 'and' | 'or'): Constraint[] {
  const wheres = parts.flatMap((part) => (part.kind === 'sql' ? [`(${part.where})`] : []))
  const rest = parts.filter((part) => part.kind !== 'sql')
  return wheres.length === 0 ? rest : [{ kind: 'sql', where: wheres.join(kind === 'and' ? ' AND ' : ' OR ') }, ...rest]
}

/** Everything that is asked for positively. */
function rankingTexts(node: Node): string[] {
  switch (node.kind) {
    case 'word':
    case 'phrase':
      return [node.text]
    case 'field':
      return ['title', 'abstract'].includes(node.field) ? [node.value] : []
    case 'not':
      return []
    default:
      return node.nodes.flatMap(rankingTexts)
  }
}
