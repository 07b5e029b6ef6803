/**
 * Words as numbers. A text is cut into words by one pass over its UTF-16 units, and each word is looked up in a table of
 * our own: no string is made and nothing is matched, which is what cutting abstracts by regular expressions costs.
 * About six times as fast; `tokens.ts` says what a word is, and a test compares the two.
 *
 * Ids are dense from 0 and hold until the lexicon is cleared, which only happens between texts and raises `generation`:
 * who keeps values by id must look at that first.
 */
import { stemmer } from 'stemmer'
import { STOP_WORDS } from './stop-words.ts'

/** Longer runs are not words but noise (base64, DNA, a pasted URL); cut so that no stemmer meets them whole. */
const MAX_WORD_LENGTH = 64
/** Words remembered before the lexicon starts anew. The corpus of 92,000 abstracts has about 190,000 distinct words. */
const MOST_WORDS = 250_000
/** Places of the table when it is new; it doubles when half full. */
const FIRST_PLACES = 1 << 13

/** What a UTF-16 unit of a folded text is. */
const UNKNOWN = 0
const BETWEEN = 1
const LETTER = 2
/** A unit that one pass cannot decide on: half a surrogate pair, or a script without spaces. */
const HARD = 3

const WORD_UNIT = /[\p{L}\p{N}\p{M}]/u
const HARD_UNIT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\ud800-\udfff]/u

const kinds = new Uint8Array(65_536)

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit)
  return (kinds[unit] = HARD_UNIT.test(character) ? HARD : WORD_UNIT.test(character) ? LETTER : BETWEEN)
}

/** Whether a unit is part of a word of any script; half a surrogate pair does not say, and counts as none. */
export function isWordUnit(unit: number): boolean {
  const kind = kinds[unit] === UNKNOWN ? kindOf(unit) : kinds[unit]
  return kind === LETTER || (kind === HARD && WORD_UNIT.test(String.fromCharCode(unit)))
}

/** Lower-cased word characters of ASCII; 0 for the others. */
const asciiWord = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit).toLowerCase()
  return /[a-z0-9]/.test(character) ? character.charCodeAt(0) : 0
})

/** FNV-1a's step (Fowler, Noll, Vo), 32 bits. */
const mixed = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

/** Where a look-up begins; `places` is a power of two. */
const placeOf = (hash: number, places: number): number => (hash ^ (hash >>> 15)) & (places - 1)

class Lexicon {
  /** Raised whenever ids begin anew. */
  generation = 0
  /** By id: the search term, '' for a stop word. */
  readonly terms: string[] = []
  /** Ids of the text that was cut last; as many as `cut` returned. */
  ids = new Int32Array(1024)
  #table = new Int32Array(FIRST_PLACES).fill(-1)
  #hashes = new Int32Array(FIRST_PLACES)
  /** Units of all words, one after the other; word `id` begins at `#starts[id]`. */
  #units = new Uint16Array(1 << 16)
  #starts = new Int32Array(FIRST_PLACES)
  readonly #word = new Uint16Array(MAX_WORD_LENGTH)

  /** Called before all ids end: the last moment to turn what is kept by id into words. */
  readonly beforeClear = new Set<() => void>()
  /** The text whose words stand in `ids`, and how many; several users in turn then cut it once. */
  #last = ''
  #lastCount = 0

  /**
   * Cuts a text, folded or pure ASCII, into words; their ids stand in `ids` until the next call.
   * @returns the number of words, or −1 for a text that takes more than one look at a unit
   */
  cut(text: string): number {
    if (text !== this.#last) {
      if (this.terms.length >= MOST_WORDS) this.#clear()
      this.#lastCount = this.#cut(text)
      this.#last = text
    }
    return this.#lastCount
  }

