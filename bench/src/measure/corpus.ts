/** The papers that are measured with. They are not part of the project; without them a benchmark is left out, and says so. */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { PeerPaper } from '../peers/peer.ts'
import { ROOT } from './offprint.ts'
import { synthesise, type CorpusRecord } from './synthetic.ts'

const SHARED = join(ROOT, '../shared/data')
const CORPUS_SIZE = 91_710
/** That many real papers, one JSON object a line. */
export const CORPUS = join(SHARED, 'corpus.jsonl.gz')
/** A saved daily-papers page: the 36 abstracts of the founding edition. */
export const SAVED_PAGE = join(SHARED, 'seed-page.txt')
/** Real questions, and exact or mistyped words from known papers. */
const QUERY_SETS = ['scholar-auto', 'known-item']

export const corpusMissing = (): string | undefined => (existsSync(CORPUS) ? undefined : 'there is no ../shared/data/corpus.jsonl.gz')

/** The seed of the papers beyond those that are there. */
const SYNTHETIC_SEED = 500_000
const LINES_A_WRITE = 1000

/** `size` papers: those of the corpus in its order, then made ones; all of the corpus without a size. */
async function* records(size = Infinity): AsyncGenerator<CorpusRecord> {
  const kept: CorpusRecord[] = []
  let count = 0
  for await (const line of createInterface({ input: createReadStream(CORPUS).pipe(createGunzip()), crlfDelay: Infinity })) {
    if (count++ >= size) return
    const record = JSON.parse(line) as CorpusRecord
    // Only where more are wanted than there are.
    if (size > CORPUS_SIZE && Number.isFinite(size)) kept.push(record)
    yield record
  }
  if (Number.isFinite(size)) for (let index = 0; count + index < size; index++) yield synthesise(kept, SYNTHETIC_SEED, index)
}

/** `size` papers (all of the corpus without a size) in batches, as a search engine is given them. */
export async function* corpusBatches(batchSize: number, size?: number): AsyncGenerator<PeerPaper[]> {
  let batch: PeerPaper[] = []
  for await (const { id, title, authors, abstract } of records(size)) {
    batch.push({ id, title, authors: authors.join(', '), abstract })
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** A file of `size` papers in `folder`, to be imported; the corpus itself without a size. */
export async function corpusFile(folder: string, size?: number): Promise<string> {
  if (size === undefined) return CORPUS
  const path = join(folder, `papers-${size}.jsonl`)
  const file = await open(path, 'w')
  try {
    let lines: string[] = []
    const flush = async () => {
      await file.write(lines.map((line) => `${line}\n`).join(''))
      lines = []
    }
    for await (const record of records(size)) {
      lines.push(JSON.stringify(record))
      if (lines.length === LINES_A_WRITE) await flush()
    }
    await flush()
  } finally {
    await file.close()
  }
  return path
}

/** Ids of the corpus that are no identifiers of arXiv are kept under this prefix. */
export const CORPUS_PREFIX = 'ext:'

/** The id in the corpus of a paper of the catalogue. */
export const corpusId = (id: string): string => (id.startsWith(CORPUS_PREFIX) ? id.slice(CORPUS_PREFIX.length) : id)

export interface CorpusQuery {
  text: string
  /** Papers that answer it, with their grades; empty for a query that nobody judged. */
  judgements: ReadonlyMap<string, number>
}

/** `count` queries, taken in turn from each set at even distances, so that every run asks the same. */
export function corpusQueries(count: number): CorpusQuery[] {
  const sets = QUERY_SETS.map(readQueries)
  const perSet = Math.ceil(count / sets.length)
  const chosen = sets.map((queries) => Array.from({ length: perSet }, (_, index) => queries[Math.floor((index * queries.length) / perSet)]))
  return Array.from({ length: perSet }, (_, index) => chosen.map((queries) => queries[index])).flat().slice(0, count)
}

function readQueries(set: string): CorpusQuery[] {
  const linesOf = (file: string) => readFileSync(join(SHARED, 'eval', set, file), 'utf8').split('\n').filter(Boolean)
  const judged = new Map<string, Map<string, number>>()
  for (const [query, paper, grade] of linesOf('qrels.tsv').map((line) => line.split('\t'))) {
    judged.set(query, (judged.get(query) ?? new Map<string, number>()).set(paper, Number(grade)))
  }
  return linesOf('queries.jsonl').map((line) => {
    const { id, text } = JSON.parse(line) as { id: string; text: string }
    return { text, judgements: judged.get(id) ?? new Map<string, number>() }
  })
}
