import { error } from '@sveltejs/kit'
import { recordedFigure } from '#lib/server/lab-figures.ts'
import type { RequestHandler } from './$types'

/** Its own colours need a style element; nothing else in a picture may do anything. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

export const GET: RequestHandler = async ({ params }) => {
  const svg = await recordedFigure(params.slug, params.figure)
  if (!svg) error(404, 'This lab has no such figure.')
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'public, max-age=3600', 'content-security-policy': PICTURE_POLICY } })
}
