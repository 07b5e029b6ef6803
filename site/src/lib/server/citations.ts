import { citePaper, paperPath, type Paper } from '@offprint/catalogue'
import type { Citation } from '../view/paper.ts'

const FORMATS = [
  { format: 'bibtex', label: 'BibTeX', face: 'bib' },
  { format: 'ris', label: 'RIS', face: 'ris' },
  { format: 'csl', label: 'CSL JSON', face: undefined },
] as const

export function citationsOf(paper: Paper): Promise<Citation[]> {
  return Promise.all(
    FORMATS.map(async ({ format, label, face }) => ({
      format,
      label,
      text: (await citePaper(paper, format)).trim(),
      path: face ? `${paperPath(paper.id)}.${face}` : '',
    })),
  )
}
