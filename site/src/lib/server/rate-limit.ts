/**
 * How often one client may ask the API: so many requests within a fixed window, told in the headers `RateLimit` and
 * `RateLimit-Policy` of every answer in the form that clients of Hugging Face's API read.
 */
import { LruMap } from './lru.ts'

/** The window that clients expect (hf-api, "rate limits"). */
export const WINDOW_SECONDS = 300
/** Clients remembered: those who asked last. About 2 MB. */
const MOST_CLIENTS = 10_000

export interface Verdict {
  allowed: boolean
  /** For the answer, refused or not. */
  headers: Record<string, string>
}

/** Counts requests by client. Pure but for its memory: the caller says what time it is. */
export class RateLimit {
  readonly #name: string
  readonly #quota: number
  readonly #clients = new LruMap<string, { window: number; used: number }>(MOST_CLIENTS)

  /** @param quota requests a window; 0 for no limit */
  constructor(name: string, quota: number) {
    this.#name = name
    this.#quota = quota
  }

  /** Takes one request of a client into account. */
  take(client: string, now: Date): Verdict {
    if (this.#quota === 0) return { allowed: true, headers: {} }
    const seconds = now.getTime() / 1000
    const window = Math.floor(seconds / WINDOW_SECONDS)
    const known = this.#clients.get(client)
    const entry = known?.window === window ? known : { window, used: 0 }
    entry.used++
    this.#clients.set(client, entry)
    const allowed = entry.used <= this.#quota
    const left = Math.max(0, this.#quota - entry.used)
    const wait = Math.max(1, Math.ceil((window + 1) * WINDOW_SECONDS - seconds))
    return {
      allowed,
      headers: {
        ratelimit: `"${this.#name}";r=${left};t=${wait}`,
        'ratelimit-policy': `"fixed window";"${this.#name}";q=${this.#quota};w=${WINDOW_SECONDS}`,
        ...(allowed ? {} : { 'retry-after': String(wait) }),
      },
    }
  }
}
