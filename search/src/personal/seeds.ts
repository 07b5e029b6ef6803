/** A first taste from what a person has at hand: ids, names of authors, categories, a BibTeX file. */
import { authorKey, canonicalId, parsePaperId, titleKey, type PaperId } from '@offprint/catalogue'
import type { Db } from '@offprint/store'

export interface TasteSources {
  /** Identifiers in any form, one a string. */
  ids?: readonly string[]
  /** Full names. */
  authors?: readonly string[]
  /** `cs.LG` */
  categories?: readonly string[]
  /** The text of a BibTeX file. */
  bibtex?: string
}

export interface Taste {
  /** Papers of the catalogue, each once, in the order of the sources. */
  papers: PaperId[]
  /** What nothing was found for, as given. */
  unknown: string[]
}

/** An author or a category stands for its newest papers; more of them would drown what was named one by one. */
const PAPERS_PER_AUTHOR = 10
const PAPERS_PER_CATEGORY = 10
const BIBTEX_FIELD = /^\s*(doi|eprint|title|url)\s*=\s*[{"](.*?)[}"]\s*,?\s*$/gim

export async function readTaste(db: Db, sources: TasteSources): Promise<Taste> {
  const papers = new Set<PaperId>()
  const unknown: string[] = []
  const take = (name: string, ids: readonly (string | undefined)[]) => {
    const known = ids.filter((id) => id !== undefined)
    if (known.length === 0) unknown.push(name)
    for (const id of known) papers.add(id as PaperId)
  }
  for (const id of sources.ids ?? []) take(id, [await byId(db, id)])
  for (const name of sources.authors ?? []) take(name, await byAuthor(db, name))
  for (const category of sources.categories ?? []) take(category, await byCategory(db, category))
  for (const entry of bibtexEntries(sources.bibtex ?? '')) take(entry.title ?? entry.ids[0], [await byEntry(db, entry)])
  return { papers: [...papers], unknown }
}

async function byId(db: Db, text: string): Promise<PaperId | undefined> {
  const parsed = parsePaperId(text)
  return parsed && canonicalId(db, parsed.id)
}

async function byAuthor(db: Db, name: string): Promise<string[]> {
  const rows = await db
    .selectFrom('paper_author')
    .innerJoin('paper', 'paper.id', 'paper_author.paper_id')
    .select('paper.id')
    .where('author_key', '=', authorKey(name))
    .orderBy('paper.published', 'desc')
    .limit(PAPERS_PER_AUTHOR)
    .execute()
  return rows.map((row) => row.id)
}

async function byCategory(db: Db, category: string): Promise<string[]> {
  const rows = await db
    .selectFrom('paper_category')
    .innerJoin('paper', 'paper.id', 'paper_category.paper_id')
    .select('paper.id')
    .where('category', '=', category)
    .orderBy('paper.published', 'desc')
    .limit(PAPERS_PER_CATEGORY)
    .execute()
  return rows.map((row) => row.id)
}

interface Entry {
  ids: string[]
  title?: string
}

/** Identifiers and titles of BibTeX entries; whatever else stands in them is passed over. */
export function bibtexEntries(text: string): Entry[] {
  return text
    .split(/^\s*@\w+\s*\{/m)
    .slice(1)
    .flatMap((body) => {
      const entry: Entry = { ids: [] }
      for (const [, name, value] of body.matchAll(BIBTEX_FIELD)) {
        if (name.toLowerCase() === 'title') entry.title = value.replace(/[{}]/g, '')
        else entry.ids.push(value)
      }
      return entry.title !== undefined || entry.ids.length > 0 ? [entry] : []
    })
}

async function byEntry(db: Db, entry: Entry): Promise<string | undefined> {
  for (const text of entry.ids) {
    const id = await byId(db, text)
    if (id) return id
  }
  if (entry.title === undefined) return undefined
  const row = await db.selectFrom('paper').select('id').where('title_key', '=', titleKey(entry.title)).executeTakeFirst()
  return row?.id
}
