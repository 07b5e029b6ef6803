/** Results as files. */
import type { RunResult } from '@offprint/labs/kit'

/** A drawing's pixels for each of its own: sharp on print and on dense screens. */
const PNG_SCALE = 2

function save(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export const saveText = (name: string, type: string, text: string): void => save(name, new Blob([text], { type }))

const cell = (value: unknown): string => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ''))

/** All tables and curves in one long file: which table, which row, and a column for each name that occurs. */
export function tablesAsCsv(result: RunResult): string {
  const tables = { ...result.tables, ...Object.fromEntries(Object.entries(result.series).map(([name, { x, y }]) => [`series:${name}`, x.map((value, index) => ({ x: value, y: y[index] }))])) }
  const columns = [...new Set(Object.values(tables).flatMap((rows) => rows.flatMap((row) => Object.keys(row))))]
  const lines = Object.entries(tables).flatMap(([name, rows]) => rows.map((row) => [name, ...columns.map((column) => (row as Record<string, unknown>)[column])].map(cell).join(',')))
  return `${['table', ...columns].map(cell).join(',')}\n${lines.join('\n')}\n`
}

/** The colours of a page are variables; a file has none, so each becomes what it is at this moment. */
function standAlone(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  const style = getComputedStyle(drawing)
  const fixed = new XMLSerializer().serializeToString(copy).replaceAll(/var\((--[a-z-]+)(?:,\s*([^()]+))?\)/g, (_, name: string, fallback: string | undefined) => resolve(style, name) ?? fallback ?? 'currentColor')
  return fixed.replace('<svg', `<svg color="${style.color}" style="background:${resolve(style, '--paper') ?? 'white'}"`)
}

/** The value of a custom property with `light-dark()` and other variables in it, as the browser computes it. */
function resolve(style: CSSStyleDeclaration, name: string): string | undefined {
  if (style.getPropertyValue(name) === '') return undefined
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

export async function saveDrawing(name: string, drawing: SVGSVGElement, format: 'svg' | 'png'): Promise<void> {
  const text = standAlone(drawing)
  const svg = new Blob([text], { type: 'image/svg+xml' })
  if (format === 'svg') return save(`${name}.svg`, svg)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * PNG_SCALE
  canvas.height = image.height * PNG_SCALE
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => blob && save(`${name}.png`, blob))
}
