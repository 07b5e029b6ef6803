/**
 * Measures one search engine in a process of its own, so that memory and garbage of one never weigh on another.
 * Standard input: a `PeerTask` as JSON. Standard output: a `PeerResult`.
 */
import { performance } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'
import { corpusBatches } from '../measure/corpus.ts'
import { residentMb } from '../measure/machine.ts'
import type { Peer } from './peer.ts'
import { WARM_UP_MS, type PeerName, type PeerResult, type PeerTask } from './task.ts'

/** Each engine is loaded only where it is measured: a library that is not used still takes memory. */
const PEERS: Record<PeerName, (folder: string) => Promise<Peer>> = {
  offprint: async (folder) => (await import('./offprint.ts')).openOffprint(folder),
  'offprint-words': async (folder) => (await import('./offprint.ts')).openOffprint(folder, true),
  fts5: async (folder) => (await import('./fts5.ts')).openFts5(folder),
  minisearch: async () => (await import('./minisearch.ts')).openMiniSearch(),
  orama: async () => (await import('./orama.ts')).openOrama(),
  pglite: async () => (await import('./pglite.ts')).openPglite(),
}

const BATCH = 1000
/** What a results page shows first, and all that a ranked search should have to sort. */
const LIMIT = 10

async function measure({ peer, folder, size, warmUp, queries }: PeerTask): Promise<PeerResult> {
  const engine = await PEERS[peer](folder)
  let buildMs = 0
  const timed = async (work: () => unknown) => {
    const started = performance.now()
    await work()
    return performance.now() - started
  }
  if (!peer.startsWith('offprint')) {
    for await (const batch of corpusBatches(BATCH, size)) buildMs += await timed(() => engine.add(batch))
    buildMs += await timed(() => engine.finish())
  }
  const cold = performance.now()
  for (const query of warmUp) if (performance.now() - cold < WARM_UP_MS) await engine.search(query, LIMIT)
  const milliseconds: number[] = []
  const rankings: string[][] = []
  for (const query of queries) {
    milliseconds.push(await timed(async () => rankings.push(await engine.search(query, LIMIT))))
  }
  const result = { name: engine.name, buildSeconds: buildMs / 1000, residentMb: residentMb(process.pid), milliseconds, rankings }
  await engine.close()
  return result
}

if (process.argv[1] === import.meta.filename) {
  const task = JSON.parse(await text(process.stdin)) as PeerTask
  process.stdout.write(JSON.stringify(await measure(task)))
}
