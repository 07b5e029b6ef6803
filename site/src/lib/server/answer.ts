import type { RequestEvent } from '@sveltejs/kit'
import type { Handle } from '@sveltejs/kit/hooks'
import { apiError } from '../api/respond.ts'
import { chooseEncoding, compress, isCompressible, SHORTEST_COMPRESSED } from './compress.ts'
import { faceOf } from './faces.ts'
import { addHeaders } from './headers.ts'
import { encodedBody, PageCache, type CachedAnswer } from './page-cache.ts'
import { currentState } from './state.ts'
import { RequestError } from '../errors.ts'
import { siteContext } from './context.ts'
import { RateLimit } from './rate-limit.ts'
import { contentTag, entityTag, isUnchanged } from './validators.ts'

type Resolve = Parameters<Handle>[0]['resolve']

const THEMES = ['auto', 'light', 'dark'] as const
/** Addresses whose answers depend on the catalogue and the address only, and may therefore be kept and validated. */
const FROM_CATALOGUE = /^\/(?:$|papers(?:[./]|$)|authors\/|organizations\/|categories\/|labs(?:[./]|$)|sitemap\.xml$|api\/(?:daily_papers|papers|search)(?:\/|$))/
/** What is searched follows the index, which follows the catalogue a moment later. */
const isFromCatalogue = (url: URL): boolean => FROM_CATALOGUE.test(url.pathname) && !url.searchParams.has('q')
/** May be read by scripts of other sites. */
const OPEN = /^\/api\/|\.(?:json|rss|atom|md|bib|ris|xml|txt)$/

/** Pages that are also Markdown, for programs that ask for it by `Accept` rather than by a suffix. */
const MARKDOWN_TOO = /^\/(?:papers|authors|organizations|categories)\/./

const prefersMarkdown = (accept: string | null): boolean => accept !== null && accept.includes('text/markdown') && !accept.includes('text/html')

const cache = new PageCache()

/** The API counts its clients; pages and feeds are cheap enough not to. */
const COUNTED = /^\/api\/./
let apiLimit: RateLimit | undefined

