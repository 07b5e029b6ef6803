/** Figures as SVG text where there is no browser. */
import { parseHTML } from 'linkedom'
import type { Figure } from '../figure.ts'
import { narrowPlot } from '../figure.ts'
import { figureText, pageFigure } from '../figure-text.ts'
import type { DrawOptions, FigureData } from '../render.ts'

/** The figure as one `<svg>` element's text; `print` colours by default, `css` for pages. */
export function figureSvg(figure: Figure, data: FigureData, options: Omit<DrawOptions, 'document'> = {}): string {
  return figureText(figure, data, { ...options, document: emptyDocument() })
}

/** For a page whose width is not known: for a screen and, where there is one, for a phone; the style shows one of them. */
export function pageFigures(figure: Figure, data: FigureData): string {
  return (narrowPlot(figure) ? [false, true] : [false]).map((narrow) => pageFigure(figure, data, emptyDocument(), narrow)).join('')
}

const emptyDocument = (): Document => parseHTML('<!doctype html><html><body></body></html>').document
