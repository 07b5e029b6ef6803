/** A paper as lists show it: everything rendered and escaped once, so that a page only puts pieces together. */
import { paperPath, type Paper } from '@offprint/catalogue'
import { texToHtml, texToText } from '../tex/render.ts'
import type { Marker } from '../tex/render.ts'
import { shortDate } from './dates.ts'
import type { LabView } from './lab.ts'
import { authorPath } from './paths.ts'

export interface CardView {
  id: string
  /** Id of the element, for `#…` and the keyboard. */
  anchor: string
  path: string
  /** Safe HTML without links. */
  titleHtml: string
  titleText: string
  /** Safe HTML; undefined where neither abstract nor summary is known. */
  abstractHtml?: string
  /** True where the text is a summary in our words rather than the abstract. */
  ours: boolean
  authors: { name: string; path: string }[]
  organisation?: { name: string; path: string; initial: string }
  published?: { text: string; iso: string }
  category?: string
  venue?: string
  withdrawn: boolean
  upvotes: number
  /** Counted where the paper was listed before; never added to ours. */
  importedUpvotes: number
  comments: number
  similarPath: string
  lab?: LabView
}

/** `mark` underlines what a search looked for; `excerpt` stands in for the whole abstract. */
export function cardView(paper: Paper, lab?: LabView, mark?: Marker, excerpt?: string): CardView {
  const path = paperPath(paper.id)
  const text = excerpt ?? paper.abstract ?? paper.summary
  return {
    id: paper.id,
    anchor: `paper-${paper.id.replaceAll(/[^\w.-]+/g, '-')}`,
    path,
    titleHtml: texToHtml(paper.title, { links: false, mark }),
    titleText: texToText(paper.title),
    abstractHtml: text === undefined ? undefined : texToHtml(text, { mark }),
    ours: paper.abstract === undefined && paper.summary !== undefined,
    authors: paper.authors.map(({ name }) => ({ name, path: authorPath(name) })),
    organisation: paper.organisation && {
      name: paper.organisation.name,
      path: `/organizations/${encodeURIComponent(paper.organisation.slug)}`,
      initial: [...paper.organisation.name][0]?.toUpperCase() ?? '·',
    },
    published: paper.published ? { text: shortDate(paper.published), iso: paper.published } : undefined,
    category: paper.categories[0],
    venue: paper.venue,
    withdrawn: paper.withdrawn,
    upvotes: paper.upvotes,
    importedUpvotes: paper.importedUpvotes,
    comments: paper.comments + paper.importedComments,
    similarPath: `/papers?q=${encodeURIComponent(`like:${paper.id}`)}`,
    lab,
  }
}
