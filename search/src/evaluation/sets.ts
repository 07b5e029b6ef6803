/**
 * Reads retrieval test sets in the common form: `docs.jsonl` {id, title, abstract}; `queries.jsonl` {id, text, …};
 * `qrels.tsv` query TAB document TAB grade. A set without docs.jsonl is searched over the corpus; where its queries
 * carry `self` in place of a text, the query is that document, and the candidates are the corpus papers with keywords.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readDocuments, textOf, type Document } from '../text/index.ts'
import type { Judgements } from './metrics.ts'

export interface SetQuery {
  id: string
  text: string
  /** The document that the query is made of; it is no answer to itself. */
  self?: string
  /** Part of the set that is reported apart: rare, mid, typo. */
  kind?: string
  judgements: Judgements
}

export interface TestSet {
  name: string
  documents: Document[]
  /** Whether these are all papers of the corpus. */
  whole: boolean
  queries: SetQuery[]
}

const lines = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '')

/** A set's folder; `corpus` is used where the folder has no documents of its own. */
export function readSet(folder: string, corpus: () => Document[]): TestSet {
  const own = join(folder, 'docs.jsonl')
  let documents = existsSync(own) ? readDocuments(own) : corpus()

  const judgements = new Map<string, Map<string, number>>()
  for (const line of lines(readFileSync(join(folder, 'qrels.tsv'), 'utf8'))) {
    const [query, document, grade] = line.split('\t')
    if (!judgements.has(query)) judgements.set(query, new Map())
    judgements.get(query)!.set(document, Number(grade))
  }

  const raw = lines(readFileSync(join(folder, 'queries.jsonl'), 'utf8')).map(
    line => JSON.parse(line) as { id: string; text?: string; self?: string; kind?: string }
  )
  const likeThis = raw.some(query => query.self !== undefined)
  const byId = likeThis ? new Map(documents.map(document => [document.id, document])) : undefined
  if (likeThis) documents = documents.filter(document => document.keyworded)

  const queries = raw.map(query => {
    const seed = query.self === undefined ? undefined : byId?.get(query.self)
    return { id: query.id, text: query.text ?? (seed === undefined ? '' : textOf(seed)), self: query.self, kind: query.kind, judgements: judgements.get(query.id) ?? new Map() }
  })
  return { name: basename(folder), documents, whole: !existsSync(own) && !likeThis, queries: queries.filter(query => query.judgements.size > 0) }
}
