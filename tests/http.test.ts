/** The site as programs meet it: every address of the surface, validators, feeds, errors, headers, refusals. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSite, type StartedSite } from './browser.ts'
import { EARLIER_DAY, EARLIER_PAPERS, importArguments } from './papers.ts'

/** More than the other tests ask, few enough to use up. */
const API_LIMIT = 300

let site: StartedSite
beforeAll(async () => {
  site = await startSite(async ({ run }) => void (await run(importArguments, EARLIER_PAPERS)), { OFFPRINT_API_LIMIT: String(API_LIMIT), OFFPRINT_CLIENT_HEADER: 'X-Forwarded-For' })
})
afterAll(async () => void (await site?.stop()))

const get = (path: string, headers: Record<string, string> = {}) => fetch(site.url + path, { headers, redirect: 'manual' })
const json = async (path: string) => (await get(path)).json()

describe('addresses', () => {
  it.each([
    ['/', 'text/html'],
    ['/papers', 'text/html'],
    ['/papers/date/2026-04-14', 'text/html'],
    ['/papers/week/2026-W16', 'text/html'],
    ['/papers/month/2026-04', 'text/html'],
    ['/papers/trending', 'text/html'],
    ['/papers?q=grokking&sort=new', 'text/html'],
    ['/papers/2509.21519', 'text/html'],
    ['/papers/cs/0112017', 'text/html'],
    ['/papers/doi:10.1000%2Fxyz.123', 'text/html'],
    ['/papers/2509.21519/lab', 'text/html'],
    ['/papers/cs/0112017/discussion', 'text/html'],
    ['/authors/yuandong-tian', 'text/html'],
    ['/organizations/DukeNLPGroup', 'text/html'],
    ['/categories/cs.LG', 'text/html'],
    ['/labs', 'text/html'],
    ['/about', 'text/html'],
    ['/api', 'text/html'],
    ['/papers.json', 'application/json'],
    ['/papers/trending.rss', 'application/rss+xml'],
    ['/papers/week/2026-W16.atom', 'application/atom+xml'],
    ['/papers/date/2026-04-14.md', 'text/markdown'],
    ['/papers.rss?q=grokking', 'application/rss+xml'],
    ['/authors/yuandong-tian.json', 'application/json'],
    ['/categories/cs.LG.atom', 'application/atom+xml'],
    ['/organizations/DukeNLPGroup.rss', 'application/rss+xml'],
    ['/papers/2509.21519.json', 'application/json'],
    ['/papers/cs/0112017.md', 'text/markdown'],
    ['/papers/2509.21519.bib', 'application/x-bibtex'],
    ['/papers/2509.21519.ris', 'application/x-research-info-systems'],
    ['/labs.json', 'application/json'],
    ['/api/search?q=grokking', 'application/json'],
    ['/api/daily_papers', 'application/json'],
    ['/api/papers', 'application/json'],
    ['/api/papers/search?q=grokking', 'application/json'],
    ['/api/papers/2509.21519', 'application/json'],
    ['/sitemap.xml', 'application/xml'],
    ['/robots.txt', 'text/plain'],
    ['/opensearch.xml', 'application/opensearchdescription+xml'],
    ['/openapi.json', 'application/json'],
    ['/health', 'application/json'],
    ['/ready', 'application/json'],
    ['/metrics', 'text/plain'],
  ])('%s is %s', async (path, type) => {
    const response = await get(path)
    expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([200, type])
  })

  it('a paper is Markdown to whoever asks for it', async () => {
    const response = await get('/papers/2509.21519', { accept: 'text/markdown' })
    expect(response.headers.get('content-type')).toMatch(/^text\/markdown/)
    expect(await response.text()).toMatch(/^# Provable Scaling Laws/)
  })

  it.each([
    ['/papers/date/2025-13-40', 400, 'There is no day "2025-13-40"'],
    ['/papers/week/2025-W60', 400, 'There is no week "2025-W60"'],
    ['/papers?q=x&sort=best', 400, '"sort" can be'],
    ['/papers?page=0', 400, 'must be a whole number'],
    ['/papers?page=3', 404, 'there is no page 3'],
    ['/papers/2401.99999', 404, 'not in this collection yet'],
    ['/papers/nonsense', 404, 'is no identifier of a paper'],
    ['/authors/nobody-at-all', 404, 'No paper here is by'],
    ['/categories/zz.ZZ', 404, 'No paper here is in'],
    ['/nowhere', 404, 'No page has this address'],
  ])('%s is refused with %d, a sentence and a way on', async (path, status, sentence) => {
    const response = await get(path)
    const text = (await response.text()).replaceAll('&quot;', '"')
    expect(response.status).toBe(status)
    expect(text.includes(sentence) ? sentence : text.slice(text.indexOf('<main'))).toBe(sentence)
    expect(text).toContain('href="/papers/trending"')
    expect(text).not.toMatch(/\bat \w+ \(|node_modules/)
  })
})

describe('validators', () => {
  it.each(['/', '/papers/trending.rss', '/papers.json', '/labs', '/papers/2509.21519', '/api/daily_papers', '/papers?q=grokking'])('%s need not be sent twice', async (path) => {
    const first = await get(path)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^W\/"/)
    const again = await get(path, { 'if-none-match': tag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    // What an unchanged answer says of itself replaces what the browser has kept: never another content policy.
    expect([null, first.headers.get('content-security-policy')]).toContain(again.headers.get('content-security-policy'))
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('a date will do where a client keeps no tag', async () => {
    const modified = (await get('/papers.atom')).headers.get('last-modified') ?? ''
    expect((await get('/papers.atom', { 'if-modified-since': modified })).status).toBe(304)
    expect((await get('/papers.atom', { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' })).status).toBe(200)
  })

  it('change when the catalogue does, and the page with them', async () => {
    expect((await get('/categories/hep-th')).status).toBe(404)
    const before = (await get('/papers.json')).headers.get('etag') ?? ''
    await site.run(['import', '-', '--format', 'jsonl'], JSON.stringify({ id: 'hep-th/9711200', title: 'A paper that came later', authors: ['L. Ater'], categories: ['hep-th'] }))
    expect((await get('/papers.json', { 'if-none-match': before })).status).toBe(200)
    expect(await (await get('/categories/hep-th')).text()).toContain('A paper that came later')
  })
})

describe('feeds', () => {
  /** Element names and text, or a throw where the XML is not well formed. */
  function read(xml: string): { names: string[]; texts: Map<string, string[]> } {
    const names: string[] = []
    const texts = new Map<string, string[]>()
    const parser = new SaxesParser({ xmlns: false })
    let text = ''
    parser.on('opentag', ({ name }) => {
      names.push(name)
      text = ''
    })
    parser.on('text', (part) => (text += part))
    parser.on('cdata', (part) => (text += part))
    parser.on('closetag', ({ name }) => void texts.set(name, [...(texts.get(name) ?? []), text]))
    parser.write(xml).close()
    return { names, texts }
  }

  it.each([
    ['rss', 'item', 'guid'],
    ['atom', 'entry', 'id'],
  ])('%s is well formed, names every paper once, and escapes what titles hold', async (face, entry, id) => {
    const { names, texts } = read(await (await get(`/papers/date/${EARLIER_DAY}.${face}`)).text())
    expect(names.filter((name) => name === entry)).toHaveLength(3)
    const ids = texts.get(id)!.filter((text) => text.startsWith('urn:offprint:paper:'))
    expect(new Set(ids).size).toBe(3)
    expect(texts.get('title')!.join(' ')).toContain('<script>alert(1)</script>')
  })

  it('a sitemap names every paper', async () => {
    const { texts } = read(await (await get('/sitemap.xml')).text())
    expect(texts.get('loc')).toContain(`${site.url}/papers/cs/0112017`)
    expect(texts.get('loc')!.length).toBeGreaterThanOrEqual(36 + 3)
  })
})

describe('the API', () => {
  it('lists a day in the shape that clients of daily papers read', async () => {
    const items = await json('/api/daily_papers?date=2026-04-14&limit=100')
    expect(items).toHaveLength(36)
    expect(items[0]).toMatchObject({ title: expect.any(String), summary: expect.any(String), numComments: 0, submittedBy: { user: 'founding', name: 'founding' }, paper: { id: '2508.01087', upvotes: 0 } })
    expect(items.every((item: { publishedAt: string }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(item.publishedAt))).toBe(true)
  })

  it('pages, and says where the next page is', async () => {
    const first = await get('/api/daily_papers?date=2026-04-14&limit=20')
    expect(first.headers.get('link')).toBe('</api/daily_papers?date=2026-04-14&limit=20&p=1>; rel="next"')
    const last = await get('/api/daily_papers?date=2026-04-14&limit=20&p=1')
    expect([last.headers.get('link'), (await last.json()).length]).toEqual(['</api/daily_papers?date=2026-04-14&limit=20&p=0>; rel="prev"', 16])
    expect(await json('/api/daily_papers?date=2026-04-14&p=100')).toEqual([])
    expect(await json('/api/daily_papers?date=2020-02-02')).toEqual([])
  })

  it.each([
    ['/api/daily_papers?date=2025-13-40', 400, 'There is no day'],
    ['/api/daily_papers?date=2026-07', 400, 'There is no day'],
    ['/api/daily_papers?limit=101', 400, 'limit: Too big: expected number to be <=100'],
    ['/api/daily_papers?sort=upvotes', 400, 'sort:'],
    ['/api/search?limit=x', 400, 'limit:'],
    ['/api/papers/2401.99999', 404, 'not in this collection'],
    ['/api/papers/1234.56789', 404, 'is no identifier'],
    ['/api/nothing', 404, 'The API has no address'],
    ['/papers/2401.99999.bib', 404, 'not in this collection'],
    ['/papers/trending.bib', 404, 'A list comes as'],
  ])('%s answers %d and one sentence', async (path, status, sentence) => {
    const response = await get(path)
    const body = await response.json()
    expect([response.status, Object.keys(body)]).toEqual([status, ['error']])
    expect(body.error).toContain(sentence)
  })

  it('searches like the command line', async () => {
    const answer = await json('/api/search?q=grokking&limit=1')
    expect(answer).toMatchObject({ query: { text: 'grokking', filters: [], ignored: [] }, total: expect.any(Number), took_ms: expect.any(Number) })
    expect(answer.results).toHaveLength(1)
    expect(answer.results[0]).toMatchObject({ id: '2509.21519', highlight: { title: expect.stringContaining('<mark>Grokking</mark>') } })
    expect(answer).not.toHaveProperty('papers')
  })

  it('describes every address it has', async () => {
    const { paths, openapi } = await json('/openapi.json')
    expect(openapi).toBe('3.1.0')
    for (const path of Object.keys(paths)) expect([path, (await get(path.replace('{id}', '2509.21519'))).status]).toEqual([path, 200])
  })

  it('may be read by scripts of other sites; pages may not', async () => {
    expect((await get('/api/daily_papers')).headers.get('access-control-allow-origin')).toBe('*')
    expect((await get('/')).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('safety', () => {
  it.each(['/', '/papers/2505.00001', '/papers/2311.14646/lab', '/papers?q=%3Cscript%3E', '/nowhere'])('%s allows no script but its own, and holds none', async (path) => {
    const response = await get(path)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).not.toMatch(/'unsafe-eval'/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await response.text()
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(html).not.toMatch(/\son[a-z]+=|\sstyle=/)
  })

  it('answers compressed where that is understood', async () => {
    expect((await get('/', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br')
    expect((await get('/', { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBe('gzip')
    expect((await get('/', { 'accept-encoding': 'identity' })).headers.get('content-encoding')).toBeNull()
    const head = await fetch(`${site.url}/`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('takes no form from another site, and leads to none', async () => {
    const post = (path: string, origin: string, body: Record<string, string>, headers = {}) =>
      fetch(site.url + path, { method: 'POST', redirect: 'manual', headers: { origin, ...headers }, body: new URLSearchParams(body) })
    expect((await post('/theme', 'https://evil.example', { theme: 'dark' })).status).toBe(403)
    const away = await post('/theme', site.url, { theme: 'dark', back: '//evil.example/' })
    expect([away.status, away.headers.get('location')]).toEqual([303, '/'])
    const back = await post('/theme', site.url, { theme: 'dark', back: '/papers/trending' })
    expect(back.headers.get('location')).toBe('/papers/trending')
    expect(back.headers.get('set-cookie')).toMatch(/^theme=dark; .*HttpOnly; SameSite=Lax$/i)
  })

  it('shows metrics to the machine itself and to the owner, not to whom a proxy brings', async () => {
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403)
    const token = readFileSync(join(site.folder, 'owner-token'), 'utf8').trim()
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.9', authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer wrong' })).status).toBe(403)
  })

  it('keeps the owner’s pages and their buttons for the owner', async () => {
    const token = readFileSync(join(site.folder, 'owner-token'), 'utf8').trim()
    const anonymous = await get('/admin/sources')
    expect([anonymous.status, anonymous.headers.get('location')]).toEqual([303, '/admin?to=%2Fadmin%2Fsources'])
    const press = await fetch(`${site.url}/admin/sources?/pause`, { method: 'POST', redirect: 'manual', headers: { origin: site.url, accept: 'text/html' }, body: new URLSearchParams({ job: 'x', paused: 'true' }) })
    expect(press.status).toBe(303)
    const sign = (given: string) => fetch(`${site.url}/admin?/in`, { method: 'POST', redirect: 'manual', headers: { origin: site.url, accept: 'text/html' }, body: new URLSearchParams({ token: given, to: '/admin/sources' }) })
    expect((await sign('guess')).status).toBe(403)
    const signed = await sign(token)
    const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0]
    expect(cookie).not.toContain(token)
    const page = await get('/admin/sources', { cookie })
    expect([page.status, (await page.text()).includes('file:jsonl')]).toEqual([200, true])
  })

  it('says what to do when its port is taken', async () => {
    const port = new URL(site.url).port
    await expect(site.run(['serve', '--port', port])).rejects.toThrow(new RegExp(`ended with 1: .*Port ${port} is in use`, 's'))
  })
})

describe('the limit of the API', () => {
  const ask = (client: string) => get('/api/papers/2509.21519', { 'x-forwarded-for': client })

  it('is told with every answer, refuses the client who exceeds it with advice, and nobody else', async () => {
    const first = await ask('203.0.113.1')
    expect(first.headers.get('ratelimit')).toMatch(new RegExp(`^"api";r=${API_LIMIT - 1};t=\\d+$`))
    expect(first.headers.get('ratelimit-policy')).toBe(`"fixed window";"api";q=${API_LIMIT};w=300`)
    // A client cannot pass for another by writing the header itself: the proxy's own entry is the last.
    // Twice the quota, should a new window begin meanwhile.
    let refused = first
    for (let i = 0; i < 2 * API_LIMIT && refused.status !== 429; i++) refused = await ask(`198.51.100.${i % 250}, 203.0.113.1`)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await refused.json()) as unknown).toEqual({ error: expect.stringContaining('please wait') })
    expect((await ask('203.0.113.2')).status).toBe(200)
    expect((await get('/papers', { 'x-forwarded-for': '203.0.113.1' })).status).toBe(200)
  })
})
