/**
 * Draws a declared figure with Observable Plot: in a page with its own document, elsewhere with a DOM shim
 * (`node/svg.ts`). The result carries no style element and no style attribute, so that it may stand in a page under
 * a strict content policy, in a mail and in a file alike.
 */
import * as Plot from '@observablehq/plot'
import { COLOUR_ROLES, narrowPlot } from './figure.ts'
import type { Figure, Json, MarkSpec, PlotSpec } from './figure.ts'
import { markRows } from './mark-rows.ts'
import type { FigureData } from './mark-rows.ts'

export type { FigureData } from './mark-rows.ts'

export interface DrawOptions {
  document: Document
  /** `css`: colours as CSS variables of the page (light and dark); `print`: fixed colours for files and mail. */
  colours?: 'css' | 'print'
  /** Draws the small version, where the figure has one. */
  thumbnail?: boolean
  /** Draws the version for a phone, where the figure has one (`narrowPlot`). */
  narrow?: boolean
}

type PlotFunction = (...parts: unknown[]) => Plot.Markish & Record<string, unknown>
/** Plot's functions by name: `MARKS` and `TRANSFORMS` list the ones a figure may use. */
const plotFunctions = Plot as unknown as Record<string, PlotFunction>

const FONT = 'Instrument Sans Variable, Instrument Sans, system-ui, sans-serif'
const FONT_SIZE = 12
/** Plot's margins are made for 10 px letters; these leave room for 12. */
const MARGINS = { marginLeft: 48, marginBottom: 40, marginTop: 26 }

function resolveColours(value: Json, colours: 'css' | 'print'): unknown {
  if (typeof value === 'string') {
    return value in COLOUR_ROLES ? COLOUR_ROLES[value as keyof typeof COLOUR_ROLES][colours] : value
  }
  if (Array.isArray(value)) return value.map((each) => resolveColours(each, colours))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolveColours(each as Json, colours)]))
  }
  return value
}

function makeMark(spec: MarkSpec, data: FigureData, colours: 'css' | 'print'): Plot.Markish {
  const resolved = resolveColours((spec.options ?? {}) as Json, colours) as Record<string, unknown>
  const outputs = resolveColours((spec.transform?.outputs ?? {}) as Json, colours)
  const options = !spec.transform
    ? resolved
    : spec.transform.outputs
      ? plotFunctions[spec.transform.name](outputs, resolved)
      : plotFunctions[spec.transform.name](resolved)
  if (spec.mark === 'frame') return plotFunctions.frame(options)
  if (spec.data === undefined) return plotFunctions[spec.mark](options)
  return plotFunctions[spec.mark](markRows(spec, data), options)
}

/** Style properties Plot writes as style attributes, all of which are also presentation attributes in SVG. */
function inlineStyles(svg: Element): void {
  for (const style of svg.querySelectorAll('style')) style.remove()
  for (const element of [svg, ...svg.querySelectorAll('[style]')]) {
    for (const declaration of (element.getAttribute('style') ?? '').split(';')) {
      const [property, value] = declaration.split(':').map((part) => part.trim())
      if (property && value) element.setAttribute(property, value)
    }
    element.removeAttribute('style')
  }
}

/** Roles may be CSS variables, which cannot be blended: a continuous scale would come out black. */
function rejectBlendedRoles(figure: Figure, spec: PlotSpec): void {
  const color = spec.color as { type?: string; range?: readonly Json[] } | undefined
  if (!color?.range || !['linear', 'log', 'sqrt', 'pow', 'diverging'].includes(color.type ?? '')) return
  if (color.range.some((value) => typeof value === 'string' && value.startsWith('@'))) {
    throw new Error(`Figure "${figure.id}" blends colour roles; use a scheme, or one role with fillOpacity as a column.`)
  }
}

interface LegendSpec {
  legend?: boolean
  domain?: readonly Json[]
  range?: readonly Json[]
  label?: string
}

