import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ locals }) =>
  // Searches are endless and say nothing that the pages of papers do not.
  new Response(`User-agent: *\nDisallow: /api/\nDisallow: /papers?q=\nSitemap: ${locals.origin}/sitemap.xml\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
