/**
 * An exact search in memory over one set's documents: BM25 of title and abstract, and cosines to every
 * document. It shows what ranking and fusion are worth apart from any index; the index is measured
 * against it.
 */
import type { SyncEmbedder } from '../embedder/index.ts'
import { openKernel } from '../embedder/kernel/kernel.ts'
import { FUSION_DEPTH, type Ranking } from '../fuse/index.ts'
import { dropRequestWords, textOf, tokens, type Document } from '../text/index.ts'
import { best, indexBm25 } from './bm25.ts'

export interface Reference {
  /** BM25 of title and abstract as one field, all words but stop words: the yardstick of the sets' READMEs. */
  bm25(text: string): Ranking
  /** The full-text side of the search: request words dropped, the title counting twice. */
  lexical(text: string): Ranking
  /** Rankings of several queries by cosine, request words dropped. */
  vectors(texts: readonly string[]): Ranking[]
}

/** recall@100 with the query's own document left out. */
const DEPTH = Math.max(101, FUSION_DEPTH)
const QUERY_BATCH = 32
const DOCUMENT_BATCH = 256

export function openReference(documents: readonly Document[], embedder: SyncEmbedder): Reference {
  const whole = indexBm25(documents.map(document => tokens(textOf(document))))
  const titled = indexBm25(documents.map(document => [...tokens(document.title), ...tokens(textOf(document))]))
  const k = Math.ceil(embedder.dimensions / 4) * 4
  const rows = Math.ceil(documents.length / 4) * 4
  const kernel = openKernel()
  const table = kernel.floats(rows * k)
  const queries = kernel.floats(QUERY_BATCH * k)
  const cosines = kernel.floats(QUERY_BATCH * rows)
  for (let first = 0; first < documents.length; first += DOCUMENT_BATCH) {
    const vectors = embedder.embed(documents.slice(first, first + DOCUMENT_BATCH).map(textOf))
    vectors.forEach((vector, i) => table.values.set(vector, (first + i) * k))
  }

  return {
    bm25: text => ranking(whole.scores(tokens(text))),
    lexical: text => ranking(titled.scores(dropRequestWords(text).kept.map(word => word.term))),
    vectors(texts) {
      const found: Ranking[] = []
      for (let first = 0; first < texts.length; first += QUERY_BATCH) {
        const batch = texts.slice(first, first + QUERY_BATCH)
        queries.values.fill(0)
        embedder.embed(batch.map(searched)).forEach((vector, i) => queries.values.set(vector, i * k))
        kernel.productOfRows(queries.address, table.address, cosines.address, QUERY_BATCH, rows, k, rows)
        batch.forEach((_, i) => found.push(ranking(cosines.values.subarray(i * rows, i * rows + documents.length), -1)))
      }
      return found
    }
  }
}

/** The words of a query that are searched for. */
const searched = (text: string): string => dropRequestWords(text).kept.map(word => word.text).join(' ')

function ranking(scores: ArrayLike<number>, floor = 0): Ranking {
  const hits = best(scores, DEPTH, floor)
  return { rows: hits.map(hit => hit.index), scores: hits.map(hit => hit.score) }
}
