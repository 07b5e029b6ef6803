import type { RequestHandler } from './$types'

export const fallback: RequestHandler = ({ url }) =>
  Response.json({ error: `The API has no address ${url.pathname}. What it has is described at /api and in /openapi.json.` }, { status: 404 })
