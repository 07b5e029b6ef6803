/** Figures as SVG text where there is no browser. */
import { parseHTML } from 'linkedom'
import type { Figure } from '../figure.ts'
import { figureText } from '../figure-text.ts'
import type { DrawOptions, FigureData } from '../render.ts'

/** The figure as one `<svg>` element's text; `print` colours by default, `css` for pages. */
export function figureSvg(figure: Figure, data: FigureData, options: Omit<DrawOptions, 'document'> = {}): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  return figureText(figure, data, { ...options, document })
}
