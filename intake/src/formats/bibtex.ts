/**
 * BibTeX and BibLaTeX databases. The file is cut at its entries first (braces balanced, quotes respected), so that one
 * broken entry costs only itself; each entry is then read with the file's own `@string`s.
 * Grammar: "BibTeXing" (Patashnik 1988) and the biblatex manual §2; values are in TeX and become Unicode.
 */
import { parsePaperId, type Link, type PaperId, type PaperRecord } from '@offprint/catalogue'
import { MAX_RAW_CHARACTERS, MAX_RECORD_BYTES, RecordError, rejected, type ParsedItem, type ParseOptions } from '../item.ts'
import { linkOf, linksIn, paperRecord, parseDoi, parseUrl } from '../record.ts'
import { givenNameFirst } from '../text/authors.ts'
import { dayOf, monthNumber, parseDate } from '../text/dates.ts'
import { NOT_UTF8, readLines, TOO_LONG } from '../text/lines.ts'
import { bibtexToUnicode } from '../text/tex.ts'

export interface BibtexEntry {
  type: string
  key: string
  /** Field names in lower case, values as they stand in the file (TeX), without their outer braces or quotes. */
  fields: Record<string, string>
}

/** The three-letter months every BibTeX style predefines. */
const MONTH_STRINGS = Object.fromEntries(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].map((name) => [name, name]))

/**
 * Reads one entry (`@article{key, name = value, …}`); `@string` definitions go into `strings` and give undefined, as do
 * `@comment` and `@preamble`. @throws RecordError with what is wrong
 */
