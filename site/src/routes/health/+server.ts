import type { RequestHandler } from './$types'

/** The process answers. Whether it can do its work is `/ready`. */
export const GET: RequestHandler = () => Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
