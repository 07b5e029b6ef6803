/**
 * Requests to sources: through the host's gate, with a User-Agent that names a contact, packed, conditional where the
 * caller keeps validators, repeated after failures that may pass, and with an end to how long an answer may take.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { unpackGzip } from '../import/gunzip.ts'
import { InputError } from '../item.ts'
import type { Gate } from './gate.ts'
import { backoff, MAX_RETRY_AFTER_MS, retryAfter, type HostPolicy } from './policy.ts'

/** The source refuses or cannot be reached, and asking again now would not help. */
export class SourceError extends Error {
  override name = 'SourceError'
  /** The HTTP status, where there was an answer. */
  readonly status?: number
  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.status = options.status
  }
}

/** The answer was broken in a way that may not happen again; the request is repeated. */
export class TransientError extends Error {
  override name = 'TransientError'
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  /** Unpacked bytes. @throws TransientError where the connection breaks or the packing is damaged */
  body: AsyncIterable<Uint8Array>
}

export interface HttpOptions {
  gate: Gate
  policy: HostPolicy
  /** Sent in the User-Agent: a mail address or page of the keeper's. */
  contact?: string
  signal?: AbortSignal
  /** Told about each failure that is waited out. */
  onRetry?: (retry: { url: string; attempt: number; reason: string; waitMs: number }) => void
  /** In [0, 1); the jitter of the back-off. */
  random?: () => number
}

export interface RequestOptions {
  headers?: Record<string, string>
  /** Statuses that are answers and not failures, besides 200: 304, 404. */
  accept?: readonly number[]
}

/** Redirects followed; each is a request of its own, through the gate of its host. */
const MAX_REDIRECTS = 5
/** Refused as unreasonable rather than tried again. */
const PERMANENT = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429

export const userAgent = (contact?: string) => `Offprint/0.1 (self-hosted daily papers${contact ? `; ${contact}` : ''})`

/**
 * One request, read by `read` while the gate is held. `read` may throw `TransientError` or `InputError` for an answer
 * that is broken; the request is then repeated after the back-off, up to the policy's attempts.
 * @throws SourceError, the signal's reason, and whatever else `read` throws
 */
export async function politeRequest<T>(url: string, options: HttpOptions, read: (answer: Answer) => Promise<T>, request: RequestOptions = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const failure = await attemptOnce(url, options, read, request)
    if ('value' in failure) return failure.value
    const { reason, waitMs } = failure
    const attempts = failure.unreachable ? Math.min(UNREACHABLE_ATTEMPTS, options.policy.attempts) : options.policy.attempts
    if (failure.permanent || attempt >= attempts) throw new SourceError(sentence(url, reason), { status: failure.status, cause: failure.cause })
    if (waitMs > MAX_RETRY_AFTER_MS) throw new SourceError(sentence(url, `asks to wait ${Math.round(waitMs / 60_000)} minutes`), { status: failure.status })
    options.onRetry?.({ url, attempt, reason, waitMs })
  }
}

const sentence = (url: string, reason: string) => `${new URL(url).host} ${reason}.`

/** Without any network a keeper should be told within half a minute; the run goes on where it was. */
const UNREACHABLE_ATTEMPTS = 3

interface Failure {
  reason: string
  waitMs: number
  permanent: boolean
  /** There was no answer at all. */
  unreachable?: boolean
  status?: number
  cause?: unknown
}

async function attemptOnce<T>(url: string, options: HttpOptions, read: (answer: Answer) => Promise<T>, request: RequestOptions): Promise<{ value: T } | Failure> {
  let target = url
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const pass = await options.gate.enter(new URL(target).host, options.policy, options.signal)
    const random = options.random?.() ?? jitter()
    const backedOff = backoff(options.policy, pass.failures + 1, random)
    let status: number | undefined
    let response: IncomingMessage | undefined
    try {
      response = await send(target, options, request)
      status = response.statusCode!
      await pass.answered()
      const verdict = judge(response, request.accept ?? [])
      if (verdict.location) {
        response.destroy()
        await pass.leave({ status, failed: false })
        target = redirectTarget(target, verdict.location)
        continue
      }
      if (verdict.failure) {
        response.destroy()
        // A header that asks for too little is answered with the back-off.
        const waitMs = Math.max(verdict.failure.waitMs, verdict.failure.permanent ? 0 : backedOff)
        await pass.leave({ status, failed: !verdict.failure.permanent, pauseMs: waitMs })
        return { ...verdict.failure, waitMs, status }
      }
      const value = await read({ status, headers: response.headers, body: bodyOf(response) })
      // What was not read must not keep the connection.
      response.destroy()
      await pass.leave({ status, failed: false })
      return { value }
    } catch (error) {
      response?.destroy()
      const passing = isPassing(error) && !options.signal?.aborted
      await pass.leave({ status, failed: passing, pauseMs: passing ? backedOff : 0 })
      options.signal?.throwIfAborted()
      if (!passing) throw error
      return { reason: reasonOf(error), waitMs: backedOff, permanent: false, unreachable: status === undefined, status, cause: error }
    }
  }
  return { reason: 'redirects in a circle', waitMs: 0, permanent: true }
}

