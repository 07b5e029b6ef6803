/** A saved daily-papers page: as text, or as HTML with or without the page's own data in it. */
import { parsePaperId } from '@offprint/catalogue'
import { Parser } from 'htmlparser2'
import { InputError, MAX_RECORD_BYTES, recordOrRejection, rejected, type ParsedItem, type ParseOptions } from '../item.ts'
import { NOT_UTF8, readLines, TOO_LONG } from '../text/lines.ts'
import { readHfItem } from './hf.ts'
import { PageReader, type PageLine } from './page-lines.ts'

export async function* parsePageText(chunks: AsyncIterable<Uint8Array>, options: ParseOptions): AsyncGenerator<ParsedItem> {
  const reader = new PageReader(options)
  for await (const line of readLines(chunks)) {
    if (line.tooLong) yield rejected(line.number, TOO_LONG, line.bytes.toString('utf8'))
    else if (line.text === undefined) yield rejected(line.number, NOT_UTF8, line.bytes.toString('utf8'))
    else yield* reader.push({ number: line.number, text: line.text.replace(/^\uFEFF/, '') })
  }
  yield* reader.finish()
}

/** A saved page with all its pictures inlined is smaller; an attribute of gigabytes must not be gathered. */
const MAX_PAGE_BYTES = 64 * 2 ** 20

/** Elements whose content is no text of the page. */
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'svg', 'button', 'nav', 'head', 'form', 'footer'])
/** Elements that do not end a line. */
const INLINE = new Set(['a', 'b', 'i', 'em', 'strong', 'span', 'sub', 'sup', 'code', 'small', 'u', 'tt', 'mark', 'abbr', 'time', 'img', 'wbr', 'font'])

/**
 * The HTML of such a page. Where it carries its own data (`data-target="DailyPapers"` with `data-props`, as Hugging
 * Face and Offprint pages do), that is read, identifiers included; otherwise the visible text is, with the
 * identifiers from the titles' links.
 */
export async function* parsePageHtml(chunks: AsyncIterable<Uint8Array>, options: ParseOptions): AsyncGenerator<ParsedItem> {
  const text = new TextDecoder('utf-8')
  const html = new HtmlLines()
  const reader = new PageReader(options)
  let hasData = false
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MAX_PAGE_BYTES) throw new InputError(`The page is longer than ${MAX_PAGE_BYTES / 2 ** 20} MiB, which no saved page is.`)
    html.write(text.decode(chunk, { stream: true }))
    if (html.props !== undefined) {
      hasData = true
      yield* itemsOfProps(html.takeProps(), options)
    }
    for (const line of html.takeLines()) if (!hasData) yield* reader.push(line)
  }
  html.write(text.decode())
  html.end()
  for (const line of html.takeLines()) if (!hasData) yield* reader.push(line)
  if (html.props !== undefined) yield* itemsOfProps(html.takeProps(), options)
  else if (!hasData) yield* reader.finish()
}

function* itemsOfProps(props: string, options: ParseOptions): Generator<ParsedItem> {
  let data: { dailyPapers?: unknown; dateString?: unknown }
  try {
    data = JSON.parse(props)
  } catch {
    throw new InputError("The page's own data is cut short or damaged; save the page again.")
  }
  const day = options.listedOn ?? (typeof data.dateString === 'string' && /^\d{4}-\d{2}-\d{2}/.test(data.dateString) ? data.dateString.slice(0, 10) : undefined)
  for (const [index, item] of (Array.isArray(data.dailyPapers) ? data.dailyPapers : []).entries()) {
    yield recordOrRejection(index + 1, JSON.stringify(item), () => readHfItem(Object(item), day))
  }
}

/** Visible text by lines, and the page's data; nothing else of the document is kept. */
class HtmlLines {
  readonly #parser: Parser
  #lines: PageLine[] = []
  #line = ''
  #number = 1
  #silent = 0
  #heading = 0
  #id: PageLine['id']
  props: string | undefined

  constructor() {
    this.#parser = new Parser({
      onopentag: (name, attributes) => {
        if (SILENT.has(name)) this.#silent++
        if (attributes['data-target'] === 'DailyPapers' && attributes['data-props']) this.props = attributes['data-props']
        if (/^h[1-4]$/.test(name)) this.#heading++
        if (name === 'a' && this.#heading > 0 && attributes.href) this.#id ??= idInAddress(attributes.href)
        if (!INLINE.has(name)) this.#break(name === 'br')
      },
      onclosetag: (name) => {
        if (SILENT.has(name)) this.#silent = Math.max(0, this.#silent - 1)
        if (!INLINE.has(name)) this.#break(name === 'br')
        if (/^h[1-4]$/.test(name)) this.#heading = Math.max(0, this.#heading - 1)
      },
      ontext: (text) => {
        if (this.#silent === 0 && this.#line.length < MAX_RECORD_BYTES) this.#line += text
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#number++
      },
    })
  }

  write(text: string) {
    this.#parser.write(text)
  }
  end() {
    this.#parser.end()
    this.#break(false)
  }
  takeLines(): PageLine[] {
    const lines = this.#lines
    this.#lines = []
    return lines
  }
  takeProps(): string {
    const props = this.props!
    this.props = undefined
    return props
  }
  #break(sameParagraph: boolean) {
    const text = this.#line.replaceAll(/\s+/g, ' ').trim()
    if (text !== '') this.#lines.push({ number: this.#number, text, ...(this.#id ? { id: this.#id } : {}) })
    // An empty line parts paragraphs, as in the text form of a page.
    if (text !== '' && !sameParagraph) this.#lines.push({ number: this.#number, text: '' })
    if (text !== '') this.#id = undefined
    this.#line = ''
  }
}

/** `/papers/2508.01832` → the id; other links around a title say nothing. */
const idInAddress = (href: string) => {
  const path = /(?:^|\/)papers\/([^?#]+)/.exec(href)
  return path ? parsePaperId(decodeURIComponent(path[1]))?.id : undefined
}
