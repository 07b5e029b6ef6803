/** Finding the paper that an address names, whatever form of its identifier the address holds. */
import { findPaperByAnyId, isArxivId, paperPath, parsePaperId, type Paper } from '@offprint/catalogue'
import { redirect } from '@sveltejs/kit'
import { NotFound } from '../errors.ts'
import { siteContext } from './context.ts'

/** @throws NotFound with a sentence that says where the paper may be found instead */
export async function findAskedPaper(text: string): Promise<Paper> {
  const { database } = await siteContext()
  const found = await findPaperByAnyId(database.db, text)
  if (found) return found.paper
  const parsed = parsePaperId(text)
  if (!parsed) throw new NotFound(`"${text}" is no identifier of a paper. One looks like 2508.01832, cs/0112017 or doi:10.1145/3292500.`)
  throw new NotFound(`${parsed.id} is not in this collection yet.`, isArxivId(parsed.id) ? { label: 'Read it at arXiv', url: `https://arxiv.org/abs/${parsed.id}` } : undefined)
}

/** For pages: the one address of a paper is that of its id, without version; others lead there. */
export async function paperAt(text: string, pathname: string, suffix = ''): Promise<Paper> {
  const paper = await findAskedPaper(text)
  const path = paperPath(paper.id) + suffix
  if (decodeURIComponent(pathname) !== decodeURIComponent(path)) redirect(308, path)
  return paper
}