/** Not for anything that must be repeatable: it only keeps installations from acting in step. */
const jitter = () => (performance.now() * 7919) % 1

const NETWORK_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'HPE_INVALID_CONSTANT'])
const isPassing = (error: unknown) =>
  error instanceof TransientError || error instanceof InputError || NETWORK_CODES.has((error as NodeJS.ErrnoException).code ?? '') || ((error as NodeJS.ErrnoException).code ?? '').startsWith('HPE_')

const reasonOf = (error: unknown) =>
  error instanceof TransientError || error instanceof InputError
    ? `sent a broken answer: ${error.message.replace(/\.$/, '')}`
    : `cannot be reached (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`

interface Verdict {
  location?: string
  failure?: Omit<Failure, 'status' | 'cause'>
}

function judge(response: IncomingMessage, accept: readonly number[]): Verdict {
  const status = response.statusCode!
  if (status === 200 || accept.includes(status)) return {}
  if ([301, 302, 303, 307, 308].includes(status) && response.headers.location) return { location: response.headers.location }
  const asked = retryAfter(response.headers['retry-after'], response.headers.date, Date.now())
  return { failure: { reason: `answers with status ${status}${response.statusMessage ? ` (${response.statusMessage})` : ''}`, waitMs: asked ?? 0, permanent: PERMANENT(status) } }
}

function redirectTarget(from: string, location: string): string {
  if (!URL.canParse(location, from)) throw new SourceError(sentence(from, 'redirects to something that is no address'))
  const to = new URL(location, from)
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.startsWith('http:'))) throw new SourceError(sentence(from, `redirects to ${to.protocol}//, which is not followed`))
  return to.href
}

function send(url: string, { contact, policy, signal }: HttpOptions, request: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const begin = url.startsWith('https:') ? httpsRequest : httpRequest
    const outgoing = begin(url, {
      headers: { 'user-agent': userAgent(contact), 'accept-encoding': 'gzip', ...request.headers },
      signal,
      // A connection of its own for each request: none stays open between them.
      agent: false,
    })
    const deadline = setTimeout(() => outgoing.destroy(new TransientError(`no whole answer within ${policy.deadlineMs / 1000} seconds`)), policy.deadlineMs)
    outgoing.once('close', () => clearTimeout(deadline))
    outgoing.once('error', reject)
    outgoing.once('response', (response: IncomingMessage) => {
      outgoing.on('error', (error) => response.destroy(error))
      resolve(response)
    })
    outgoing.end()
  })
}

async function* bodyOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    const raw = response as AsyncIterable<Uint8Array>
    yield* response.headers['content-encoding'] === 'gzip' ? unpackGzip(raw, 'The answer') : raw
    if (!response.complete) throw new TransientError('the connection broke in the middle')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') throw new TransientError('the connection broke in the middle', { cause: error })
    throw error
  }
}

/** The body as text. @throws TransientError where it is longer than `limit` bytes or not UTF-8 */
export async function readText(answer: Answer, limit = 64 * 2 ** 20): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of answer.body) {
    bytes += part.length
    if (bytes > limit) throw new TransientError(`the answer is longer than ${limit / 2 ** 20} MiB`)
    parts.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))
  } catch {
    throw new TransientError('the answer is not UTF-8')
  }
}

/** The body as JSON. @throws TransientError where it is none */
export async function readJson(answer: Answer): Promise<unknown> {
  const text = await readText(answer)
  try {
    return JSON.parse(text)
  } catch {
    throw new TransientError('the answer is not JSON')
  }
}
