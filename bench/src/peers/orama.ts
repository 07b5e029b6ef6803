import { create, insertMultiple, search } from '@orama/orama'
import packageInfo from '@orama/orama/package.json' with { type: 'json' }
import { queryWords, type Peer, type PeerPaper } from './peer.ts'

/** Any of the words may match (1); the default of Orama's own documentation for prose. */
const ANY_WORD = 1

export function openOrama(): Peer {
  const db = create({
    schema: { title: 'string', authors: 'string', abstract: 'string' },
    components: { tokenizer: { stemming: true, language: 'english' } },
  })
  return {
    name: `Orama ${packageInfo.version}`,
    async add(papers: PeerPaper[]) {
      await insertMultiple(db, papers, papers.length)
    },
    finish: () => undefined,
    async search(query, limit) {
      const answer = await search(db, { term: queryWords(query).join(' '), limit, threshold: ANY_WORD })
      return answer.hits.map((hit) => String(hit.id))
    },
    close: () => undefined,
  }
}
