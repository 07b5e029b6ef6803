/**
 * The words of the catalogue as printed (folded, not stemmed), each with the number of papers it stands in, and the
 * parts of its authors' names. Spelling is corrected against it, so a word that some paper uses is never "wrong".
 *
 * Kept in one file of the index folder. Counts only grow: a paper that changed is counted again, which moves no
 * decision; a rebuild counts anew.
 */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Paper } from '@offprint/catalogue'
import { embeddedText } from '../index/row.ts'
import { nameKey } from '../query/operators.ts'
import { ByWord, cutWords, lexicon, STOP_WORDS, words } from '../text/index.ts'

const FILE = 'words.txt'
const HEADER = 'offprint-words 1'
/** Shorter words have too many neighbours, longer ones are not typed. */
export const COUNTED_WORD = /^[a-z]{3,24}$/
const NAME_PART = /^\p{L}{2,24}$/u
/** When more distinct words than this are known, those seen once are forgotten: most are misprints. */
const MOST_WORDS = 400_000

export class Vocabulary {
  /** Papers by word. */
  readonly words: Map<string, number>
  /** Papers by part of a name. */
  readonly names: Map<string, number>
  /** Counted up to this change number. */
  change: number
  /** Papers by id of the lexicon, not yet in `words`: most words of a paper stand in its neighbours too. */
  readonly #pending = new Map<number, number>()

  constructor(change = 0, words = new Map<string, number>(), names = new Map<string, number>()) {
    this.change = change
    this.words = words
    this.names = names
  }

  add(papers: readonly Paper[]): void {
    for (const paper of papers) this.count(paper, embeddedText(paper))
    this.settle()
  }

  /**
   * Counts one paper. @param text its title and abstract: where it was cut into words just before, that is not done again
   */
  count(paper: Paper, text: string): void {
    const count = cutWords(text)
    if (count < 0) for (const word of new Set(words(text).map((each) => each.text))) this.#add(word, isWorthKnowing(word) ? 1 : 0)
    else {
      const worth = worthKnowing.values()
      for (const id of new Set(lexicon.ids.subarray(0, count))) if (worth[id] === 1) this.#pending.set(id, (this.#pending.get(id) ?? 0) + 1)
      lexicon.beforeClear.add(this.#settle)
    }
    const parts = paper.authors.flatMap((author) => nameKey(author.name).split(' '))
    for (const part of new Set(parts)) if (NAME_PART.test(part)) this.names.set(part, (this.names.get(part) ?? 0) + 1)
  }

  /** Brings `words` up to date with what was counted. */
  settle(): void {
    this.#settle()
    for (const counts of [this.words, this.names]) {
      if (counts.size > MOST_WORDS) for (const [word, count] of counts) if (count === 1) counts.delete(word)
    }
  }

  #settle = (): void => {
    for (const [id, papers] of this.#pending) this.#add(lexicon.wordOf(id), papers)
    this.#pending.clear()
    lexicon.beforeClear.delete(this.#settle)
  }

  #add(word: string, papers: number): void {
    if (papers > 0) this.words.set(word, (this.words.get(word) ?? 0) + papers)
  }

  save(folder: string): void {
    const lines = [`${HEADER} ${this.change}`]
    for (const [word, count] of this.words) lines.push(`${word} ${count}`)
    lines.push('')
    for (const [name, count] of this.names) lines.push(`${name} ${count}`)
    const temporary = join(folder, `${FILE}.new`)
    writeFileSync(temporary, lines.join('\n'))
    renameSync(temporary, join(folder, FILE))
  }
}

const isWorthKnowing = (word: string): boolean => COUNTED_WORD.test(word) && !STOP_WORDS.has(word)
const worthKnowing = new ByWord((word) => (isWorthKnowing(word) ? 1 : 0))

/** Reads the vocabulary; an empty one where there is none or it cannot be read. */
export function readVocabulary(folder: string): Vocabulary {
  let text: string
  try {
    text = readFileSync(join(folder, FILE), 'utf8')
  } catch {
    return new Vocabulary()
  }
  const [words, names] = text.split('\n\n')
  const header = /^offprint-words 1 (\d+)$/.exec(words.slice(0, words.indexOf('\n') >>> 0))
  return header ? new Vocabulary(Number(header[1]), counts(words), counts(names ?? '')) : new Vocabulary()
}

function counts(lines: string): Map<string, number> {
  const map = new Map<string, number>()
  for (const line of lines.split('\n')) {
    const space = line.lastIndexOf(' ')
    if (space > 0 && !line.startsWith(HEADER)) map.set(line.slice(0, space), Number(line.slice(space + 1)))
  }
  return map
}

/** Changes whenever the file does. */
export function vocabularyStamp(folder: string): number {
  return statSync(join(folder, FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
