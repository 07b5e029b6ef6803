import { apiError } from '#lib/api/respond.ts'
import { faceOf } from '#lib/server/faces.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ url, locals }) => {
  try {
    const { type, body } = await faceOf({ pathname: url.pathname, params: url.searchParams, origin: locals.origin, today: locals.today, now: new Date() })
    return new Response(body, { headers: { 'content-type': type } })
  } catch (failure) {
    return apiError(failure)
  }
}
