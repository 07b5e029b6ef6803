/** Addresses of pages; a paper's is `paperPath` of the catalogue. */
import { authorKey } from '@offprint/catalogue'

/** `/authors/stephan-clemencon`: one address for all spellings of a name. */
export const authorPath = (name: string): string => `/authors/${encodeURIComponent(authorKey(name))}`

/** The same list in another form: `/papers/date/2026-04-14.rss`, `/papers.json?q=…`. */
export function facePath(path: string, face: string): string {
  const [pathname, search] = path.split('?')
  const base = pathname === '/' ? '/papers' : pathname
  return `${base}.${face}${search ? `?${search}` : ''}`
}
