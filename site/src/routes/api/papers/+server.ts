import { listPapers } from '@offprint/catalogue'
import { hfPaper } from '#lib/api/hf.ts'
import { papersParams, readParams } from '#lib/api/params.ts'
import { apiError, apiJson } from '#lib/api/respond.ts'
import { siteContext } from '#lib/server/context.ts'
import type { RequestHandler } from './$types'

/** All papers, newest first by their date of publication. */
export const GET: RequestHandler = async ({ url }) => {
  try {
    const { cursor, limit } = readParams(papersParams, url.searchParams)
    const { database } = await siteContext()
    const { papers, total } = await listPapers(database.db, { sort: 'new', offset: cursor, limit })
    const next = cursor + limit
    return apiJson(papers.map(hfPaper), next < total ? { link: `</api/papers?cursor=${next}&limit=${limit}>; rel="next"` } : {})
  } catch (failure) {
    return apiError(failure)
  }
}
