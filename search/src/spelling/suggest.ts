/**
 * Known words one or two typing errors away from an unknown one (Damerau–Levenshtein: a letter left out, put in,
 * replaced, or two neighbours swapped). Pure.
 */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
/** Neighbours on a QWERTY keyboard: half of all wrong letters are one of these. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
/** Shorter words have too many neighbours for any of them to be meant. */
const SHORTEST = 4
/** From this length on, two errors in one word are looked for. */
const SHORTEST_FOR_TWO = 7
/** Words rarer than this are as likely misprints themselves when two errors away. */
const LEAST_PAPERS_FOR_TWO = 5

export interface Suggestion {
  word: string
  /** Log of the word's papers less the cost of the errors; higher is likelier. */
  score: number
  /** Typing errors between the two: 1 or 2. */
  errors: 1 | 2
}

/** What each kind of error costs, in nats: people swap and drop letters more often than they mistake the first one. */
const COST = { swap: 0.5, drop: 1, extra: 1, near: 1, far: 1.8, first: 1.5, second: 3 }

function near(a: string, b: string): boolean {
  for (const [row, keys] of ROWS.entries()) {
    const at = keys.indexOf(a)
    if (at < 0) continue
    for (const [other, otherKeys] of ROWS.entries()) {
      const to = otherKeys.indexOf(b)
      if (to >= 0 && Math.abs(row - other) <= 1 && Math.abs(at - to) <= 1) return true
    }
  }
  return false
}

/** Every string one error away, with the error's cost; the least where several errors give the same string. */
function oneError(word: string): Map<string, number> {
  const found = new Map<string, number>()
  const offer = (text: string, cost: number) => {
    if (text !== word && cost < (found.get(text) ?? Infinity)) found.set(text, cost)
  }
  for (let at = 0; at <= word.length; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at)]
    const first = at === 0 ? COST.first : 0
    if (tail.length > 1) offer(head + tail[1] + tail[0] + tail.slice(2), COST.swap + first)
    if (tail !== '') offer(head + tail.slice(1), COST.extra + first)
    for (const letter of LETTERS) {
      offer(head + letter + tail, COST.drop + first)
      if (tail !== '') offer(head + letter + tail.slice(1), (near(tail[0], letter) ? COST.near : COST.far) + first)
    }
  }
  return found
}

interface KnownWord {
  word: string
  count: number
  /** Bit i: the word has letter i of the alphabet. */
  letters: number
}

const lettersOf = (word: string): number => {
  let letters = 0
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) - 97)
  return letters
}

const byBeginning = new WeakMap<ReadonlyMap<string, number>, Map<string, KnownWord[]>>()

/** The words that may be two errors away, by their first letter; listed once a vocabulary, in about 10 ms for 190,000. */
function wordsBeginning(letter: string, papers: ReadonlyMap<string, number>): readonly KnownWord[] {
  let known = byBeginning.get(papers)
  if (!known) {
    byBeginning.set(papers, (known = new Map()))
    for (const [word, count] of papers) {
      if (count < LEAST_PAPERS_FOR_TWO || word.length < SHORTEST_FOR_TWO - 2) continue
      const words = known.get(word[0])
      const one = { word, count, letters: lettersOf(word) }
      if (words) words.push(one)
      else known.set(word[0], [one])
    }
  }
  return known.get(letter) ?? []
}

/** One error changes at most two letters' presence (one put in the place of another), so two change four. */
function mayBeTwoErrors(a: number, b: number): boolean {
  let differing = a ^ b
  for (let most = 4; most > 0; most--) differing &= differing - 1
  return differing === 0
}

/**
 * Known words near an unknown one, likeliest first, at most `limit`.
 * @param papers papers by word; not changed afterwards
 */
export function suggest(word: string, papers: ReadonlyMap<string, number>, limit = 4): Suggestion[] {
  if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) return []
  const found: Suggestion[] = []
  for (const [text, cost] of oneError(word)) {
    const count = papers.get(text)
    if (count !== undefined) found.push({ word: text, score: Math.log(count) - cost, errors: 1 })
  }
  if (found.length === 0 && word.length >= SHORTEST_FOR_TWO) {
    const letters = lettersOf(word)
    for (const known of wordsBeginning(word[0], papers)) {
      if (Math.abs(known.word.length - word.length) <= 2 && mayBeTwoErrors(known.letters, letters) && distanceWithin(word, known.word, 2)) {
        found.push({ word: known.word, score: Math.log(known.count) - COST.second, errors: 2 })
      }
    }
  }
  return found.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1)).slice(0, limit)
}

/** `selfsupervised` as `self supervised`, where both parts are words of their own; the split whose rarer part is commonest. */
export function splitWord(word: string, papers: ReadonlyMap<string, number>): [string, string] | undefined {
  let best: { parts: [string, string]; count: number } | undefined
  for (let at = 3; at <= word.length - 3; at++) {
    const parts: [string, string] = [word.slice(0, at), word.slice(at)]
    const count = Math.min(papers.get(parts[0]) ?? 0, papers.get(parts[1]) ?? 0)
    if (count >= LEAST_PAPERS_FOR_TWO && count > (best?.count ?? 0)) best = { parts, count }
  }
  return best?.parts
}

/** Whether two words are at most `most` errors apart (optimal string alignment, only the band of the matrix that matters). */
export function distanceWithin(a: string, b: string, most: number): boolean {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1)
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return false
    before = last
    last = row
  }
  return last[b.length] <= most
}
