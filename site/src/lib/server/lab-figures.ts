/**
 * Recorded figures as pictures of their own, for cards and the gallery: some hold a thousand points, and 36 of them in
 * one page would be megabytes. As an `img` a picture is fetched when it comes into view and then kept.
 */
import { labReference, labSlugs } from '@offprint/labs'

/**
 * The page's colours for a picture that cannot see the page's style. A browser answers `prefers-color-scheme` inside it
 * by the `color-scheme` of the element that shows it, which the reader's switch sets.
 */
const COLOURS: Record<string, [light: string, dark: string]> = {
  method: ['#c2371f', '#ff7d5f'],
  baseline: ['#8a8478', '#8f897d'],
  control: ['#a3761c', '#d5ab52'],
  second: ['#2f6b4f', '#7fc7a0'],
  third: ['#35618f', '#86b3e0'],
  fourth: ['#7a4a86', '#c79ad2'],
  ink: ['#1d1b18', '#ece7dc'],
  soft: ['#655f56', '#a09a8d'],
  rule: ['#ddd8cc', '#38342e'],
  paper: ['#fbfaf6', '#161513'],
}
const inScheme = (which: 0 | 1): string => Object.entries(COLOURS).map(([name, values]) => `--lab-${name}:${values[which]}`).join(';')
const STYLE = `<style>svg{${inScheme(0)};color:${COLOURS.ink[0]}}@media(prefers-color-scheme:dark){svg{${inScheme(1)};color:${COLOURS.ink[1]}}}</style>`

/** `thumbnail`, or a figure's id, with `.control` and with `.narrow` behind it where these are meant. Undefined where there is none. */
export async function recordedFigure(slug: string, name: string): Promise<string | undefined> {
  const reference = labSlugs.includes(slug) ? await labReference(slug) : undefined
  if (!reference) return undefined
  const [id, ...which] = name.split('.')
  const figure = (which[0] === 'control' ? reference.control : reference.full).figures.find((one) => one.id === id)
  const svg = name === 'thumbnail' ? reference.full.thumbnail : { '': figure?.svg, control: figure?.svg, narrow: figure?.narrow, 'control.narrow': figure?.narrow }[which.join('.')]
  return svg?.replace(/^(<svg\b[^>]*>)/, `$1${STYLE}`)
}

/** Width and height of a drawing, so that its place is kept before it comes. */
export function sizeOf(svg: string): { width: number; height: number } {
  const read = (name: string) => Number(new RegExp(`^<svg\\b[^>]*\\s${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0)
  return { width: Math.round(read('width')) || 248, height: Math.round(read('height')) || 140 }
}
