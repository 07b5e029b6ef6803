/** The papers that are measured with. They are not part of the project; without them a benchmark is left out, and says so. */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { PeerPaper } from '../peers/peer.ts'
import { ROOT } from './offprint.ts'

const SHARED = join(ROOT, '../shared/data')
/** 91,710 real papers, one JSON object a line. */
export const CORPUS = join(SHARED, 'corpus.jsonl.gz')
/** A saved daily-papers page: the 36 abstracts of the founding edition. */
export const SAVED_PAGE = join(SHARED, 'seed-page.txt')
/** Real questions, and exact or mistyped words from known papers. */
const QUERY_SETS = ['scholar-auto', 'known-item']

export const corpusMissing = (): string | undefined => (existsSync(CORPUS) ? undefined : 'there is no ../shared/data/corpus.jsonl.gz')

/** The first `limit` papers in batches, as a search engine is given them. */
export async function* corpusBatches(size: number, limit = Infinity): AsyncGenerator<PeerPaper[]> {
  let batch: PeerPaper[] = []
  let count = 0
  for await (const line of createInterface({ input: createReadStream(CORPUS).pipe(createGunzip()), crlfDelay: Infinity })) {
    if (count++ >= limit) break
    const { id, title, authors, abstract } = JSON.parse(line) as { id: string; title: string; authors: string[]; abstract: string }
    batch.push({ id, title, authors: authors.join(', '), abstract })
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** `count` queries, taken in turn from each set at even distances, so that every run asks the same. */
export function corpusQueries(count: number): string[] {
  const sets = QUERY_SETS.map((name) => {
    const lines = readFileSync(join(SHARED, 'eval', name, 'queries.jsonl'), 'utf8').split('\n').filter(Boolean)
    return lines.map((line) => (JSON.parse(line) as { text: string }).text)
  })
  const perSet = Math.ceil(count / sets.length)
  const chosen = sets.map((texts) => Array.from({ length: perSet }, (_, index) => texts[Math.floor((index * texts.length) / perSet)]))
  return Array.from({ length: perSet }, (_, index) => chosen.map((texts) => texts[index])).flat().slice(0, count)
}
