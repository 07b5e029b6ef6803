import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals, url }) => ({
  theme: locals.theme,
  /** Where a form that changes the colours leads back to. */
  path: url.pathname + url.search,
  searching: /^\/(?:papers)?$/.test(url.pathname) && (url.searchParams.get('q') ?? '').trim() !== '',
})
