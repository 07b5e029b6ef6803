import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import MiniSearch from 'minisearch'
import { queryWords, type Peer, type PeerPaper } from './peer.ts'

/** The package exports no package.json, so its version is read from beside its entry. */
function version(): string {
  const entry = fileURLToPath(import.meta.resolve('minisearch'))
  return (JSON.parse(readFileSync(entry.replace(/dist.*$/, 'package.json'), 'utf8')) as { version: string }).version
}

/** Titles count more than abstracts, as the library's own examples weigh them. */
const TITLE_BOOST = 2

export function openMiniSearch(): Peer {
  const index = new MiniSearch<PeerPaper>({ fields: ['title', 'authors', 'abstract'] })
  return {
    name: `MiniSearch ${version()}`,
    add: (papers) => index.addAll(papers),
    finish: () => undefined,
    search: (query, limit) =>
      index
        .search(queryWords(query).join(' '), { combineWith: 'OR', boost: { title: TITLE_BOOST } })
        .slice(0, limit)
        .map((hit) => String(hit.id)),
    close: () => index.removeAll(),
  }
}