  #cut(text: string): number {
    const word = this.#word
    let count = 0
    let length = 0
    let hash = 0
    for (let at = 0, end = text.length; at <= end; at++) {
      const unit = at < end ? text.charCodeAt(at) : 0
      let letter = 0
      if (unit < 128) letter = asciiWord[unit]
      else {
        const kind = kinds[unit] === UNKNOWN ? kindOf(unit) : kinds[unit]
        if (kind === HARD) return -1
        if (kind === LETTER) letter = unit
      }
      if (letter !== 0) {
        if (length < MAX_WORD_LENGTH) {
          word[length++] = letter
          hash = mixed(hash, letter)
        }
      } else if (length > 0) {
        if (count === this.ids.length) this.ids = grown(this.ids)
        this.ids[count++] = this.#lookUp(length, hash)
        length = 0
        hash = 0
      }
    }
    return count
  }

  /** The id of one folded word; of a long one's first 64 units. */
  idOf(text: string): number {
    if (this.terms.length >= MOST_WORDS) this.#clear()
    const length = Math.min(text.length, MAX_WORD_LENGTH)
    let hash = 0
    for (let i = 0; i < length; i++) {
      this.#word[i] = text.charCodeAt(i)
      hash = mixed(hash, this.#word[i])
    }
    return this.#lookUp(length, hash)
  }

  /** The word of an id, cut to 64 units. */
  wordOf(id: number): string {
    return String.fromCharCode(...this.#units.subarray(this.#starts[id], this.#starts[id + 1]))
  }

  #lookUp(length: number, hash: number): number {
    const mask = this.#table.length - 1
    let place = placeOf(hash, this.#table.length)
    for (let id = this.#table[place]; id >= 0; id = this.#table[place]) {
      if (this.#hashes[id] === hash && this.#isWord(id, length)) return id
      place = (place + 1) & mask
    }
    return this.#add(place, length, hash)
  }

  #isWord(id: number, length: number): boolean {
    const start = this.#starts[id]
    if (this.#starts[id + 1] - start !== length) return false
    for (let i = 0; i < length; i++) if (this.#units[start + i] !== this.#word[i]) return false
    return true
  }

  #add(place: number, length: number, hash: number): number {
    const id = this.terms.length
    const start = this.#starts[id]
    while (start + length > this.#units.length) this.#units = grown(this.#units)
    this.#units.set(this.#word.subarray(0, length), start)
    this.#table[place] = id
    this.#hashes[id] = hash
    this.#starts[id + 1] = start + length
    const text = this.wordOf(id)
    this.terms.push(STOP_WORDS.has(text) ? '' : stemmer(text))
    if (2 * (id + 2) > this.#table.length) this.#widen()
    return id
  }

  #widen(): void {
    const places = 2 * this.#table.length
    this.#table = new Int32Array(places).fill(-1)
    this.#hashes = grown(this.#hashes)
    this.#starts = grown(this.#starts)
    for (let id = 0; id < this.terms.length; id++) {
      const hash = this.#hashes[id]
      let place = placeOf(hash, places)
      while (this.#table[place] >= 0) place = (place + 1) & (places - 1)
      this.#table[place] = id
    }
  }

  #clear(): void {
    for (const act of this.beforeClear) act()
    this.#last = ''
    this.#lastCount = 0
    this.#table.fill(-1)
    this.terms.length = 0
    this.generation++
  }
}

/** A copy with twice the room. */
export function grown<T extends Int32Array | Uint32Array | Uint16Array>(array: T): T {
  const next = new (array.constructor as new (length: number) => T)(2 * array.length)
  next.set(array)
  return next
}

/** The process's lexicon. */
export const lexicon = new Lexicon()

/** A number for each word, worked out once a word and begun anew with the lexicon. */
export class ByWord {
  readonly #of: (word: string, term: string) => number
  #values = new Int32Array(1024)
  /** Values are known below this id. */
  #known = 0
  #generation = lexicon.generation

  constructor(of: (word: string, term: string) => number) {
    this.#of = of
  }

  /** Values by id, for every id that the lexicon has given out. Ask after each `cut`. */
  values(): Int32Array {
    if (this.#generation !== lexicon.generation) {
      this.#generation = lexicon.generation
      this.#known = 0
    }
    const count = lexicon.terms.length
    while (count > this.#values.length) this.#values = grown(this.#values)
    for (; this.#known < count; this.#known++) this.#values[this.#known] = this.#of(lexicon.wordOf(this.#known), lexicon.terms[this.#known])
    return this.#values
  }
}
