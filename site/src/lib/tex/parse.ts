/**
 * Reads the TeX that titles and abstracts carry: formulas between dollars or `\(…\)`, and the commands that authors
 * leave in running text (`\textbf{L}azy`, `{\it …}`, `\%`, accents, ties). Never fails: what is not understood becomes
 * the words in it. Pure; `render.ts` turns the result into HTML or plain text.
 */
import { ACCENTS, LETTERS } from './letters.ts'

export type Inline =
  | { kind: 'text'; text: string }
  /** `tex` without its delimiters. */
  | { kind: 'maths'; tex: string; display: boolean }
  | { kind: 'strong' | 'emphasis' | 'code'; children: Inline[] }
  /** Only http and https addresses become links. */
  | { kind: 'link'; url: string; children: Inline[] }
  /** A command without argument that may be a symbol (`\alpha`); `name` without the backslash. */
  | { kind: 'symbol'; name: string }

/** Deeper nesting than any abstract has; beyond it braces are read as plain text, so that input cannot exhaust the stack. */
const MAX_DEPTH = 20

const WRAPPERS: Record<string, 'strong' | 'emphasis' | 'code' | 'plain'> = {
  textbf: 'strong', bf: 'strong', bfseries: 'strong', mathbf: 'strong', boldsymbol: 'strong',
  emph: 'emphasis', textit: 'emphasis', textsl: 'emphasis', em: 'emphasis', it: 'emphasis', itshape: 'emphasis', sl: 'emphasis', underline: 'emphasis', mathit: 'emphasis',
  texttt: 'code', tt: 'code', ttfamily: 'code', verb: 'code',
  textsc: 'plain', sc: 'plain', textrm: 'plain', rm: 'plain', textsf: 'plain', sf: 'plain', text: 'plain', mbox: 'plain', mathrm: 'plain', textnormal: 'plain', textcolor: 'plain', mathcal: 'plain',
  small: 'plain', large: 'plain', normalsize: 'plain', footnotesize: 'plain', xspace: 'plain', centering: 'plain', noindent: 'plain', ensuremath: 'plain',
}
/** Commands whose argument is no part of the sentence. */
const DROPPED = new Set(['cite', 'citep', 'citet', 'citeyear', 'citealp', 'ref', 'eqref', 'label', 'footnote', 'thanks', 'vspace', 'hspace', 'begin', 'end', 'footnotemark', 'color', 'index'])
const SPACES = new Set([' ', ',', ';', ':', '!', '/', '\n', 'quad', 'qquad', 'newline', 'par', 'hfill', 'smallskip', 'medskip', 'bigskip', 'linebreak', '\\'])
const DOLLAR_MATHS = /[\\^_{]/

class Reader {
  readonly source: string
  at = 0

  constructor(source: string) {
    this.source = source
  }

  /** Reads to the end, or to the closing brace of the group it stands in, which is consumed. */
  inlines(depth: number): Inline[] {
    const out: Inline[] = []
    const { source } = this
    while (this.at < source.length) {
      const char = source[this.at]
      if (char === '}') {
        this.at++
        if (depth > 0) return out
        continue
      }
      if (char === '{') {
        this.at++
        out.push(...(depth < MAX_DEPTH ? this.group(depth + 1) : []))
      } else if (char === '$') this.dollar(out)
      else if (char === '\\') this.command(out, depth)
      else if (char === '~') {
        // A tie between two words; a tilde after white space is "about".
        const tie = this.at > 0 && /\S/.test(source[this.at - 1]) && /\S/.test(source[this.at + 1] ?? ' ')
        pushText(out, tie ? '\u00a0' : '~')
        this.at++
      } else this.plain(out)
    }
    return out
  }

  /** `{\it words}`: a declaration at the start of a group styles the rest of it. */
  private group(depth: number): Inline[] {
    const declaration = /^\s*\\([a-z]+)(?![a-zA-Z])\s*/.exec(this.source.slice(this.at, this.at + 40))
    const style = declaration ? WRAPPERS[declaration[1]] : undefined
    // `{\textbf{L}azy}` is an argument, not a declaration.
    if (!declaration || !style || this.source[this.at + declaration[0].length] === '{') return this.inlines(depth)
    this.at += declaration[0].length
    return wrap(style, this.inlines(depth))
  }

  private plain(out: Inline[]) {
    const rest = /^[^\\${}~]+/.exec(this.source.slice(this.at))
    const text = rest ? rest[0] : this.source[this.at]
    this.at += text.length
    pushText(out, text.replaceAll('---', '—').replaceAll('--', '–').replace(/``/g, '“').replace(/''/g, '”'))
  }

  private dollar(out: Inline[]) {
    const { source } = this
    const display = source.startsWith('$$', this.at)
    const mark = display ? '$$' : '$'
    const start = this.at + mark.length
    let end = start
    do {
      end = source.indexOf(mark, end)
      if (end < 0) break
      let escapes = 0
      while (source[end - 1 - escapes] === '\\') escapes++
      if (escapes % 2 === 0) break
      end++
    } while (end >= 0)
    const tex = end < 0 ? '' : source.slice(start, end)
    // Prices are not formulas: "$5 and $10" has a digit after its second dollar or a space before it.
    const tight = /^\S(?:.*\S)?$/s.test(tex) && !/\d/.test(source[end + 1] ?? '')
    if (tex.trim() === '' || !(display || tight || DOLLAR_MATHS.test(tex))) {
      pushText(out, mark)
      this.at = start
      return
    }
    out.push({ kind: 'maths', tex: tex.trim(), display })
    this.at = end + mark.length
  }

  private command(out: Inline[], depth: number) {
    const { source } = this
    const next = source[this.at + 1] ?? ''
    if (next === '(' || next === '[') {
      const end = source.indexOf(next === '(' ? '\\)' : '\\]', this.at + 2)
      const tex = end < 0 ? '' : source.slice(this.at + 2, end).trim()
      this.at = tex ? end + 2 : this.at + 2
      if (tex) out.push({ kind: 'maths', tex, display: next === '[' })
      else pushText(out, next)
      return
    }
    const accent = ACCENTS[next]
    const accented = accent ? /^\\[^a-zA-Z]\s*(?:\{\s*(\\?[a-zA-Z])\s*\}|(\\?[a-zA-Z]))/.exec(source.slice(this.at, this.at + 12)) : null
    if (accent && accented) {
      const letter = (accented[1] ?? accented[2]).replace('\\', '')
      pushText(out, (letter + accent).normalize('NFC'))
      this.at += accented[0].length
      return
    }
    if ('%&_$#{}'.includes(next) && next !== '') {
      pushText(out, next)
      this.at += 2
      return
    }
    const name = /^[a-zA-Z]+/.exec(source.slice(this.at + 1, this.at + 60))?.[0] ?? next
    this.at += 1 + name.length
    if (name === '' || SPACES.has(name)) {
      pushText(out, name === '' ? '\\' : ' ')
      return
    }
    if (name === 'href' || name === 'url') return this.link(name, out, depth)
    if (source[this.at] === '*') this.at++
    if (DROPPED.has(name)) {
      this.skipOptions()
      if (source[this.at] === '{') this.argument()
      return
    }
    const letter = LETTERS[name]
    if (letter) {
      pushText(out, letter)
      this.skipSpaceAfterCommand()
      return
    }
    const longAccent = name.length === 1 ? ACCENTS[name] : undefined
    const longAccented = longAccent ? /^\s*\{\s*(\\?[a-zA-Z])\s*\}|^\s+([a-zA-Z])/.exec(source.slice(this.at, this.at + 10)) : null
    if (longAccent && longAccented) {
      pushText(out, ((longAccented[1] ?? longAccented[2]).replace('\\', '') + longAccent).normalize('NFC'))
      this.at += longAccented[0].length
      return
    }
    const style = WRAPPERS[name]
    if (style) {
      if (name === 'textcolor') this.argument()
      if (source[this.at] === '{' && depth < MAX_DEPTH) {
        this.at++
        out.push(...wrap(style, this.inlines(depth + 1)))
      } else this.skipSpaceAfterCommand()
      return
    }
    out.push({ kind: 'symbol', name })
    // `\HB works` swallows its space in TeX, but authors of abstracts write it as they want it read.
  }

  private link(name: string, out: Inline[], depth: number) {
    const { source } = this
    if (source[this.at] !== '{') return pushText(out, '')
    // Authors sometimes lose a brace: `\href{https://…{text}}`. The address ends where it cannot go on.
    const address = /^\{\s*([^\s{}]*)\s*\}?/.exec(source.slice(this.at))
    const url = (address?.[1] ?? '').replace(/\\([%#_&~])/g, '$1')
    const closed = address?.[0].endsWith('}') ?? false
    this.at += address?.[0].length ?? 1
    let children: Inline[] = [{ kind: 'text', text: url }]
    if (name === 'href' && source[this.at] === '{' && depth < MAX_DEPTH) {
      this.at++
      children = this.inlines(depth + 1)
    }
    if (!closed && source[this.at] === '}') this.at++
    if (/^https?:\/\/[^\s"<>]+$/i.test(url)) out.push({ kind: 'link', url, children })
    else out.push(...children)
  }

  private skipOptions() {
    while (this.source[this.at] === '[') {
      const end = this.source.indexOf(']', this.at)
      if (end < 0) return
      this.at = end + 1
    }
  }

  /** Skips a braced argument and returns its source. */
  private argument(): string {
    if (this.source[this.at] !== '{') return ''
    let depth = 0
    const start = this.at + 1
    for (; this.at < this.source.length; this.at++) {
      if (this.source[this.at] === '{') depth++
      else if (this.source[this.at] === '}' && --depth === 0) {
        this.at++
        break
      }
    }
    return this.source.slice(start, this.at - 1)
  }

  private skipSpaceAfterCommand() {
    if (this.source.startsWith('{}', this.at)) this.at += 2
    else while (this.source[this.at] === ' ') this.at++
  }
}

function wrap(style: 'strong' | 'emphasis' | 'code' | 'plain', children: Inline[]): Inline[] {
  return style === 'plain' ? children : [{ kind: style, children }]
}

function pushText(out: Inline[], text: string) {
  if (text === '') return
  const last = out.at(-1)
  if (last?.kind === 'text') last.text += text
  else out.push({ kind: 'text', text })
}

/** Parses a title or an abstract. The result's text holds every word of the input that is not a command's name. */
export function parseTex(source: string): Inline[] {
  const reader = new Reader(source)
  const out: Inline[] = []
  // A stray closing brace ends nothing.
  while (reader.at < source.length) out.push(...reader.inlines(0))
  return out
}