export function readBibtexEntry(text: string, strings: Map<string, string>): BibtexEntry | undefined {
  const head = /^@\s*([A-Za-z]+)\s*[{(]/.exec(text)
  if (!head) throw new RecordError('This is not a BibTeX entry.')
  const type = head[1].toLowerCase()
  if (type === 'comment' || type === 'preamble') return undefined
  const scanner = new ValueScanner(text, head[0].length, strings)
  if (type === 'string') {
    const [name, value] = scanner.field() ?? []
    if (name && value !== undefined) strings.set(name, value)
    return undefined
  }
  const key = scanner.key()
  const fields: Record<string, string> = {}
  for (let field = scanner.field(); field; field = scanner.field()) fields[field[0]] ??= field[1]
  return { type, key, fields }
}

class ValueScanner {
  readonly #text: string
  readonly #strings: Map<string, string>
  #at: number

  constructor(text: string, at: number, strings: Map<string, string>) {
    this.#text = text
    this.#at = at
    this.#strings = strings
  }

  key(): string {
    const match = this.#take(/\s*([^\s,{}=]*)\s*(?=[,})])/y)
    if (!match) throw new RecordError('This entry has no key.')
    return match[1]
  }

  /** `name = value` after an optional comma, or undefined at the entry's end. */
  field(): [name: string, value: string] | undefined {
    this.#take(/[\s,]*/y)
    if (this.#at >= this.#text.length || /[})]/.test(this.#text[this.#at])) return undefined
    const match = this.#take(/([^\s=,{}"#%'()]+)\s*=\s*/y)
    if (!match) throw new RecordError(`A field is not understood near "${this.#text.slice(this.#at, this.#at + 30).replaceAll(/\s+/g, ' ')}".`)
    return [match[1].toLowerCase(), this.#value(match[1])]
  }

  #value(name: string): string {
    let value = ''
    do value += this.#part(name)
    while (this.#take(/\s*#\s*/y))
    return value.trim()
  }

  #part(name: string): string {
    const first = this.#text[this.#at]
    if (first === '{' || first === '"') return this.#delimited(first)
    const word = this.#take(/[^\s,{}"#()]+/y)?.[0]
    if (word === undefined) throw new RecordError(`The field "${name}" has no value.`)
    // An unknown abbreviation stands for itself: better than losing the entry.
    return /^\d+$/.test(word) ? word : (this.#strings.get(word.toLowerCase()) ?? MONTH_STRINGS[word.toLowerCase()] ?? word)
  }

  #delimited(open: string): string {
    let depth = 0
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const char = this.#text[at]
      if (char === '\\') at++
      else if (char === '{') depth++
      else if (char === '}' && depth > 0) depth--
      else if (depth === 0 && char === (open === '{' ? '}' : '"')) {
        const value = this.#text.slice(this.#at + 1, at)
        this.#at = at + 1
        return value
      }
    }
    throw new RecordError('A brace or quote in this entry is never closed.')
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match) this.#at = pattern.lastIndex
    return match
  }
}

/** What an entry says of a paper. @throws RecordError where it has no title */
export function recordOfEntry(entry: BibtexEntry): PaperRecord {
  const raw = entry.fields
  const value = (...names: string[]): string | undefined => {
    const found = names.map((name) => raw[name]).find((text) => text !== undefined && text !== '')
    return found === undefined ? undefined : bibtexToUnicode(found)
  }
  const doi = parseDoi(value('doi'))
  const journal = value('journal', 'journaltitle')
  return paperRecord({
    id: idOf(raw, doi, value('url')),
    title: [value('title'), value('subtitle')].filter(Boolean).join(': '),
    abstract: value('abstract'),
    authors: authorsOf(raw.author ?? raw.editor),
    categories: /^[a-z-]+(?:\.[A-Za-z-]+)?$/.test(raw.primaryclass ?? raw.eprintclass ?? '') ? [raw.primaryclass ?? raw.eprintclass] : undefined,
    published: dateOf(raw),
    doi,
    // "arXiv preprint arXiv:2508.01832" is an identifier, not a journal.
    journalRef: journal && !/arxiv|corr/i.test(journal) ? reference(journal, value) : undefined,
    venue: value('booktitle', 'eventtitle', 'series'),
    comment: value('note', 'annotation'),
    keywords: value('keywords')?.split(/\s*[,;]\s*/),
    links: [...addressOf(value('url')), ...linksIn(value('note'))],
  })
}

function idOf(raw: Record<string, string>, doi: string | undefined, url: string | undefined): PaperId | undefined {
  const archive = (raw.archiveprefix ?? raw.eprinttype ?? '').toLowerCase()
  const eprint = raw.eprint && (archive === '' || archive === 'arxiv') ? parsePaperId(`arxiv:${raw.eprint.replace(/^arxiv:/i, '')}`)?.id : undefined
  const inJournal = /arxiv[:\s]+([\w./-]+\d(?:v\d+)?)/i.exec(`${raw.journal ?? ''} ${raw.note ?? ''} ${raw.howpublished ?? ''}`)?.[1]
  const arxivDoi = parsePaperId(`doi:${raw.doi ?? ''}`)?.id
  return eprint ?? (inJournal ? parsePaperId(`arxiv:${inJournal}`)?.id : undefined) ?? (url ? parsePaperId(url)?.id : undefined) ?? arxivDoi ?? (doi ? parsePaperId(`doi:${doi}`)?.id : undefined)
}

/** Names are parted by "and" outside braces; a name wholly in braces is a group and is not turned round. */
function authorsOf(text: string | undefined): { name: string }[] {
  if (!text) return []
  const names: string[] = []
  let depth = 0
  let name = ''
  for (const token of text.split(/(\{|\}|\s+and\s+)/)) {
    if (token === '{') depth++
    if (token === '}') depth--
    if (depth === 0 && /^\s+and\s+$/.test(token)) {
      names.push(name)
      name = ''
    } else name += token
  }
  names.push(name)
  return names
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.toLowerCase() !== 'others')
    .map((part) => ({ name: /^\{[^{}]*\}$/.test(part) ? bibtexToUnicode(part) : givenNameFirst(bibtexToUnicode(part)) }))
}

/** `date = {2021-05-03}` (BibLaTeX) or `year` with `month` (a name, an abbreviation or a number) and `day`. */
function dateOf(raw: Record<string, string>): string | undefined {
  const date = parseDate((raw.date ?? '').split('/')[0])
  if (date) return date
  const year = /\d{4}/.exec(raw.year ?? '')?.[0]
  if (!year) return undefined
  const month = /^\d{1,2}$/.test(raw.month ?? '') ? Number(raw.month) : monthNumber(/[A-Za-z]{3,9}/.exec(raw.month ?? '')?.[0] ?? '')
  if (!month || month > 12) return year
  const day = /^\d{1,2}$/.test(raw.day ?? '') ? dayOf(Number(year), month, Number(raw.day)) : undefined
  return day ?? `${year}-${String(month).padStart(2, '0')}`
}

