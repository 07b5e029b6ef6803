/** A figure in the terminal: curves as braille dots in a frame, where a figure's marks are lines or dots. */
import type { Figure, MarkSpec } from './figure.ts'
import { markRows } from './mark-rows.ts'
import type { FigureData } from './mark-rows.ts'

export interface TerminalOptions {
  /** Columns and rows of the drawing, frame not counted. */
  width?: number
  height?: number
}

interface Point {
  x: number
  y: number
  group: string
}

/** ANSI-free: groups are told apart by their own letters at the end of each curve. */
function points(spec: MarkSpec, data: FigureData): Point[] {
  const { x = 'x', y = 'y', stroke, fill } = spec.options ?? {}
  if (typeof x !== 'string' || typeof y !== 'string') return []
  return markRows(spec, data).flatMap((row) => {
    if (typeof row !== 'object') return []
    const [px, py] = [row[x], row[y]]
    if (typeof px !== 'number' || typeof py !== 'number') return []
    const by = [stroke, fill].find((channel) => typeof channel === 'string' && channel in row)
    return [{ x: px, y: py, group: by ? String(row[by as string]) : '' }]
  })
}

const isLog = (scale: unknown): boolean => typeof scale === 'object' && scale !== null && (scale as { type?: unknown }).type === 'log'

/** Dots of a braille cell, two columns by four rows. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]

const short = (value: number): string => Number(value.toPrecision(3)).toString()

/** The figure's lines and dots as text, or undefined where it has none that fit. */
export function terminalFigure(figure: Figure, data: FigureData, options: TerminalOptions = {}): string | undefined {
  const { width = 64, height = 16 } = options
  // A diagonal to compare with is no figure where the run has made nothing to compare.
  if (!figure.plot.marks.some((mark) => typeof mark.data === 'string' && markRows(mark, data).length > 0)) return undefined
  const [logX, logY] = [isLog(figure.plot.x), isLog(figure.plot.y)]
  const marks = figure.plot.marks.filter((mark) => ['line', 'lineY', 'lineX', 'dot'].includes(mark.mark) && !mark.transform)
  const drawable = (point: Point) => Number.isFinite(logX ? Math.log(point.x) : point.x) && Number.isFinite(logY ? Math.log(point.y) : point.y)
  const layers = marks.map((mark) => ({ joined: mark.mark !== 'dot', points: points(mark, data).filter(drawable) }))
  const all = layers.flatMap((layer) => layer.points)
  if (all.length < 2) return undefined
  const scaleX = (value: number) => (logX ? Math.log(value) : value)
  const scaleY = (value: number) => (logY ? Math.log(value) : value)
  const [minX, maxX] = [Math.min(...all.map((p) => p.x)), Math.max(...all.map((p) => p.x))]
  const [minY, maxY] = [Math.min(...all.map((p) => p.y)), Math.max(...all.map((p) => p.y))]
  const cells = Array.from({ length: height }, () => new Uint8Array(width))
  const column = (x: number) => Math.round(((scaleX(x) - scaleX(minX)) / (scaleX(maxX) - scaleX(minX) || 1)) * (width * 2 - 1))
  const line = (y: number) => Math.round((1 - (scaleY(y) - scaleY(minY)) / (scaleY(maxY) - scaleY(minY) || 1)) * (height * 4 - 1))
  const put = (x: number, y: number) => {
    cells[y >> 2][x >> 1] |= DOTS[y & 3][x & 1]
  }
  for (const layer of layers) {
    for (const [, group] of Map.groupBy(layer.points, (point) => point.group)) {
      for (const [i, point] of group.entries()) {
        const [x, y] = [column(point.x), line(point.y)]
        put(x, y)
        const next = group[i + 1]
        if (!layer.joined || !next) continue
        const [toX, toY] = [column(next.x), line(next.y)]
        const steps = Math.max(Math.abs(toX - x), Math.abs(toY - y), 1)
        for (let s = 1; s < steps; s++) put(Math.round(x + ((toX - x) * s) / steps), Math.round(y + ((toY - y) * s) / steps))
      }
    }
  }
  const body = cells.map((row) => Array.from(row, (dots) => String.fromCharCode(0x2800 + dots)).join(''))
  const labels = [short(maxY), short(minY)]
  const margin = Math.max(...labels.map((label) => label.length))
  const left = (i: number) => (i === 0 ? labels[0] : i === height - 1 ? labels[1] : '').padStart(margin)
  return [
    figure.title,
    ...body.map((text, i) => `${left(i)} │${text}`),
    `${' '.repeat(margin)} └${'─'.repeat(width)}`,
    `${' '.repeat(margin + 2)}${short(minX)}${short(maxX).padStart(width - short(minX).length)}`,
  ].join('\n')
}
