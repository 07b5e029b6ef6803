import { openCatalogue } from '@offprint/catalogue'
import { openSearch } from '@offprint/search'
import { corpusId } from '../measure/corpus.ts'
import type { Peer } from './peer.ts'

/**
 * Our own search, on a data folder that was imported before: the call behind `/api/search` and `offprint search`.
 * @param byWords full text alone, as for a keeper who configures no embedder
 */
export async function openOffprint(folder: string, byWords = false): Promise<Peer> {
  const database = await openCatalogue({ folder })
  const search = openSearch({ database, folder, ...(byWords ? { embedder: null } : {}) })
  return {
    name: byWords ? 'Offprint, words alone' : 'Offprint',
    add: () => undefined,
    finish: () => undefined,
    search: async (query, limit) => (await search.search({ q: query, limit })).results.map(({ id }) => corpusId(id)),
    async close() {
      await search.close()
      await database.close()
    },
  }
}
