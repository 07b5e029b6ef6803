/**
 * A source on localhost: speaks OAI-PMH, Atom, RSS and Hugging Face's API over an archive, goes wrong on demand and
 * counts violations of the rules of politeness. Used by the tests, and by hand through `npm run simulate`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { answerAtom, answerDailyPapers, answerOai, answerRss, hfItem, type Answer } from './answers.ts'
import type { Archive } from './archive.ts'
import { faultOf, RETRY_AFTER_SECONDS, sendFaulty, type Fault, type FaultPlan } from './faults.ts'
import { Politeness } from './politeness.ts'

export interface SimulatorOptions {
  archive: Archive
  port?: number
  /** Records a page of OAI-PMH. */
  pageSize?: number
  /** The rule whose violations are counted. */
  intervalMs?: number
  faults?: FaultPlan
  /** The server's clock, ISO 8601. */
  now?: () => string
  /** Further answers by path: OpenReview, Crossref, DataCite. */
  routes?: Record<string, (query: URLSearchParams, path: string) => Answer>
  /** Called before each request is answered, with its number from 1: where a test changes the archive while one pages. */
  onRequest?: (request: number) => void
}

export interface Simulator {
  /** `http://127.0.0.1:PORT` */
  origin: string
  politeness: Politeness
  /** Requests so far. */
  readonly requests: number
  /** How often each fault was sent. */
  faultsSent: Partial<Record<Fault, number>>
  /** Paths with their queries, in order. */
  log: string[]
  setFaults(plan: FaultPlan): void
  close(): Promise<void>
}

const NO_FAULTS: FaultPlan = { every: 0, kinds: [] }
const PAGE_SIZE = 1000

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const state = { requests: 0, faults: options.faults ?? NO_FAULTS, faultsSent: {} as Partial<Record<Fault, number>>, log: [] as string[] }
  const politeness = new Politeness(options.intervalMs ?? 0)
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost')
    politeness.arrived(request, url.searchParams, performance.now())
    response.once('close', () => politeness.answered())
    state.requests++
    state.log.push(request.url!)
    options.onRequest?.(state.requests)
    const fault = url.searchParams.has('redirected') ? undefined : faultOf(state.faults, state.requests)
    if (fault) state.faultsSent[fault] = (state.faultsSent[fault] ?? 0) + 1
    const answer = answerTo(url, options, fault)
    if (fault === 'unavailable' || fault === 'too-many') politeness.closedFor(RETRY_AFTER_SECONDS, performance.now())
    void respond(request, response, answer, fault)
  })
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    politeness,
    get requests() {
      return state.requests
    },
    faultsSent: state.faultsSent,
    log: state.log,
    setFaults: (plan) => void (state.faults = plan),
    close: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

function answerTo(url: URL, options: SimulatorOptions, fault: Fault | undefined): Answer {
  const { archive, pageSize = PAGE_SIZE } = options
  const now = options.now?.() ?? new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const query = url.searchParams
  if (url.pathname === '/oai') return answerOai(archive, query, { pageSize, now, reorder: fault === 'reorder', repeat: fault === 'repeat' })
  if (url.pathname === '/api/query') return answerAtom(archive, query)
  if (url.pathname.startsWith('/rss/')) return answerRss(archive, url.pathname.slice('/rss/'.length), now)
  if (url.pathname === '/api/daily_papers') return answerDailyPapers(archive, query, now)
  const paper = /^\/api\/papers\/(.+)$/.exec(url.pathname)
  const record = paper && archive.find(decodeURIComponent(paper[1]))
  if (record) return { status: 200, body: JSON.stringify(hfItem(record).paper) }
  const route = Object.entries(options.routes ?? {}).find(([prefix]) => url.pathname.startsWith(prefix))
  if (route) return route[1](query, url.pathname)
  return { status: 404, body: JSON.stringify({ error: 'Not found' }) }
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answer, fault: Fault | undefined): Promise<void> {
  if (fault && (await sendFaulty(fault, response, answer.body, request.url!))) return
  const etag = `"${createHash('sha256').update(answer.body).digest('base64url').slice(0, 20)}"`
  if (answer.status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end()
    return
  }
  const packed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  const headers = { 'content-type': 'text/xml; charset=utf-8', etag, ...answer.headers }
  response.writeHead(answer.status, packed ? { ...headers, 'content-encoding': 'gzip' } : headers)
  response.end(packed ? gzipSync(answer.body, { level: 1 }) : answer.body)
}
