/**
 * Rendered answers, kept while the catalogue does not change. Only answers that are the same for every reader go in;
 * each is compressed once per encoding, when somebody first asks for it.
 */
import { compress, type Encoding } from './compress.ts'
import { LruMap } from './lru.ts'

export interface CachedAnswer {
  tag: string
  headers: [string, string][]
  body: Uint8Array
  encoded: Map<Encoding, Promise<Uint8Array>>
}

/** With 100 KB a page and both encodings, about 50 MB when full. */
const KEPT_ANSWERS = 400

export class PageCache {
  readonly #answers = new LruMap<string, CachedAnswer>(KEPT_ANSWERS)

  /** The answer under this key, if it was made in the state that `tag` names. */
  get(key: string, tag: string): CachedAnswer | undefined {
    const answer = this.#answers.get(key)
    return answer?.tag === tag ? answer : undefined
  }

  set(key: string, answer: Omit<CachedAnswer, 'encoded'>): CachedAnswer {
    const kept = { ...answer, encoded: new Map() }
    this.#answers.set(key, kept)
    return kept
  }
}

export function encodedBody(answer: CachedAnswer, encoding: Encoding): Promise<Uint8Array> {
  let body = answer.encoded.get(encoding)
  if (!body) {
    body = compress(answer.body, encoding)
    answer.encoded.set(encoding, body)
  }
  return body
}
