/**
 * Reads a query. Never fails: what is not understood becomes words, and a note says so. Pure; the time and depth it
 * takes are bounded for any input.
 */
import type { Node, Note, Query } from './ast.ts'
import { lex, quotable, type Token } from './lexer.ts'
import { distanceWithin } from '../spelling/suggest.ts'
import { findOperator, OPERATORS, type Operator } from './operators.ts'

export interface ParseOptions {
  /** The reader's day, `YYYY-MM-DD`: what `today` and `-7d` count from. */
  today: string
}

/** A pasted abstract is about 1,500 characters; what lies beyond this is reported and left out. */
export const MAX_QUERY_LENGTH = 10_000
/** Parentheses nested deeper are read as if they were not there. */
const MAX_DEPTH = 12
/** Words that can stand for an operator's value that was not understood; they read back as themselves. */
const PLAIN_WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}._/-]*/gu

/** One open parenthesis, and what is pending in it. */
interface Frame {
  nodes: Node[]
  sign?: 'minus' | 'plus'
  join?: 'or' | 'and'
}

export function parse(input: string, options: ParseOptions): Query {
  const notes: Note[] = []
  const text = input.slice(0, MAX_QUERY_LENGTH)
  if (input.length > text.length) notes.push({ text: `${input.slice(MAX_QUERY_LENGTH, MAX_QUERY_LENGTH + 40)}…`, reason: `only the first ${MAX_QUERY_LENGTH} characters are read` })
  const frames: Frame[] = [{ nodes: [] }]
  let tooDeep = 0
  const tokens = lex(text)
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    const frame = frames[frames.length - 1]
    switch (token.kind) {
      case 'open':
        if (frames.length > MAX_DEPTH) tooDeep++
        else frames.push({ nodes: [] })
        break
      case 'close':
        if (tooDeep > 0) tooDeep--
        else if (frames.length > 1) closeGroup(frames, notes)
        break
      case 'minus':
      case 'plus':
        frame.sign = token.kind
        break
      case 'or':
      case 'and':
        if (frame.nodes.length === 0 || frame.sign) notes.push({ text: token.text, reason: 'nothing stands before it' })
        else frame.join = token.kind
        break
      case 'word':
        add(frame, { kind: 'word', text: token.text })
        break
      case 'phrase':
        if (quotable(token.text) !== '') add(frame, { kind: 'phrase', text: quotable(token.text) })
        break
      case 'field':
        // "author: tian": the value may follow after a space.
        if (addField(frame, token, tokens[at + 1], options.today, notes)) at++
        break
    }
  }
  while (frames.length > 1) closeGroup(frames, notes)
  return { nodes: finish(frames[0], notes), notes }
}

/** Adds an operator, or the words of one that is not understood. True where the value was the next token. */
function addField(frame: Frame, token: Extract<Token, { kind: 'field' }>, next: Token | undefined, today: string, notes: Note[]): boolean {
  const operator = findOperator(token.name)
  if (!operator) {
    if (token.quoted) {
      const value = quotable(token.value)
      add(frame, { kind: 'word', text: `${token.name}:` })
      if (value !== '') add(frame, { kind: 'phrase', text: value })
    } else add(frame, { kind: 'word', text: token.text })
    const near = nearOperator(token.name)
    // A colon is also punctuation ("Grokking: generalisation beyond overfitting"); only `name:value` looks like an operator.
    if (token.value !== '' && !token.value.startsWith('//')) notes.push({ text: quotable(token.text), reason: `there is no operator ${token.name}:${near ? `, but there is ${near}:` : ''}` })
    return false
  }
  const several = token.quoted ? undefined : choiceOf(operator, token.value, today)
  if (several && (operator.negatable || frame.sign !== 'minus')) {
    add(frame, several)
    return false
  }
  const follows = token.value === '' && !token.quoted && (next?.kind === 'word' || next?.kind === 'phrase')
  const value = quotable(follows ? next.text : token.value)
  const condition = value === '' ? 'nothing stands after the colon' : operator.read(value, today)
  const written = `${operator.name}:${value}`
  if (typeof condition !== 'string' && (operator.negatable || frame.sign !== 'minus')) add(frame, { kind: 'field', field: operator.name, value })
  else if (typeof condition !== 'string') {
    notes.push({ text: `-${written}`, reason: `${operator.name}: cannot be turned round` })
    frame.sign = undefined
  } else {
    notes.push({ text: written, reason: condition })
    const words = value.match(PLAIN_WORD) ?? []
    const plain: Node[] = words.map((word) => ({ kind: 'word', text: /^(?:OR|AND|NOT)$/.test(word) ? word.toLowerCase() : word }))
    if (plain.length > 0) add(frame, plain.length === 1 ? plain[0] : { kind: 'group', nodes: plain })
  }
  return follows
}

/** `title:(grokking OR overfitting)`: the operator for each of several values; undefined where it is no such thing. */
function choiceOf(operator: Operator, value: string, today: string): Node | undefined {
  const inner = /^\((.*)\)$/su.exec(value)?.[1]
  if (inner === undefined) return undefined
  const isChoice = /\s(?:OR|\|+)\s/u.test(inner)
  const values = inner.split(isChoice ? /\s+(?:OR|\|+)\s+/u : /\s+/u).map(quotable).filter((one) => one !== '')
  if (values.length < 2 || values.some((one) => typeof operator.read(one, today) === 'string')) return undefined
  return { kind: isChoice ? 'or' : 'group', nodes: values.map((one): Node => ({ kind: 'field', field: operator.name, value: one })) }
}

/** The operator that a name is one or two typing errors away from. */
function nearOperator(name: string): string | undefined {
  const errors = name.length < LONG_NAME ? 1 : 2
  return OPERATORS.find((operator) => distanceWithin(operator.name, name.toLowerCase(), errors))?.name
}

/** Two errors in a shorter name leave nothing of it. */
const LONG_NAME = 6

function negate(node: Node): Node {
  if (node.kind === 'not') return node.node
  return { kind: 'not', node: optional(node) }
}

const optional = (node: Node): Node => (node.kind === 'word' ? { kind: 'word', text: node.text } : node)
const required = (node: Node): Node => (node.kind === 'word' ? { ...node, required: true } : node)

function add(frame: Frame, node: Node): void {
  const signed = frame.sign === 'minus' ? negate(node) : frame.sign === 'plus' || frame.join === 'and' ? required(node) : node
  const last = frame.nodes[frame.nodes.length - 1]
  if (frame.join === 'or') {
    const alternatives = [last, signed].flatMap((part) => (part.kind === 'or' ? part.nodes : [optional(part)]))
    frame.nodes[frame.nodes.length - 1] = { kind: 'or', nodes: alternatives }
  } else {
    if (frame.join === 'and') frame.nodes[frame.nodes.length - 1] = required(last)
    frame.nodes.push(signed)
  }
  frame.sign = undefined
  frame.join = undefined
}

function finish(frame: Frame, notes: Note[]): Node[] {
  if (frame.sign) notes.push({ text: frame.sign === 'minus' ? '-' : '+', reason: 'nothing stands after it' })
  if (frame.join) notes.push({ text: frame.join.toUpperCase(), reason: 'nothing stands after it' })
  return frame.nodes
}

function closeGroup(frames: Frame[], notes: Note[]): void {
  const nodes = finish(frames.pop()!, notes)
  const outer = frames[frames.length - 1]
  if (nodes.length === 1) add(outer, nodes[0])
  else if (nodes.length > 1) add(outer, { kind: 'group', nodes })
}
