/** Cuts a query into tokens. Total: every string has a reading. */

export type Token =
  | { kind: 'open' | 'close' | 'or' | 'and' | 'minus' | 'plus'; text: string }
  | { kind: 'word' | 'phrase'; text: string }
  /** `name:value`; the name is any letters, known or not. `text` is the whole token as typed. */
  | { kind: 'field'; name: string; value: string; quoted: boolean; text: string }

const SPACE = /[\s\p{Cc}]/u
const SIGNS = '-+−'
/** Opening quotes and what closes them. */
const QUOTES: Record<string, string> = { '"': '"”', '“': '"”', '”': '"”', '„': '"“”', '«': '»' }
const ALL_QUOTES = /["“”„«»]/g
const FIELD = /^([A-Za-z]{2,14}):(.*)$/su
/** Maths in parentheses or dollars may hold spaces; beyond this length the sign is not maths. */
const MAX_MATHS_LENGTH = 60

/** Text without quotes and with single spaces: what stands between printed quotes reads back as itself. */
export const quotable = (text: string): string => text.replace(ALL_QUOTES, ' ').replace(/[\s\p{Cc}]+/gu, ' ').trim()

function quoteEnd(text: string, start: number, closing: string): number {
  let at = start
  while (at < text.length && !closing.includes(text[at])) at++
  return at
}

/** The end of a balanced parenthesis inside a word, as in `O(n log n)`, or -1. */
function balancedEnd(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length && at - open <= MAX_MATHS_LENGTH; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at + 1
    else if (text[at] in QUOTES) return -1
  }
  return -1
}

/** The end of inline maths, as in `$a + b$`, or -1. */
function mathsEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length && at - open <= MAX_MATHS_LENGTH; at++) {
    if (text[at] === '$') return at > open + 1 ? at + 1 : -1
    if (text[at] in QUOTES) return -1
  }
  return -1
}

/** The end of the word at `start`: white space, a parenthesis the word does not balance, or a single dollar. */
function wordEnd(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const sign = text[at]
    if (SPACE.test(sign) || sign === ')') return at
    if (sign === '(' || sign === '$') {
      const end = sign === '(' ? balancedEnd(text, at) : mathsEnd(text, at)
      if (end < 0) return at
      at = end
    } else at++
  }
  return at
}

/** The tokens of a query, in order. Takes time linear in the text's length. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const sign = text[at]
    if (SPACE.test(sign)) at++
    else if (sign === '(' || sign === ')') {
      tokens.push({ kind: sign === '(' ? 'open' : 'close', text: sign })
      at++
    } else if (SIGNS.includes(sign)) {
      // Several signs are one, and the first decides; before white space a sign is punctuation.
      let after = at + 1
      while (after < text.length && SIGNS.includes(text[after])) after++
      if (after < text.length && !SPACE.test(text[after]) && text[after] !== ')') tokens.push({ kind: sign === '+' ? 'plus' : 'minus', text: sign })
      at = after
    } else if (sign in QUOTES) {
      const end = quoteEnd(text, at + 1, QUOTES[sign])
      tokens.push({ kind: 'phrase', text: text.slice(at + 1, end) })
      at = end + 1
    } else if (sign === '»' || (sign === '$' && mathsEnd(text, at) < 0)) at++
    else if (sign === '|') {
      tokens.push({ kind: 'or', text: sign })
      while (text[at] === '|') at++
    } else at = lexWord(text, at, tokens)
  }
  return tokens
}

function lexWord(text: string, at: number, tokens: Token[]): number {
  const end = wordEnd(text, at)
  const word = text.slice(at, end)
  const field = FIELD.exec(word)
  if (field) {
    const valueStart = at + field[1].length + 1
    const quote = text[valueStart]
    if (quote !== undefined && quote in QUOTES) {
      const close = quoteEnd(text, valueStart + 1, QUOTES[quote])
      tokens.push({ kind: 'field', name: field[1], value: text.slice(valueStart + 1, close), quoted: true, text: text.slice(at, close + 1) })
      return close + 1
    }
    tokens.push({ kind: 'field', name: field[1], value: field[2], quoted: false, text: word })
  } else if (word === 'OR') tokens.push({ kind: 'or', text: word })
  else if (word === 'AND') tokens.push({ kind: 'and', text: word })
  else if (word === 'NOT') tokens.push({ kind: 'minus', text: word })
  // Maths with spaces keeps its words together.
  else tokens.push({ kind: SPACE.test(word) ? 'phrase' : 'word', text: word })
  return end
}
