/**
 * ETag and Last-Modified of everything made from the catalogue. An answer depends on the catalogue's change number, the
 * address, the day and this build, and on nothing else; so a validator costs one number and is known before rendering.
 */
import { createHash } from 'node:crypto'

export interface State {
  /** The catalogue's change number. */
  change: number
  /** Today, `YYYY-MM-DD` in UTC: titles and the newest edition depend on it. */
  today: string
  /** The site's build. */
  build: string
}

const TAG_LENGTH = 22

/** `parts`: whatever else the answer depends on: the address, the colours, the origin. */
export function entityTag(state: State, parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([state.change, state.today, state.build, ...parts]))
  // Weak, as one tag stands for the plain and the compressed bytes.
  return `W/"${hash.digest('base64url').slice(0, TAG_LENGTH)}"`
}

/** How long a search took: the one thing that differs between two answers that say the same. */
const TIMES = /(?<=\bin |"took_ms":)[\d.]+(?= ms\b|[,}])/g

/** For answers that depend on more than the catalogue: the tag of what they say. */
export function contentTag(body: Uint8Array): string {
  const said = Buffer.from(body).toString('latin1').replace(TIMES, '')
  return `W/"${createHash('sha256').update(said, 'latin1').digest('base64url').slice(0, TAG_LENGTH)}"`
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')

/** RFC 9110 §13: `If-None-Match` decides where it is sent; only without it does `If-Modified-Since` count. */
export function isUnchanged(headers: Headers, tag: string, modified: Date): boolean {
  const known = headers.get('if-none-match')
  if (known !== null) return known.trim() === '*' || known.split(',').some((each) => opaque(each) === opaque(tag))
  const since = Date.parse(headers.get('if-modified-since') ?? '')
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since
}

/**
 * When the catalogue changed, as far as this process can say: the moment it first saw the current change number. That
 * is never earlier than the change itself, so a reader is never told that nothing happened when something did.
 */
export class ChangeClock {
  #seen = -1
  #day = ''
  #at = new Date(0)

  observe(state: State, now: Date): Date {
    if (state.change !== this.#seen || state.today !== this.#day) {
      this.#seen = state.change
      this.#day = state.today
      this.#at = now
    }
    return this.#at
  }
}
