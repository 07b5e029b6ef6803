/** Figures as SVG text where there is no browser. */
import { parseHTML } from 'linkedom'
import type { Figure } from '../figure.ts'
import { drawFigure } from '../render.ts'
import type { DrawOptions, FigureData } from '../render.ts'

/** Coordinates are drawn to a hundredth of a pixel. */
const LONG_DECIMALS = /(\d\.\d\d)\d+/g

/** The shim writes HTML, where `<` may stand in an attribute; in a file of its own it may not. */
const tidyAttribute = (attribute: string): string =>
  attribute.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(LONG_DECIMALS, '$1')

/** The figure as one `<svg>` element's text; `print` colours by default, `css` for pages. */
export function figureSvg(figure: Figure, data: FigureData, options: Omit<DrawOptions, 'document'> = {}): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  return drawFigure(figure, data, { colours: 'print', ...options, document }).outerHTML.replace(/="[^"]*"/g, tidyAttribute)
}
