/**
 * Figures as data: an Observable Plot specification without functions, so that one declaration serves page, mail,
 * command line and file. Marks name a table or series of the run; nothing else is computed at drawing time but
 * Plot's own bin, group, stack and window transforms.
 */
import type { Row } from './run.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Marks of Plot that take a table and plain options. */
export const MARKS = [
  'areaY', 'areaX', 'barX', 'barY', 'cell', 'dot', 'line', 'lineX', 'lineY', 'link', 'arrow', 'rect', 'rectX', 'rectY',
  'ruleX', 'ruleY', 'text', 'tickX', 'tickY', 'boxX', 'boxY', 'frame', 'density', 'linearRegressionY', 'axisX', 'axisY', 'axisFx', 'axisFy', 'gridX', 'gridY',
] as const
export type MarkName = (typeof MARKS)[number]

/** Plot's transforms that can be written as data: outputs, then the mark's options. */
export const TRANSFORMS = ['binX', 'binY', 'bin', 'groupX', 'groupY', 'groupZ', 'group', 'stackX', 'stackY', 'windowX', 'windowY', 'dodgeX', 'dodgeY', 'selectFirst', 'selectLast', 'selectMinY', 'selectMaxY', 'selectMinX', 'selectMaxX'] as const
export type TransformName = (typeof TRANSFORMS)[number]

export interface MarkSpec {
  mark: MarkName
  /**
   * A table of the run by name; `series:NAME` for a curve (rows `{x, y}`); `series:GROUP/*` for all curves whose names
   * begin with `GROUP/` (rows `{x, y, series}` with the rest of the name); or rows or numbers written here.
   */
  data?: string | readonly Row[] | readonly number[] | readonly string[]
  /** Keeps the rows whose cells equal these. */
  where?: Row
  /** Plot's options: channel names are columns. Colours may be roles, see `COLOUR_ROLES`. */
  options?: { readonly [key: string]: Json }
  /** A Plot transform around the options, e.g. `{ name: 'binX', outputs: { y: 'count' } }`. */
  transform?: { name: TransformName; outputs?: { readonly [key: string]: Json } }
}

/**
 * Colours by what they mean, written `@method`. Pages map them to CSS variables (light and dark), files to fixed
 * colours. Red is the method, grey the baseline; a second method, a control and groups have their own.
 */
export const COLOUR_ROLES = {
  '@method': { css: 'var(--lab-method, #c2371f)', print: '#c2371f' },
  '@baseline': { css: 'var(--lab-baseline, #8a8478)', print: '#8a8478' },
  '@control': { css: 'var(--lab-control, #b58a2f)', print: '#b58a2f' },
  '@second': { css: 'var(--lab-second, #2f6b4f)', print: '#2f6b4f' },
  '@third': { css: 'var(--lab-third, #35618f)', print: '#35618f' },
  '@fourth': { css: 'var(--lab-fourth, #7a4a86)', print: '#7a4a86' },
  '@ink': { css: 'var(--lab-ink, currentColor)', print: '#1d1b18' },
  '@soft': { css: 'var(--lab-soft, #6a655c)', print: '#6a655c' },
  '@rule': { css: 'var(--lab-rule, #ddd8cc)', print: '#ddd8cc' },
  '@paper': { css: 'var(--lab-paper, #fbfaf6)', print: '#fbfaf6' },
} as const

export interface PlotSpec {
  /** Pixels; 640 × 400 when absent. */
  width?: number
  height?: number
  marks: readonly MarkSpec[]
  /** Scales and layout as Plot takes them: x, y, color, fx, fy, r, opacity, symbol, grid, margins, facet … */
  readonly [key: string]: Json | readonly MarkSpec[] | undefined
}

export interface Figure {
  /** Also the file's name under `--svg`: `risk-over-features`. */
  id: string
  title: string
  /** What to look at, in one or two sentences. */
  caption: string
  /** What a reader who cannot see it should know. */
  alt: string
  plot: PlotSpec
  /** For a phone's column, where `narrowPlot` does not do. */
  narrow?: PlotSpec
  /** Small figures of cards and galleries: without axes' labels. Only the first figure's is used. */
  thumbnail?: PlotSpec
}

/** The text column of a phone, in pixels: 390 less the margins. */
export const NARROW_WIDTH = 358
/** A narrow figure is hardly taller than wide, and a panel of several less than half of that. */
const NARROW_HEIGHT = 340
const PANEL_HEIGHT = 140
/** Room for axes and their labels beside panels. */
const AXES_HEIGHT = 70
/** Share of a panel's height that keeps it from the next; its name stands there. */
const PANEL_GAP = 0.18

/**
 * A figure as a phone shows it: panels that stand beside each other stand below each other, if `fx.domain` names them.
 * Undefined for others, which want their width.
 */
export function narrowPlot({ narrow, plot }: Figure): PlotSpec | undefined {
  if (narrow) return { width: NARROW_WIDTH, ...narrow }
  const facets = (side: 'fx' | 'fy') => plot.marks.some((mark) => mark.options?.[side] !== undefined)
  if (!facets('fx')) return { ...plot, width: NARROW_WIDTH, height: Math.min(plot.height ?? NARROW_HEIGHT, NARROW_HEIGHT) }
  const { fx, ...layout } = plot
  const names = (fx as { domain?: readonly string[] } | undefined)?.domain
  if (facets('fy') || !names) return undefined
  const below = plot.marks.map((mark) => {
    if (mark.options?.fx === undefined) return mark
    const { fx: panel, ...options } = mark.options
    return { ...mark, options: { ...options, fy: panel } }
  })
  const titles: MarkSpec = {
    mark: 'text', data: names.map((panel) => ({ panel })), options: { fy: 'panel', text: 'panel', frameAnchor: 'top-right', textAnchor: 'end', lineAnchor: 'bottom', dy: -3 },
  }
  return {
    ...layout,
    fy: { domain: names, axis: null, padding: PANEL_GAP },
    width: NARROW_WIDTH,
    height: AXES_HEIGHT + PANEL_HEIGHT * names.length,
    marks: [...below, titles],
  }
}
