/**
 * Exact things first: a text that is an identifier, a whole title or a person's name is answered by what it names,
 * before anything that merely resembles it. The catalogue's own indices know all three.
 */
import { authorKey, canonicalId, parsePaperId, titleKey, type PaperId } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import { distanceWithin } from '../spelling/suggest.ts'
import type { Why } from './types.ts'

/** Papers of a person that are put first; the rest follow in the ranking. */
const AUTHOR_PAPERS = 100
/** A title key this short ("GAN", "BERT") names many things; the ranking decides among them. */
const SHORTEST_TITLE_KEY = 8

export interface ExactMatch {
  ids: PaperId[]
  why: Why
}

/** Parts of the longest name worth asking for: a request is not a name. */
const MOST_NAME_PARTS = 8

/**
 * The papers that a query names, or undefined: identifiers and titles name one paper (or its namesakes), a name all of a
 * person's.
 * @param question as typed
 * @param subject without request words; meant where the question names nothing
 */
export async function exactMatch(db: Db, question: string, subject: string): Promise<ExactMatch | undefined> {
  const texts = [...new Set([question.trim(), subject.trim()])].filter((text) => text !== '')
  for (const text of texts) {
    const parsed = parsePaperId(text)
    const id = parsed && (await canonicalId(db, parsed.id))
    if (id) return { ids: [id], why: 'id' }
  }
  return (await titled(db, texts.map(titleKey))) ?? (await writtenBy(db, texts.map(authorKey)))
}

async function titled(db: Db, all: readonly string[]): Promise<ExactMatch | undefined> {
  const keys = all.filter((key) => key.length >= SHORTEST_TITLE_KEY)
  if (keys.length === 0) return undefined
  const rows = await db.selectFrom('paper').select(['id', 'title_key']).where('title_key', 'in', keys).orderBy('published', 'desc').orderBy('id').limit(20).execute()
  for (const key of keys) {
    const named = rows.filter((row) => row.title_key === key)
    if (named.length > 0) return { ids: named.map((row) => row.id as PaperId), why: 'title' }
  }
  for (const key of keys) {
    const near = await nearTitle(db, key)
    if (near) return { ids: [near], why: 'title' }
  }
  return undefined
}

async function writtenBy(db: Db, all: readonly string[]): Promise<ExactMatch | undefined> {
  const names = all.filter((key) => key.includes('-') && key.split('-').length <= MOST_NAME_PARTS)
  if (names.length === 0) return undefined
  const rows = await db
    .selectFrom('paper_author')
    .innerJoin('paper', 'paper.id', 'paper_author.paper_id')
    .select(['paper.id', 'author_key'])
    .where('author_key', 'in', names)
    .orderBy('paper.published', 'desc')
    .orderBy('paper.id')
    .limit(AUTHOR_PAPERS)
    .execute()
  for (const name of names) {
    const theirs = rows.filter((row) => row.author_key === name)
    if (theirs.length > 0) return { ids: [...new Set(theirs.map((row) => row.id as PaperId))], why: 'author' }
  }
  return undefined
}

/** Letters with which a title must begin as typed: the index finds these. Most errors further on are mended below. */
const SURE_LETTERS = 10
/** One error in so many letters, and a few at most: beyond, it is another title. */
const LETTERS_PER_ERROR = 12
const MOST_ERRORS = 4
/** Titles that begin alike and are compared. */
const MOST_ALIKE = 200

/** The paper whose whole title is meant by one with typing errors. */
async function nearTitle(db: Db, key: string): Promise<PaperId | undefined> {
  const errors = Math.min(MOST_ERRORS, Math.floor(key.length / LETTERS_PER_ERROR))
  if (key.length < SURE_LETTERS * 1.5 || errors === 0) return undefined
  const begin = key.slice(0, SURE_LETTERS)
  const rows = await db.selectFrom('paper').select(['id', 'title_key']).where('title_key', '>=', begin).where('title_key', '<=', `${begin}zzzz`).orderBy('title_key').limit(MOST_ALIKE).execute()
  for (let most = 1; most <= errors; most++) {
    const found = rows.find((row) => Math.abs(row.title_key.length - key.length) <= most && distanceWithin(row.title_key, key, most))
    if (found) return found.id as PaperId
  }
  return undefined
}
