/** Figures as SVG text in a Web Worker, which has no document: drawn there, they never hold up the page. */
import { parseHTML } from 'linkedom/worker'
import type { Figure } from './figure.ts'
import { figureText, withoutGroupLabels } from './figure-text.ts'
import type { FigureData } from './mark-rows.ts'

/** In the page's colours, ready to be put into it. */
export function pageFigure(figure: Figure, data: FigureData): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  return withoutGroupLabels(figureText(figure, data, { colours: 'css', document }))
}
