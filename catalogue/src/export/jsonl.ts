/** A paper as one line of JSON, in the shape that importers read; a whole catalogue as such lines. */
import type { Db } from '@offprint/store'
import type { Paper } from '../paper/paper.ts'
import { aliasesOf, selectPapers } from '../paper/paper.repository.ts'
import { paperFromRow, type PaperRow } from '../paper/paper.table.ts'

/** Papers read per step: bounds memory, whatever the catalogue's size. */
const EXPORT_BATCH = 1_000

const nonEmpty = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined)

/** The exported fields in their fixed order; fields without a value are left out by `JSON.stringify`. */
export function toExport(paper: Paper): Record<string, unknown> {
  return {
    id: paper.id,
    title: paper.title,
    abstract: paper.abstract,
    summary: paper.summary,
    authors: nonEmpty(paper.authors),
    categories: nonEmpty(paper.categories),
    published: paper.published,
    updated: paper.updated,
    announcedOn: paper.announcedOn,
    listedOn: paper.listedOn,
    listedBy: paper.listedBy,
    organisation: paper.organisation,
    links: nonEmpty(paper.links),
    doi: paper.doi,
    journalRef: paper.journalRef,
    comment: paper.comment,
    licence: paper.licence,
    versions: nonEmpty(paper.versions),
    keywords: nonEmpty(paper.keywords),
    venue: paper.venue,
    withdrawn: paper.withdrawn || undefined,
    importedUpvotes: paper.importedUpvotes || undefined,
    importedComments: paper.importedComments || undefined,
    aliases: nonEmpty(paper.aliases),
  }
}

export const toJsonLine = (paper: Paper): string => `${JSON.stringify(toExport(paper))}\n`

/** Every paper in the order of ids, a line each. */
export async function* exportJsonLines(db: Db): AsyncGenerator<string> {
  let last = ''
  for (;;) {
    const rows = (await selectPapers(db).where('paper.id', '>', last).orderBy('paper.id').limit(EXPORT_BATCH).execute()) as PaperRow[]
    if (rows.length === 0) return
    const aliases = await aliasesOf(db, rows.map((row) => row.id))
    yield rows.map((row) => toJsonLine(paperFromRow(row, aliases.get(row.id)))).join('')
    last = rows.at(-1)!.id
  }
}
