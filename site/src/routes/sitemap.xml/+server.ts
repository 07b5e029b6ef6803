import { countPapers, paperAddresses, paperPath } from '@offprint/catalogue'
import { error } from '@sveltejs/kit'
import { siteContext } from '#lib/server/context.ts'
import { escapeHtml } from '#lib/tex/escape.ts'
import type { RequestHandler } from './$types'

/** The protocol allows 50,000 addresses a file (sitemaps.org); fewer keep each answer under a few megabytes. */
const PER_FILE = 20_000
const FIXED = ['/', '/papers/trending', '/labs', '/about', '/api']

const xml = (root: string, entries: string[]): Response =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</${root}>\n`, { headers: { 'content-type': 'application/xml; charset=utf-8' } })

export const GET: RequestHandler = async ({ url, locals }) => {
  const { database } = await siteContext()
  const files = Math.max(1, Math.ceil((await countPapers(database.db)) / PER_FILE))
  const at = (path: string) => `<loc>${escapeHtml(locals.origin + path)}</loc>`
  const part = url.searchParams.get('part')
  if (part === null && files > 1) {
    return xml('sitemapindex', Array.from({ length: files }, (_, index) => `<sitemap>${at(`/sitemap.xml?part=${index + 1}`)}</sitemap>`))
  }
  const number = Number(part ?? 1)
  if (!Number.isInteger(number) || number < 1 || number > files) error(404, `There are ${files} parts of the sitemap.`)
  const papers = await paperAddresses(database.db, { offset: (number - 1) * PER_FILE, limit: PER_FILE })
  const fixed = number === 1 ? FIXED.map((path) => `<url>${at(path)}</url>`) : []
  const entries = papers.map(({ id, changedOn }) => `<url>${at(paperPath(id))}${changedOn ? `<lastmod>${changedOn}</lastmod>` : ''}</url>`)
  return xml('urlset', [...fixed, ...entries])
}
