/**
 * From text to search terms: lower case, NFKD with the marks taken off ("Erdős" → "erdos", "ﬁ" → "fi"), runs of letters
 * and digits, stop words dropped, Porter stems. The embedder, the spelling step and the full-text side use the same
 * terms, so that what one finds the other can weigh.
 *
 * Han, Hiragana and Katakana are written without spaces: a run of them gives its overlapping pairs of characters.
 */
import { lexicon } from './lexicon.ts'

/** A word as it stands in the text, and its term. `start` and `end` are offsets (UTF-16) into the folded text. */
export interface Word {
  text: string
  /** Stem to look up; empty for a stop word. */
  term: string
  start: number
  end: number
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u
const UNSPACED_RUNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu
/** Diacritics shared by scripts, and Arabic vowel points; kana's voicing marks and other scripts' own stay. */
const DIACRITICS = /(?:(?!\u3099|\u309a)\p{Script=Inherited})+/gu
const WORD = /[\p{L}\p{N}\p{M}]+/gu
const ASCII_WORD = /[a-z0-9]+/g
const ASCII_ONLY = /^\p{ASCII}*$/u

/** Lower case, compatibility forms resolved, diacritics removed; Hangul syllables are put together again. */
export function fold(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase()
  // A sigma that ends a word is written otherwise; which one it is depends on what stands behind the word.
  return text.normalize('NFKD').replace(DIACRITICS, '').normalize('NFC').toLowerCase().replaceAll('ς', 'σ')
}

/** The term of one folded word: '' for a stop word, else its Porter stem. */
export function termOf(word: string): string {
  return lexicon.terms[lexicon.idOf(word)]
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
  const count = cutWords(text)
  if (count < 0) return words(text).flatMap(word => (word.term === '' ? [] : [word.term]))
  const { ids, terms } = lexicon
  const found: string[] = []
  for (let i = 0; i < count; i++) {
    const term = terms[ids[i]]
    if (term !== '') found.push(term)
  }
  return found
}

/**
 * Cuts a text as `words` does, into ids of the lexicon (`lexicon.ids`, until the next call).
 * @returns how many; −1 for a text with unspaced scripts or rare characters, which `words` must cut
 */
export function cutWords(text: string): number {
  return lexicon.cut(ASCII_ONLY.test(text) ? text : fold(text))
}
