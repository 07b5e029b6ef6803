import { searchParams, readParams } from '#lib/api/params.ts'
import { apiError, apiJson } from '#lib/api/respond.ts'
import { siteContext } from '#lib/server/context.ts'
import type { RequestHandler } from './$types'

/** The same answer as `offprint search --json`. */
export const GET: RequestHandler = async ({ url, locals }) => {
  try {
    const query = readParams(searchParams, url.searchParams)
    const { search } = await siteContext()
    const { papers: _papers, ...answer } = await search.search({ ...query, today: locals.today })
    return apiJson(answer)
  } catch (failure) {
    return apiError(failure)
  }
}
