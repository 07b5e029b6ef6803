import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFts5 } from './fts5.ts'
import { openMiniSearch } from './minisearch.ts'
import { openOrama } from './orama.ts'
import { queryWords, type Peer } from './peer.ts'
import { openPglite } from './pglite.ts'

const folder = mkdtempSync(join(tmpdir(), 'offprint-peers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PAPERS = [
  { id: 'a', title: 'Grokking of modular addition', authors: 'Ada Example', abstract: 'Networks generalise late, long after memorising.' },
  { id: 'b', title: 'Bandits with many arms', authors: 'Bo Sample', abstract: 'Regret under a fixed budget of pulls.' },
  { id: 'c', title: 'Attention maps', authors: 'Cy Pattern', abstract: 'Probing of frozen encoders with several queries.' },
]

/** Beaten fairly or not at all: each engine has to find what it was given, by any of the words. */
describe.each<[string, () => Peer | Promise<Peer>]>([
  ['SQLite FTS5', () => openFts5(folder)],
  ['MiniSearch', openMiniSearch],
  ['Orama', openOrama],
  ['PGlite', openPglite],
])('%s', (name, open) => {
  it('answers with what was put in, although not all words match', async () => {
    const peer = await open()
    await peer.add(PAPERS.slice(0, 2))
    await peer.add(PAPERS.slice(2))
    await peer.finish()
    expect(peer.name).toMatch(new RegExp(`^${name} .*\\d`))
    expect(await peer.search('What works on grokking and zebras?', 10)).toEqual(['a'])
    expect((await peer.search('regret of frozen unicorns', 10)).toSorted()).toEqual(['b', 'c'])
    expect(await peer.search('grokking regret', 1)).toHaveLength(1)
    await peer.close()
  })
})

describe('query words', () => {
  it('are lower case, without the commonest ones and without syntax', () => {
    expect(queryWords('Which works use "BM25" AND vectors?')).toEqual(['use', 'bm25', 'vectors'])
    expect(queryWords('the of and')).toEqual([])
  })
})
