import { hfPaperWhole } from '#lib/api/hf.ts'
import { apiError, apiJson } from '#lib/api/respond.ts'
import { findAskedPaper } from '#lib/server/find-paper.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ params, url }) => {
  try {
    return apiJson(hfPaperWhole(await findAskedPaper(params.id), url.searchParams.get('field') === 'comments'))
  } catch (failure) {
    return apiError(failure)
  }
}
