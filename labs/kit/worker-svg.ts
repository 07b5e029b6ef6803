/** Figures as SVG text in a Web Worker, which has no document: drawn there, they never hold up the page. */
import { parseHTML } from 'linkedom/worker'
import type { Figure } from './figure.ts'
import { pageFigure } from './figure-text.ts'
import type { FigureData } from './mark-rows.ts'

export function workerFigure(figure: Figure, data: FigureData, narrow: boolean): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  return pageFigure(figure, data, document, narrow)
}
