import { dailyPapers, readDailyQuery } from '#lib/api/daily.ts'
import { hfItem } from '#lib/api/hf.ts'
import { apiError, apiJson } from '#lib/api/respond.ts'
import { siteContext } from '#lib/server/context.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ url, locals }) => {
  try {
    const query = readDailyQuery(url.searchParams)
    const { database } = await siteContext()
    const { papers, more } = await dailyPapers(database.db, query, locals.today)
    return apiJson(papers.map((paper) => hfItem(paper, locals.origin)), pageLinks(url, query.p, more))
  } catch (failure) {
    return apiError(failure)
  }
}

/** RFC 8288: where the next and the previous page are. */
function pageLinks(url: URL, page: number, more: boolean): Record<string, string> {
  const to = (number: number, rel: string) => {
    const params = new URLSearchParams(url.searchParams)
    params.set('p', String(number))
    return `<${url.pathname}?${params}>; rel="${rel}"`
  }
  const links = [...(page > 0 ? [to(page - 1, 'prev')] : []), ...(more ? [to(page + 1, 'next')] : [])]
  return links.length > 0 ? { link: links.join(', ') } : {}
}
