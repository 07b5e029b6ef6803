/** Marks the words that were found. The result is HTML: text escaped, found words in `<mark>`. Pure. */
import { fold, isWordUnit, termOf } from '../text/index.ts'

const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** Half of a sign beyond 16 bits, a letter or none: one unit does not say. */
const SURROGATE = /[\ud800-\udfff]/
/** Length of an extract, in characters: five lines of a result. */
const EXTRACT_LENGTH = 360
/** An extract may begin this far before its first found word. */
const LEAD = 60

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign])

interface Span {
  start: number
  end: number
  term: string
}

/** Words that begin as they may. One pass over the units makes no string of the others, which are most. */
function* wordsOf(text: string, mayBegin: (unit: number) => boolean): Generator<{ start: number; end: number }> {
  if (SURROGATE.test(text)) {
    for (const { 0: word, index } of text.matchAll(WORD)) if (mayBegin(word.charCodeAt(0))) yield { start: index, end: index + word.length }
    return
  }
  for (let at = 0, start = -1, end = text.length; at <= end; at++) {
    const isIn = at < end && isWordUnit(text.charCodeAt(at))
    if (isIn && start < 0) start = at
    else if (!isIn && start >= 0) {
      if (mayBegin(text.charCodeAt(start))) yield { start, end: at }
      start = -1
    }
  }
}

function found(text: string, terms: ReadonlySet<string>): Span[] {
  const spans: Span[] = []
  const beginnings = new Set(Array.from(terms, (term) => term.charCodeAt(0)))
  // A stem begins as its word does: most words need no second look. 32 makes capitals small and leaves digits alone.
  for (const { start, end } of wordsOf(text, (unit) => unit >= 128 || beginnings.has(unit | 32))) {
    const word = text.slice(start, end)
    const folded = fold(word)
    const term = termOf(folded)
    // Scripts without spaces are indexed by pairs of signs: a run is marked where any of its pairs was asked for.
    const hit = terms.has(term) ? term : word.charCodeAt(0) > 0x2e7f ? [...terms].find((one) => folded.includes(one)) : undefined
    if (hit) spans.push({ start, end, term: hit })
  }
  return spans
}

function mark(text: string, spans: readonly Span[], from: number, to: number): string {
  let out = ''
  let at = from
  for (const span of spans) {
    if (span.start < from || span.end > to) continue
    out += `${escape(text.slice(at, span.start))}<mark>${escape(text.slice(span.start, span.end))}</mark>`
    at = span.end
  }
  return out + escape(text.slice(at, to))
}

/** A whole text with its found words marked. */
export function highlight(text: string, terms: ReadonlySet<string>): string {
  return mark(text, found(text, terms), 0, text.length)
}

/** The stretch of a long text that holds the most different found words, cut at word borders; its beginning where none. */
export function extract(text: string, terms: ReadonlySet<string>): string {
  if (text.length <= EXTRACT_LENGTH) return highlight(text, terms)
  const spans = found(text, terms)
  let best = { from: 0, count: 0 }
  for (let first = 0; first < spans.length; first++) {
    const seen = new Set<string>()
    for (let at = first; at < spans.length && spans[at].end <= spans[first].start + EXTRACT_LENGTH - LEAD; at++) seen.add(spans[at].term)
    if (seen.size > best.count) best = { from: Math.max(0, spans[first].start - LEAD), count: seen.size }
  }
  const formulas = formulasOf(text)
  const from = best.from === 0 ? 0 : outside(formulas, borderAfter(text, best.from)).start
  const to = outside(formulas, borderBefore(text, Math.min(text.length, from + EXTRACT_LENGTH))).end
  return `${from > 0 ? '… ' : ''}${mark(text, spans, from, to)}${to < text.length ? ' …' : ''}`
}

/** A formula is never cut: half of one cannot be read. Longer stretches between dollars are prices. */
const FORMULA = /\$\$?[^$]{1,120}\$\$?/g

const formulasOf = (text: string): { start: number; end: number }[] => Array.from(text.matchAll(FORMULA), ({ 0: formula, index }) => ({ start: index, end: index + formula.length }))

/** The formula a place lies in; the place itself where it lies in none. */
const outside = (formulas: readonly { start: number; end: number }[], at: number): { start: number; end: number } =>
  formulas.find(({ start, end }) => start < at && at < end) ?? { start: at, end: at }

const borderAfter = (text: string, at: number): number => {
  const space = text.indexOf(' ', at)
  return space < 0 || space > at + LEAD ? at : space + 1
}

const borderBefore = (text: string, at: number): number => {
  const space = at === text.length ? -1 : text.lastIndexOf(' ', at)
  return space < at - LEAD ? at : space
}
