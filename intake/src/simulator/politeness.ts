/** Counts what a source would complain about. */
import type { IncomingMessage } from 'node:http'

export interface Violations {
  /** Requests that came sooner after the last than the rule allows. */
  tooSoon: number
  /** Requests that came while another was being answered. */
  parallel: number
  /** Requests that came before a Retry-After was over. */
  ignoredRetryAfter: number
  /** Requests without a User-Agent that names the program and a contact. */
  anonymous: number
  /** OAI-PMH requests with `until`, or a token beside other arguments. */
  malformed: number
}

export class Politeness {
  readonly violations: Violations = { tooSoon: 0, parallel: 0, ignoredRetryAfter: 0, anonymous: 0, malformed: 0 }
  readonly #intervalMs: number
  #last = Number.NEGATIVE_INFINITY
  #open = 0
  #closedUntil = Number.NEGATIVE_INFINITY

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** A request has arrived at `now` (milliseconds of a clock that never goes back). */
  arrived(request: IncomingMessage, query: URLSearchParams, now: number): void {
    // Timers round to whole milliseconds.
    if (now - this.#last < this.#intervalMs - 1) this.violations.tooSoon++
    if (this.#open > 0) this.violations.parallel++
    if (now < this.#closedUntil - 1) this.violations.ignoredRetryAfter++
    if (!/^Offprint\/\S+ \(.*\S.*\)$/.test(request.headers['user-agent'] ?? '')) this.violations.anonymous++
    if (query.has('until') || (query.has('resumptionToken') && query.has('metadataPrefix'))) this.violations.malformed++
    this.#last = now
    this.#open++
  }
  answered(): void {
    this.#open--
  }
  closedFor(seconds: number, now: number): void {
    this.#closedUntil = now + seconds * 1000
  }
  get total(): number {
    return Object.values(this.violations).reduce((sum, count) => sum + count, 0)
  }
}
