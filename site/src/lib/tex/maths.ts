/**
 * A formula as MathML, made by Temml on the server, so that no page needs a script to show one.
 *
 * Abstracts come from strangers. Temml runs without trust (no links, no raw HTML), its expansion is bounded, and what
 * it returns still passes a list of allowed elements and attributes: a formula that does not fit is shown as its source.
 * Style attributes go, as the content policy forbids them; `maths.css` gives tables their gaps back.
 */
import temml from 'temml'
import { escapeHtml } from './escape.ts'

/** Longer "formulas" are broken dollars around prose. */
const MAX_LENGTH = 1500
/** Em: nothing in a line of text is wider; keeps `\rule{1000em}{…}` off the page. */
const MAX_SIZE: [number, number] = [12, 12]
/** Macro expansions a formula may take. The longest among 92,000 real abstracts takes fewer than a hundred. */
const MAX_EXPAND = 300

/** Abbreviations that authors define in their preamble and leave in their abstracts. */
const MACROS = {
  '\\R': '\\mathbb{R}', '\\N': '\\mathbb{N}', '\\Z': '\\mathbb{Z}', '\\C': '\\mathbb{C}', '\\E': '\\mathbb{E}', '\\P': '\\mathbb{P}',
  '\\eps': '\\varepsilon', '\\poly': '\\operatorname{poly}', '\\polylog': '\\operatorname{polylog}', '\\opt': '\\mathrm{OPT}', '\\OPT': '\\mathrm{OPT}',
  '\\argmin': '\\operatorname*{arg\\,min}', '\\argmax': '\\operatorname*{arg\\,max}', '\\Tilde': '\\tilde', '\\Hat': '\\hat', '\\tr': '\\operatorname{tr}', '\\ensuremath': '#1', '\\xspace': '',
}

const ELEMENTS = new Set(
  'math mrow mi mn mo ms mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot mstyle mtable mtr mtd mpadded mphantom mmultiscripts mprescripts none menclose merror'.split(' '),
)
const ATTRIBUTES = new Set(
  'display class form fence stretchy symmetric largeop movablelimits separator lspace rspace width height depth voffset minsize maxsize linethickness mathvariant accent accentunder displaystyle scriptlevel columnalign rowspacing columnspacing notation xmlns'.split(' '),
)
const TAG = /<(\/?)([a-z]+)((?:\s+[a-zA-Z-]+="[^"]*")*)\s*(\/?)>/g

/** Keeps allowed attributes; undefined where an element is not on the list or anything but tags and text is there. */
function restrict(markup: string): string | undefined {
  let allowed = true
  const kept = markup.replace(TAG, (_tag, closing: string, name: string, attributes: string, empty: string) => {
    if (!ELEMENTS.has(name)) allowed = false
    const rest = [...attributes.matchAll(/([a-zA-Z-]+)="([^"<>]*)"/g)].filter((match) => ATTRIBUTES.has(match[1])).map((match) => ` ${match[1]}="${match[2]}"`)
    return `<${closing}${name}${rest.join('')}${empty}>`
  })
  return allowed && !/<(?!\/?[a-z]+(?: [a-zA-Z-]+="[^"<>]*")*\/?>)/.test(kept) ? kept : undefined
}

/** The formula as MathML, or undefined where it cannot be read. Safe to place in a page. */
export function formulaToMathML(tex: string, display: boolean): string | undefined {
  if (tex.length > MAX_LENGTH) return undefined
  try {
    // Macros are copied: Temml adds a formula's own \def to the table it is given.
    return restrict(temml.renderToString(tex, { displayMode: display, throwOnError: true, strict: false, trust: false, maxSize: MAX_SIZE, maxExpand: MAX_EXPAND, macros: { ...MACROS } }))
  } catch {
    return undefined
  }
}

/** The formula as MathML, or its source in a `code` element. */
export function formulaToHtml(tex: string, display: boolean): string {
  return formulaToMathML(tex, display) ?? `<code class="tex">${escapeHtml(tex)}</code>`
}
