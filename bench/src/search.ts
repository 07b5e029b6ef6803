/** Search latency at the size of the corpus, beside other engines on the same papers and the same queries. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ndcg } from '@offprint/search/evaluation'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../scripts/node24.mjs'
import { preparedFolder } from './import.ts'
import { corpusMissing, corpusQueries } from './measure/corpus.ts'
import { temporaryFolder } from './measure/offprint.ts'
import { latencyRows, percentile, type Row, type Section } from './measure/report.ts'
import { WARM_UP, WARM_UP_MS, type PeerName, type PeerResult, type PeerTask } from './peers/task.ts'

/** Promised for the call inside the process: by words alone at the size of the corpus; embedding included there, and at half a million. */
const WORDS_P95_MS = 10
const P95_MS = 15
const LARGE_P95_MS = 30
/** At the size of the corpus. */
const RESIDENT_MB = 400
/** Orama and MiniSearch hold everything on the heap. */
const PEER_HEAP_MB = 12_288
/** In the corpus; from here on answers are judged. */
const CORPUS_PAPERS = 91_710
const CHILD = join(import.meta.dirname, 'peers/measure.ts')

export interface SearchOptions {
  peers: PeerName[]
  queries: number
  /** Papers in every engine; the corpus where absent, made ones beyond it. */
  size?: number
  /** A data folder that holds them already. */
  data?: string
}

function runPeer(task: PeerTask): Promise<PeerResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...NODE_FLAGS, `--max-old-space-size=${PEER_HEAP_MB}`, CHILD], {
      env: { ...NODE_ENVIRONMENT, ...process.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(output) as PeerResult) : reject(new Error(`${task.peer} ended with status ${code}`))))
    child.stdin.end(JSON.stringify(task))
  })
}

/** Mean nDCG@10 over the queries that somebody judged. */
function quality({ rankings }: PeerResult, judged: readonly ReadonlyMap<string, number>[]): number {
  const values = rankings.flatMap((ranking, at) => (judged[at].size > 0 ? [ndcg(ranking, judged[at])] : []))
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function peerRows(result: PeerResult, ours: PeerResult, judged: readonly ReadonlyMap<string, number>[], isWhole: boolean): Row[] {
  const times = percentile(result.milliseconds, 95) / percentile(ours.milliseconds, 95)
  return [
    ...latencyRows(result.name, result.milliseconds),
    { what: `${result.name}, p95 as a multiple of ours`, value: times, unit: '×', ...(isWhole ? { target: { op: '>=' as const, bound: 1 } } : {}) },
    ...(isWhole ? [{ what: `${result.name}, nDCG@10`, value: quality(result, judged), unit: '', target: { op: '<=' as const, bound: quality(ours, judged) } }] : []),
    { what: `${result.name}, building`, value: result.buildSeconds, unit: 's' },
    ...(result.residentMb === undefined ? [] : [{ what: `${result.name}, resident memory`, value: result.residentMb, unit: 'MB' }]),
  ]
}

export async function benchSearch(options: SearchOptions): Promise<Section> {
  const title = `Search${options.size ? ` among ${options.size.toLocaleString('en-GB')} papers` : ' among the 91,710 papers of the corpus'}`
  const name = options.size ? `search-${options.size}` : 'search'
  const skipped = corpusMissing()
  if (skipped) return { name, title, rows: [], notes: [], skipped }
  const asked = corpusQueries(WARM_UP + options.queries)
  const [warmUp, queries] = [asked.slice(0, WARM_UP), asked.slice(WARM_UP)].map((some) => some.map((query) => query.text))
  const judged = asked.slice(WARM_UP).map((query) => query.judgements)
  // Of a few papers most queries find nothing that was meant; and nobody promised to beat a list in memory there.
  const isWhole = options.size === undefined || options.size >= CORPUS_PAPERS
  const folder = options.data ?? (await preparedFolder(options.size))
  const ours = await runPeer({ peer: 'offprint', folder, warmUp, queries })
  const byWords = await runPeer({ peer: 'offprint-words', folder, warmUp, queries })
  const rows: Row[] = [
    ...latencyRows(ours.name, ours.milliseconds, options.size ? LARGE_P95_MS : P95_MS),
    ...latencyRows(byWords.name, byWords.milliseconds, options.size ? undefined : WORDS_P95_MS),
    ...(isWhole ? [{ what: `${byWords.name}, nDCG@10`, value: quality(byWords, judged), unit: '' }] : []),
    ...(ours.residentMb === undefined ? [] : [{ what: `${ours.name}, resident memory`, value: ours.residentMb, unit: 'MB', ...(options.size ? {} : { target: { op: '<=' as const, bound: RESIDENT_MB } }) }]),
    { what: `${ours.name}, queries answered`, value: (100 * ours.rankings.filter((ranking) => ranking.length > 0).length) / queries.length, unit: '%' },
    ...(isWhole ? [{ what: `${ours.name}, nDCG@10`, value: quality(ours, judged), unit: '' }] : []),
  ]
  const failed: string[] = []
  for (const peer of options.peers) {
    try {
      rows.push(...peerRows(await runPeer({ peer, folder: temporaryFolder(), size: options.size, warmUp, queries }), ours, judged, isWhole))
    } catch (error) {
      failed.push(`${peer} could not be measured: ${(error as Error).message}`)
    }
  }
  return {
    name,
    title,
    rows,
    notes: [
      `${queries.length} queries, half questions, half words of known papers; top 10; any word may match; each engine in a process of its own, one after the other, after ${WARM_UP} other queries, or ${WARM_UP_MS / 1000} s of them, to warm up.`,
      'The others index title, authors and abstract with their own English stemming where they have one, and are given the query without its commonest words.',
      ...failed,
    ],
  }
}
