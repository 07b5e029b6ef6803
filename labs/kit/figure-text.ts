/** A figure as the text of one `<svg>` element, through a stand-in for a browser's document. */
import { narrowPlot } from './figure.ts'
import type { Figure } from './figure.ts'
import { drawFigure } from './render.ts'
import type { DrawOptions, FigureData } from './render.ts'

/** Coordinates are drawn to a hundredth of a pixel. */
const LONG_DECIMALS = /(\d\.\d\d)\d+/g

/** The shim writes HTML, where `<` may stand in an attribute; in a file of its own it may not. */
const tidyAttribute = (attribute: string): string =>
  attribute.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(LONG_DECIMALS, '$1')

/** Plot numbers these by how much a process has drawn; a page holds several drawings, and the same run must give the same. */
const CLIP = /plot-clip-\d+/g

function withOwnClips(svg: string, name: string): string {
  const names = new Map<string, string>()
  for (const [id] of svg.matchAll(CLIP)) if (!names.has(id)) names.set(id, `${name}-clip-${names.size + 1}`)
  return svg.replaceAll(CLIP, (id) => names.get(id)!)
}

/** `print` colours by default, `css` for pages. */
export function figureText(figure: Figure, data: FigureData, options: DrawOptions): string {
  const svg = drawFigure(figure, data, { colours: 'print', ...options }).outerHTML.replace(/="[^"]*"/g, tidyAttribute)
  return withOwnClips(svg, options.thumbnail ? `${figure.id}-small` : options.narrow ? `${figure.id}-narrow` : figure.id)
}

/**
 * Plot labels its groups ("dot", "rule"), which says nothing to a reader and is not allowed on a group within a page; the
 * figure has its own label.
 */
export const withoutGroupLabels = (svg: string): string => svg.replaceAll(/(<g\b[^>]*?)\saria-label="[^"]*"/g, '$1')

/** In the page's colours, ready to be put into it. A phone's version, where there is one, says so to the style. */
export function pageFigure(figure: Figure, data: FigureData, document: Document, narrow: boolean): string {
  const isNarrow = narrow && narrowPlot(figure) !== undefined
  const svg = withoutGroupLabels(figureText(figure, data, { colours: 'css', document, narrow: isNarrow }))
  return isNarrow ? svg.replace('<svg ', '<svg data-narrow="" ') : svg
}
