/** A figure as the text of one `<svg>` element, through a stand-in for a browser's document. */
import type { Figure } from './figure.ts'
import { drawFigure } from './render.ts'
import type { DrawOptions, FigureData } from './render.ts'

/** Coordinates are drawn to a hundredth of a pixel. */
const LONG_DECIMALS = /(\d\.\d\d)\d+/g

/** The shim writes HTML, where `<` may stand in an attribute; in a file of its own it may not. */
const tidyAttribute = (attribute: string): string =>
  attribute.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(LONG_DECIMALS, '$1')

/** `print` colours by default, `css` for pages. */
export const figureText = (figure: Figure, data: FigureData, options: DrawOptions): string =>
  drawFigure(figure, data, { colours: 'print', ...options }).outerHTML.replace(/="[^"]*"/g, tidyAttribute)

/**
 * Plot labels its groups ("dot", "rule"), which says nothing to a reader and is not allowed on a group within a page; the
 * figure has its own label.
 */
export const withoutGroupLabels = (svg: string): string => svg.replaceAll(/(<g\b[^>]*?)\saria-label="[^"]*"/g, '$1')
