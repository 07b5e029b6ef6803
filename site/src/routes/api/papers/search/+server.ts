import { hfItem } from '#lib/api/hf.ts'
import { hfSearchParams, readParams } from '#lib/api/params.ts'
import { apiError, apiJson } from '#lib/api/respond.ts'
import { searchList } from '#lib/server/search.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ url, locals }) => {
  try {
    const { q, limit } = readParams(hfSearchParams, url.searchParams)
    if (q.trim() === '') return apiJson([])
    const { papers } = await searchList({ kind: 'search', text: q.trim(), sort: 'relevance', page: 1 }, locals.today, { offset: 0, limit })
    return apiJson(papers.map((paper) => hfItem(paper, locals.origin)))
  } catch (failure) {
    return apiError(failure)
  }
}
