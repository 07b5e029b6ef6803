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

/** In longer texts, names are mentioned, not asked for. */
const MOST_WORDS = 6

export interface NamedAuthor {
  /** Papers of that author, within the selection's filter. */
  rows: Set<RowId>
  /** The words that are not the name. */
  rest: string[]
}

/** The first name in the words, with its papers; a full name before a family name. Undefined where there is none. */
export async function namedAuthor(table: Table, words: readonly string[], vocabulary: Vocabulary, { where }: Selection): Promise<NamedAuthor | undefined> {
  if (words.length === 0 || words.length > MOST_WORDS) return undefined
  const isKnown = (word: string) => vocabulary.names.has(word)
  for (let at = 0; at + 1 < words.length; at++) {
    if (!isKnown(words[at]) || !isKnown(words[at + 1])) continue
    const rows = await rowsWithTerms(table, 'authors', [nameTerm(`${words[at]} ${words[at + 1]}`)], false, where)
    if (rows.size > 0) return { rows, rest: [...words.slice(0, at), ...words.slice(at + 2)] }
  }
  const single = words.findIndex((word) => (vocabulary.names.get(word) ?? 0) > (vocabulary.words.get(word) ?? 0))
  if (single < 0) return undefined
  const rows = await rowsWithTerms(table, 'authors', [nameTerm(words[single])], false, where)
  return rows.size > 0 ? { rows, rest: words.filter((_, at) => at !== single) } : undefined
}
