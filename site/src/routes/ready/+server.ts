import { currentChange } from '@offprint/catalogue'
import { siteContext } from '#lib/server/context.ts'
import { log } from '#lib/server/log.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async () => {
  const headers = { 'cache-control': 'no-store' }
  try {
    const { database } = await siteContext()
    return Response.json({ status: 'ready', change: await currentChange(database.db) }, { headers })
  } catch (error) {
    log.warn({ err: error }, 'not ready')
    return Response.json({ error: 'The catalogue cannot be read.' }, { status: 503, headers })
  }
}