/** "Journal of Tests 12(3), 45–67 (2020)". */
function reference(journal: string, value: (...names: string[]) => string | undefined): string {
  const [volume, number, pages, year] = [value('volume'), value('number', 'issue'), value('pages'), value('year')]
  const issue = [volume, number && `(${number})`].filter(Boolean).join('')
  return [[journal, issue].filter(Boolean).join(' '), pages].filter(Boolean).join(', ') + (year ? ` (${year})` : '')
}

const addressOf = (text: string | undefined): Link[] => {
  const url = parseUrl(text)
  // An address that only repeats the identifier is no further link.
  return url && !parsePaperId(url) ? [linkOf(url)] : []
}

/** Entries as they come. Text outside entries is a comment, as in BibTeX itself. */
export async function* parseBibtex(chunks: AsyncIterable<Uint8Array>, _options: ParseOptions): AsyncGenerator<ParsedItem> {
  const strings = new Map<string, string>()
  const splitter = new EntrySplitter()
  for await (const line of readLines(chunks)) {
    if (line.tooLong) yield rejected(line.number, TOO_LONG, line.bytes.toString('utf8'))
    else if (line.text === undefined) {
      // The entry around a damaged line is damaged too.
      const open = splitter.abandon()
      yield rejected(open?.line ?? line.number, NOT_UTF8, `${open?.text ?? ''}${line.bytes.toString('utf8')}`)
    } else {
      for (const entry of splitter.push(line.number, line.text)) {
        const item = entryItem(entry, strings)
        if (item) yield item
      }
    }
  }
  const open = splitter.abandon()
  if (open) yield rejected(open.line, 'The file ends in the middle of this entry.', open.text)
}

interface EntryText {
  line: number
  text: string
  whole: boolean
  tooLong: boolean
}

/** Finds entries by their braces; one whose brace was forgotten ends where the next begins at the margin. */
class EntrySplitter {
  #open: { line: number; text: string; length: number; round: boolean; depth: number } | undefined

  *push(line: number, text: string): Generator<EntryText> {
    if (this.#open && /^@[A-Za-z]+\s*[{(][^{}=]*,\s*$/.test(text)) yield { ...this.abandon()!, whole: false, tooLong: false }
    for (let at = 0; at < text.length; ) {
      if (!this.#open) {
        const opening = /@\s*[A-Za-z]+\s*([{(])/g
        opening.lastIndex = at
        const match = opening.exec(text)
        if (!match) return
        this.#open = { line, text: match[0], length: 0, round: match[1] === '(', depth: match[1] === '(' ? 0 : 1 }
        at = opening.lastIndex
      }
      const end = this.#closing(text, at)
      this.#add(text.slice(at, end))
      if (end === undefined) return this.#add('\n')
      at = end
      const { line: from, text: entry, length } = this.#open
      this.#open = undefined
      yield { line: from, text: entry, whole: true, tooLong: length > MAX_RECORD_BYTES }
    }
    if (this.#open && text === '') this.#add('\n')
  }

  abandon(): { line: number; text: string } | undefined {
    const open = this.#open
    this.#open = undefined
    return open && { line: open.line, text: open.text }
  }

  /** Where the open entry ends in `text`, after its closing brace. */
  #closing(text: string, from: number): number | undefined {
    const open = this.#open!
    const braces = /\\[^]|[{})]/g
    braces.lastIndex = from
    for (let match = braces.exec(text); match; match = braces.exec(text)) {
      if (match[0] === '{') open.depth++
      else if (match[0] === '}') open.depth--
      if (match[0] === (open.round ? ')' : '}') && open.depth === 0) return braces.lastIndex
    }
    return undefined
  }

  #add(text: string) {
    const open = this.#open!
    open.length += text.length
    if (open.length <= MAX_RECORD_BYTES) open.text += text
    else open.text = open.text.slice(0, MAX_RAW_CHARACTERS)
  }
}

function entryItem({ line, text, whole, tooLong }: EntryText, strings: Map<string, string>): ParsedItem | undefined {
  if (tooLong) return rejected(line, TOO_LONG, text)
  if (!whole) return rejected(line, 'A brace or quote in this entry is never closed.', text)
  try {
    const entry = readBibtexEntry(text, strings)
    return entry && { line, record: recordOfEntry(entry) }
  } catch (error) {
    if (error instanceof RecordError) return rejected(line, error.message, text)
    throw error
  }
}
