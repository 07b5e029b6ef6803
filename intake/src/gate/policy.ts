/** How a remote host wants to be treated. Pure. */

export interface HostPolicy {
  /** Least time between the end of one request's answer head and the start of the next. */
  intervalMs: number
  /** How long a holder's connection counts as alive without a sign of life. */
  leaseMs: number
  /** First pause after a failure; doubles with each further one. */
  backoffMs: number
  /** No pause is longer, unless the host itself asks for it. */
  maxBackoffMs: number
  /** Attempts at one request before the run gives up; it can be resumed later. */
  attempts: number
  /** Whole time one answer may take: a source that drips one byte a second would hold the gate for ever. */
  deadlineMs: number
}

/** arXiv: "no more than one request every three seconds, … a single connection at a time" (https://info.arxiv.org/help/api/tou.html). */
export const ARXIV_POLICY: HostPolicy = { intervalMs: 3_000, leaseMs: 20_000, backoffMs: 10_000, maxBackoffMs: 600_000, attempts: 8, deadlineMs: 600_000 }

/** Hugging Face allows 500 API requests in 300 seconds to the unknown (its rate-limit documentation): half of that. */
export const HUGGINGFACE_POLICY: HostPolicy = { intervalMs: 1_200, leaseMs: 20_000, backoffMs: 5_000, maxBackoffMs: 600_000, attempts: 6, deadlineMs: 120_000 }

/** Hosts that publish no figure get one request a second. */
export const DEFAULT_POLICY: HostPolicy = { intervalMs: 1_000, leaseMs: 20_000, backoffMs: 5_000, maxBackoffMs: 600_000, attempts: 6, deadlineMs: 120_000 }

/** The longest wait a host may ask for by Retry-After; beyond it the run ends and is resumed by the next. */
export const MAX_RETRY_AFTER_MS = 3_600_000

/**
 * The pause after the n-th failure in a row: exponential with full jitter between half and all of it, so that several
 * installations that failed together do not come back together. `random` is in [0, 1).
 */
export function backoff(policy: HostPolicy, failures: number, random: number): number {
  const full = Math.min(policy.maxBackoffMs, policy.backoffMs * 2 ** Math.max(0, failures - 1))
  return Math.round(full / 2 + (full / 2) * random)
}

/**
 * Milliseconds that a Retry-After header asks for: seconds, or a date. A date is measured against the answer's own
 * Date header, as the server's clock may be minutes off ours. Undefined where the header says nothing usable.
 */
export function retryAfter(header: string | null | undefined, date: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000
  const until = Date.parse(header)
  if (Number.isNaN(until)) return undefined
  const reference = Date.parse(date ?? '')
  return Math.max(0, until - (Number.isNaN(reference) ? now : reference))
}
