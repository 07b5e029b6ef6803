/** Titles and abstracts as HTML for pages and as plain text for everything else. */
import { escapeHtml } from './escape.ts'
import { formulaToHtml, formulaToMathML } from './maths.ts'
import { parseTex, type Inline } from './parse.ts'

const TAGS = { strong: 'b', emphasis: 'em', code: 'code' } as const

/** Marks words in text that is not yet escaped; returns safe HTML. */
export type Marker = (text: string) => string

function toHtml(nodes: Inline[], mark: Marker, linked: boolean): string {
  return nodes
    .map((node): string => {
      switch (node.kind) {
        case 'text':
          return mark(node.text)
        case 'maths':
          return formulaToHtml(node.tex, node.display)
        case 'symbol':
          return formulaToMathML(`\\${node.name}`, false) ?? escapeHtml(node.name)
        case 'link': {
          const inner = toHtml(node.children, mark, false)
          return linked ? `<a href="${escapeHtml(node.url)}" rel="nofollow noopener">${inner}</a>` : inner
        }
        default:
          return `<${TAGS[node.kind]}>${toHtml(node.children, mark, linked)}</${TAGS[node.kind]}>`
      }
    })
    .join('')
}

function toText(nodes: Inline[]): string {
  return nodes
    .map((node): string => {
      switch (node.kind) {
        case 'text':
          return node.text
        case 'maths':
          return node.display ? `$$${node.tex}$$` : `$${node.tex}$`
        case 'symbol':
          return node.name
        default:
          return toText(node.children)
      }
    })
    .join('')
}

/**
 * HTML of an abstract or a title: formulas as MathML, stray TeX as what it meant, everything else escaped.
 * `links: false` for text that stands within a link already.
 */
export function texToHtml(source: string, options: { links?: boolean; mark?: Marker } = {}): string {
  return toHtml(parseTex(source), options.mark ?? escapeHtml, options.links ?? true)
}

/** Plain text with formulas as their TeX source; for feeds, Markdown, titles of windows. Not escaped. */
export function texToText(source: string): string {
  return toText(parseTex(source)).replace(/\s+/g, ' ').trim()
}
