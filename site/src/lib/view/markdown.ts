/** Markdown of ours (labs' notes) as HTML: no raw HTML, formulas between dollars as MathML, headings one level down. */
import MarkdownIt from 'markdown-it'
import { formulaToHtml } from '../tex/maths.ts'

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })

/** `$…$` that closes on the same line and does not look like money. */
const FORMULA = /\$(?=\S)([^$\n]*?\S)\$(?!\d)/y

markdown.inline.ruler.before('escape', 'formula', (state, silent) => {
  if (state.src[state.pos] !== '$') return false
  FORMULA.lastIndex = state.pos
  const found = FORMULA.exec(state.src)
  if (!found) return false
  if (!silent) state.push('formula', 'math', 0).content = found[1]
  state.pos += found[0].length
  return true
})
markdown.renderer.rules.formula = (tokens, index) => formulaToHtml(tokens[index].content, false)
// Tables may be wider than a phone.
markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>'
markdown.renderer.rules.table_close = () => '</table></div>'
markdown.core.ruler.push('lower-headings', (state) => {
  for (const token of state.tokens) if (token.type.startsWith('heading_')) token.tag = `h${Math.min(6, Number(token.tag[1]) + 1)}`
})
// A table's corner is no header of anything: an empty header cell would be read out as one.
markdown.core.ruler.push('empty-corner', ({ tokens }) => {
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'th_open' && tokens[at + 1].content === '') token.tag = tokens[at + 2].tag = 'td'
  }
})

export const markdownToHtml = (source: string): string => markdown.render(source)
