/** Headers that every answer carries. The content policy of pages is kit's (`vite.config.ts`). */

const ALWAYS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
  'x-frame-options': 'DENY',
}

/** For answers that are no pages of ours: nothing in them may run or load anything. */
const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'"

/** What scripts of other sites may read beside the usual: validators, pages of a list, limits. */
const READABLE = 'ETag, Link, RateLimit, RateLimit-Policy, Retry-After'

/** Lists, feeds and the API may be read from other sites; pages may not be embedded by them. */
export function addHeaders(headers: Headers, open: boolean): void {
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value)
  if (headers.get('content-type') === 'text/html') headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('cross-origin-resource-policy', open ? 'cross-origin' : 'same-origin')
  if (open) {
    headers.set('access-control-allow-origin', '*')
    headers.set('access-control-expose-headers', READABLE)
  }
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', NO_PAGE_POLICY)
}
