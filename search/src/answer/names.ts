/**
 * Names among the words of a query: "tian grokking" asks for what Tian wrote about grokking. A word counts as a name
 * where more papers have an author of that name than use it as a word, so "long" and "field" stay words.
 */
import type { Table } from '@lancedb/lancedb'
import { nameTerm } from '../index/row.ts'
import { rowsWithTerms } from '../retrieve/full-text.ts'
import type { RowId } from '../retrieve/rows.ts'
import type { Selection } from '../retrieve/select.ts'
import type { Vocabulary } from '../spelling/vocabulary.ts'
import { STOP_WORDS } from '../text/index.ts'

/** In longer texts, names are mentioned, not asked for. */
const MOST_WORDS = 6
/** Letters of a name that counts as one without its other half. */
const SHORTEST_ALONE = 3

export interface NamedAuthor {
  /** Papers of that author, within the selection's filter. */
  rows: Set<RowId>
  /** The words that are not the name. */
  rest: string[]
}

/** The name in the words, with its papers; a full name before a family name. Undefined where there is none. */
export async function namedAuthor(table: Table, words: readonly string[], vocabulary: Vocabulary, { where }: Selection): Promise<NamedAuthor | undefined> {
  if (words.length === 0 || words.length > MOST_WORDS) return undefined
  const isKnown = (word: string) => vocabulary.names.has(word)
  // "The", "Be" and "Mc" are names, too; alone in a query they are not meant as such.
  const mayStandAlone = (word: string) => word.length >= SHORTEST_ALONE && !STOP_WORDS.has(word)
  for (let at = 0; at + 1 < words.length; at++) {
    if (!isKnown(words[at]) || !isKnown(words[at + 1]) || (STOP_WORDS.has(words[at]) && STOP_WORDS.has(words[at + 1]))) continue
    const rows = await rowsWithTerms(table, 'authors', [nameTerm(`${words[at]} ${words[at + 1]}`)], false, where)
    if (rows.size > 0) return { rows, rest: [...words.slice(0, at), ...words.slice(at + 2)] }
  }
  // Of several names the rarest tells most ("yan lecun"), and the others are no words to look for.
  const names = words.filter((word) => mayStandAlone(word) && (vocabulary.names.get(word) ?? 0) > (vocabulary.words.get(word) ?? 0))
  if (names.length === 0) return undefined
  const rarest = names.reduce((a, b) => (vocabulary.names.get(b)! < vocabulary.names.get(a)! ? b : a))
  const rows = await rowsWithTerms(table, 'authors', [nameTerm(rarest)], false, where)
  return rows.size > 0 ? { rows, rest: words.filter((word) => !names.includes(word)) } : undefined
}
