/** Papers for tests. */
import { emptyPaper, parsePaperId, type Paper, type PaperFields } from '@offprint/catalogue'

export function emptyPaperForTests(id: string, fields: PaperFields & { listedOn?: string; listedBy?: string; upvotes?: number; change?: number }): Paper {
  const parsed = parsePaperId(id)
  if (!parsed) throw new Error(`"${id}" is no paper id.`)
  return { ...emptyPaper(parsed.id), change: 1, ...fields }
}
