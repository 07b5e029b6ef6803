import { METRICS_TYPE, metricsText } from '#lib/server/metrics.ts'
import { mayReadMetrics } from '#lib/server/owner.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async (event) => {
  if (!(await mayReadMetrics(event))) return Response.json({ error: 'Metrics are for the owner: ask from the machine itself, or send the owner’s token as a Bearer token.' }, { status: 403 })
  return new Response(await metricsText(), { headers: { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' } })
}