/** One request: refused where its client asks too often, else answered; the API says what is left. */
export async function answer(event: RequestEvent, resolve: Resolve): Promise<Response> {
  if (!COUNTED.test(event.url.pathname)) return answerFreely(event, resolve)
  apiLimit ??= new RateLimit('api', (await siteContext()).config.apiLimit)
  const { allowed, headers } = apiLimit.take(event.getClientAddress(), new Date())
  const response = allowed ? await answerFreely(event, resolve) : await finish(apiError(new RequestError(429, TOO_OFTEN(headers['retry-after']))), true, event.request)
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

const TOO_OFTEN = (seconds: string): string => `This address has asked the API too often; please wait ${seconds} seconds. The keeper of this site can raise the limit (OFFPRINT_API_LIMIT).`

/** From the cache, unchanged, or made; then headers and compression. */
async function answerFreely(event: RequestEvent, resolve: Resolve): Promise<Response> {
  const { request, url, locals, cookies } = event
  const now = new Date()
  const theme = cookies.get('theme')
  locals.theme = THEMES.find((name) => name === theme) ?? 'auto'
  locals.today = now.toISOString().slice(0, 10)
  locals.origin = (await siteContext()).config.origin || url.origin
  const open = OPEN.test(url.pathname)
  const wantsMarkdown = MARKDOWN_TOO.test(url.pathname) && !OPEN.test(url.pathname) && prefersMarkdown(request.headers.get('accept'))
  const page = () => (wantsMarkdown ? markdownOf(event, now) : resolve(event, { transformPageChunk: ({ html }) => trim(html.replace('%offprint.theme%', locals.theme)) }))

  const reading = request.method === 'GET' || request.method === 'HEAD'
  if (!reading || !isFromCatalogue(url)) return finish(await page(), open, request)

  const { state, modified } = await currentState(locals.today, now)
  const key = [locals.origin, url.pathname, url.search, locals.theme, wantsMarkdown].join('\n')
  const tag = entityTag(state, [key])
  if (isUnchanged(request.headers, tag, modified)) {
    const headers = new Headers({ etag: tag, 'last-modified': modified.toUTCString(), 'cache-control': 'no-cache', vary: varies(open) })
    addHeaders(headers, open)
    // A browser takes the headers of this answer for those of the page it has kept, which would then load nothing.
    return new Response(null, { status: 304, headers: without(headers, 'content-security-policy') })
  }
  const known = cache.get(key, tag)
  if (known) return fromCache(known, request)

  const made = await page()
  if (made.status !== 200 || locals.provisional) return finish(made, open, request)
  made.headers.set('etag', tag)
  made.headers.set('last-modified', modified.toUTCString())
  if (!made.headers.has('cache-control')) made.headers.set('cache-control', 'no-cache')
  made.headers.set('vary', varies(open))
  addHeaders(made.headers, open)
  // A page with a nonce is for one reader, as is one that sets a cookie.
  if (made.headers.get('content-security-policy')?.includes('nonce-') || made.headers.has('set-cookie')) return finish(made, open, request)
  const body = new Uint8Array(await made.arrayBuffer())
  return fromCache(cache.set(key, { tag, headers: [...made.headers], body }), request)
}

/** Marks by which a client framework would find its way; pages that start none have no use for them. */
const FRAMEWORK_MARKS = /<!--(?:\[[-\d!]*|\]|[a-z0-9]{5,8}|)-->/g
const trim = (html: string): string => (html.includes('__sveltekit_') ? html : html.replace(FRAMEWORK_MARKS, ''))

async function markdownOf({ url, locals }: RequestEvent, now: Date): Promise<Response> {
  try {
    const { type, body } = await faceOf({ pathname: `${url.pathname}.md`, params: url.searchParams, origin: locals.origin, today: locals.today, now })
    return new Response(body, { headers: { 'content-type': type } })
  } catch (failure) {
    return apiError(failure)
  }
}

const varies = (open: boolean): string => (open ? 'Accept-Encoding' : 'Accept, Accept-Encoding, Cookie')

async function fromCache(known: CachedAnswer, request: Request): Promise<Response> {
  const headers = new Headers(known.headers)
  const encoding = known.body.length >= SHORTEST_COMPRESSED && isCompressible(headers.get('content-type')) ? chooseEncoding(request.headers.get('accept-encoding')) : undefined
  const body = encoding ? await encodedBody(known, encoding) : known.body
  if (encoding) headers.set('content-encoding', encoding)
  headers.set('content-length', String(body.length))
  return new Response(request.method === 'HEAD' ? null : (body as Uint8Array<ArrayBuffer>), { headers })
}

async function finish(response: Response, open: boolean, request: Request): Promise<Response> {
  addHeaders(response.headers, open)
  const type = response.headers.get('content-type')
  if (!isCompressible(type) || response.body === null || response.headers.has('content-encoding')) return response
  const body = new Uint8Array(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.append('vary', 'Accept-Encoding')
  if (response.status === 200 && !headers.get('cache-control')?.includes('no-store')) {
    const tag = contentTag(body)
    headers.set('etag', tag)
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache')
    if (request.method === 'GET' && request.headers.has('if-none-match') && isUnchanged(request.headers, tag, new Date())) {
      return new Response(null, { status: 304, headers: without(headers, 'content-type', 'content-length') })
    }
  }
  const encoding = body.length < SHORTEST_COMPRESSED ? undefined : chooseEncoding(request.headers.get('accept-encoding'))
  const sent = encoding ? await compress(body, encoding) : body
  if (encoding) headers.set('content-encoding', encoding)
  headers.set('content-length', String(sent.length))
  return new Response(request.method === 'HEAD' ? null : (sent as Uint8Array<ArrayBuffer>), { status: response.status, headers })
}

function without(headers: Headers, ...names: string[]): Headers {
  for (const name of names) headers.delete(name)
  return headers
}