/** Room a legend's line takes above the plot. */
const LEGEND_HEIGHT = 22
/** Average width of a character at the legend's size, for placing entries without measuring text. */
const CHARACTER_WIDTH = 6.6

function addLegend(svg: Element, spec: PlotSpec, document: Document, colours: 'css' | 'print', width: number, height: number): void {
  const color = spec.color as LegendSpec | undefined
  if (!color?.legend || !color.domain || !color.range) return
  const entries = color.domain.map((value, i) => ({ text: String(value), fill: String(resolveColours(color.range![i] ?? '@soft', colours)) }))
  const group = document.createElementNS('http://www.w3.org/2000/svg', 'g')
  group.setAttribute('font-size', String(FONT_SIZE))
  group.setAttribute('fill', 'currentColor')
  group.setAttribute('text-anchor', 'start')
  let x = Number(spec.marginLeft ?? MARGINS.marginLeft)
  let line = 0
  for (const { text, fill } of entries) {
    const taken = 18 + text.length * CHARACTER_WIDTH + 16
    if (x + taken > width && line < entries.length) {
      x = Number(spec.marginLeft ?? MARGINS.marginLeft)
      line++
    }
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
    const at = { x, y: line * LEGEND_HEIGHT + 4, width: 12, height: 12, rx: 2, fill }
    for (const [name, value] of Object.entries(at)) dot.setAttribute(name, String(value))
    const label = document.createElementNS('http://www.w3.org/2000/svg', 'text')
    label.setAttribute('x', String(x + 18))
    label.setAttribute('y', String(line * LEGEND_HEIGHT + 14))
    label.textContent = text
    group.append(dot, label)
    x += taken
  }
  const top = (line + 1) * LEGEND_HEIGHT
  // The plot moves down by growing the view box upwards: nothing inside it has to be shifted.
  group.setAttribute('transform', `translate(0,${-top})`)
  svg.setAttribute('viewBox', `0 ${-top} ${width} ${height + top}`)
  svg.setAttribute('height', String(height + top))
  svg.append(group)
}

/**
 * The figure as an SVG element of `document`, with its title and description inside for readers who cannot see it.
 * Tables that are not there yet draw nothing.
 */
export function drawFigure(figure: Figure, data: FigureData, options: DrawOptions): SVGSVGElement {
  const colours = options.colours ?? 'css'
  const spec = (options.thumbnail ? figure.thumbnail : options.narrow ? narrowPlot(figure) : undefined) ?? figure.plot
  const { marks, ...layout } = spec
  rejectBlendedRoles(figure, spec)
  const width = spec.width ?? 640
  const height = spec.height ?? 400
  const resolved = resolveColours(layout as Json, colours) as Record<string, unknown>
  if (resolved.color) resolved.color = { ...(resolved.color as object), legend: false }
  const drawn = Plot.plot({
    ...(options.thumbnail ? {} : MARGINS),
    ...resolved,
    width,
    height,
    className: 'lab-plot',
    document: options.document,
    marks: marks.map((mark) => makeMark(mark, data, colours)),
  } as Plot.PlotOptions) as unknown as SVGSVGElement
  inlineStyles(drawn)
  // Plot marks its own doubts with a warning sign inside the drawing; a figure is declared, so there is no one to tell.
  for (const text of drawn.querySelectorAll(':scope > text')) if (text.textContent?.includes('⚠')) text.remove()
  // A bare rectangle may not carry a name; the drawing as a whole has one.
  for (const frame of drawn.querySelectorAll('rect[aria-label]')) frame.removeAttribute('aria-label')
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  drawn.setAttribute('font-family', FONT)
  drawn.setAttribute('font-size', String(FONT_SIZE))
  if (colours === 'print') drawn.setAttribute('color', COLOUR_ROLES['@ink'].print)
  drawn.setAttribute('role', 'img')
  drawn.setAttribute('aria-label', `${figure.title}. ${figure.alt}`)
  if (!options.thumbnail) addLegend(drawn, spec, options.document, colours, width, height)
  return drawn
}
