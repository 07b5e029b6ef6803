/**
 * From text to search terms: lower case, NFKD with the marks taken off ("Erdős" → "erdos", "ﬁ" → "fi"), runs of letters
 * and digits, stop words dropped, Porter stems. The embedder, the spelling step and the full-text side use the same
 * terms, so that what one finds the other can weigh.
 *
 * Han, Hiragana and Katakana are written without spaces: a run of them gives its overlapping pairs of characters.
 */
import { stemmer } from 'stemmer'
import { STOP_WORDS } from './stop-words.ts'

/** A word as it stands in the text, and its term. `start` and `end` are offsets (UTF-16) into the folded text. */
export interface Word {
  text: string
  /** Stem to look up; empty for a stop word. */
  term: string
  start: number
  end: number
}

/** Longer runs are not words but noise (base64, DNA, a pasted URL); cut so that no stemmer meets them whole. */
const MAX_WORD_LENGTH = 64
/** Stems remembered between calls. The corpus of 92,000 abstracts has about 190,000 distinct words. */
const STEM_CACHE_SIZE = 250_000

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u
const UNSPACED_RUNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu
/** Diacritics shared by scripts, and Arabic vowel points; kana's voicing marks and other scripts' own stay. */
const DIACRITICS = /(?:(?!\u3099|\u309a)\p{Script=Inherited})+/gu
const WORD = /[\p{L}\p{N}\p{M}]+/gu
const ASCII_WORD = /[a-z0-9]+/g
const ASCII_ONLY = /^\p{ASCII}*$/u

const stems = new Map<string, string>()

/** Lower case, compatibility forms resolved, diacritics removed; Hangul syllables are put together again. */
export function fold(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(DIACRITICS, '').normalize('NFC').toLowerCase()
}

/** The term of one folded word: '' for a stop word, else its Porter stem. */
export function termOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const cut = word.length > MAX_WORD_LENGTH ? word.slice(0, MAX_WORD_LENGTH) : word
  const term = STOP_WORDS.has(cut) ? '' : stemmer(cut)
  if (stems.size >= STEM_CACHE_SIZE) stems.clear()
  stems.set(word, term)
  return term
}

/** Every word of a text with its term, stop words included (their term is ''). Never throws. */
export function words(text: string): Word[] {
  const folded = fold(text)
  const found: Word[] = []
  for (const match of folded.matchAll(ASCII_ONLY.test(folded) ? ASCII_WORD : WORD)) {
    const run = match[0]
    if (!UNSPACED.test(run)) {
      found.push({ text: run, term: termOf(run), start: match.index, end: match.index + run.length })
      continue
    }
    for (const part of run.matchAll(UNSPACED_RUNS)) pushPart(found, part[0], match.index + part.index)
  }
  return found
}

function pushPart(found: Word[], part: string, start: number): void {
  const characters = [...part]
  if (!UNSPACED.test(part) || characters.length < 3) {
    found.push({ text: part, term: termOf(part), start, end: start + part.length })
    return
  }
  let offset = start
  for (let i = 0; i + 1 < characters.length; i++) {
    const pair = characters[i] + characters[i + 1]
    found.push({ text: pair, term: pair, start: offset, end: offset + pair.length })
    offset += characters[i].length
  }
}

/** The search terms of a text, in order, with repeats, stop words left out. `tokens('The Deep Nets') = ['deep', 'net']` */
export function tokens(text: string): string[] {
  const folded = fold(text)
  const ascii = ASCII_ONLY.test(folded)
  if (!ascii && UNSPACED.test(folded)) return words(text).flatMap(word => (word.term === '' ? [] : [word.term]))
  const found: string[] = []
  for (const run of folded.match(ascii ? ASCII_WORD : WORD) ?? []) {
    const term = termOf(run)
    if (term !== '') found.push(term)
  }
  return found
}
