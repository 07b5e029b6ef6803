/** Papers like one, in its rail. */
import { paperPath } from '@offprint/catalogue'
import type { SimilarPaper } from '@offprint/search'
import { texToHtml } from '../tex/render.ts'
import { shortDate } from './dates.ts'

export interface SimilarView {
  path: string
  titleHtml: string
  /** `Ziyue Li and others, 26 Jun 2025`. */
  byline: string
  /** Words both papers have. */
  shared: string[]
}

export function similarView(similar: readonly SimilarPaper[]): SimilarView[] {
  return similar.map(({ paper, shared }) => {
    const [first, ...others] = paper.authors
    const who = first && (others.length > 0 ? `${first.name} and others` : first.name)
    return {
      path: paperPath(paper.id),
      titleHtml: texToHtml(paper.title, { links: false }),
      byline: [who, paper.published && shortDate(paper.published)].filter(Boolean).join(', '),
      shared,
    }
  })
}
