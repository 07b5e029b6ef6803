/** Papers for tests. */
import { parsePaperId, type Paper, type PaperFields } from '@offprint/catalogue'

export function emptyPaperForTests(id: string, fields: PaperFields & { listedOn?: string; listedBy?: string; upvotes?: number; change?: number }): Paper {
  const parsed = parsePaperId(id)
  if (!parsed) throw new Error(`"${id}" is no paper id.`)
  return {
    aliases: [],
    authors: [],
    categories: [],
    links: [],
    versions: [],
    keywords: [],
    withdrawn: false,
    provenance: {},
    upvotes: 0,
    comments: 0,
    importedUpvotes: 0,
    importedComments: 0,
    hotScore: 0,
    change: 1,
    ...fields,
    id: parsed.id,
  }
}
