/** The formats of files, by name; adding one is one entry here and one parser beside. */
import type { SourceName } from '@offprint/catalogue'
import type { RecordParser } from '../item.ts'
import { parseAtom } from './atom.ts'
import { parseBibtex } from './bibtex.ts'
import { parseHf } from './hf.ts'
import { looksLikeJson } from './json.ts'
import { parseJsonLines } from './jsonl.ts'
import { parseOai } from './oai.ts'
import { parsePageHtml, parsePageText } from './page.ts'
import { parseSnapshot } from './snapshot.ts'

export interface Format {
  /** How far its statements are trusted when sources differ. */
  source: SourceName
  parser: RecordParser
  /** Whether an input that begins like this is of the format; formats are asked in the order below. */
  recognises: (head: string) => boolean
  /** For help texts. */
  description: string
}

const isXmlWith = (root: RegExp) => (head: string) => /^\s*</.test(head) && root.test(head)
const isObjectWith = (field: RegExp) => (head: string) => looksLikeJson(head) && field.test(head)

export const FORMATS = {
  oai: {
    source: 'arxiv-oai',
    parser: parseOai,
    recognises: isXmlWith(/<(?:\w+:)?OAI-PMH\b|<arXiv(?:Raw|Old)?\b/),
    description: 'OAI-PMH page of arXiv (arXiv, arXivRaw)',
  },
  atom: { source: 'arxiv-atom', parser: parseAtom, recognises: isXmlWith(/<(?:\w+:)?feed\b/), description: "answer of arXiv's query interface" },
  html: {
    source: 'page',
    parser: parsePageHtml,
    recognises: isXmlWith(/^\s*(?:<!--[^]*?-->\s*)?<(?:!doctype html|html|head|body|main|div|section|article)\b/i),
    description: 'saved daily-papers page, HTML',
  },
  hf: { source: 'huggingface', parser: parseHf, recognises: isObjectWith(/"paper"\s*:\s*\{|"submittedOnDailyAt"|"discussionId"/), description: 'Hugging Face Daily Papers, JSON' },
  snapshot: { source: 'arxiv-snapshot', parser: parseSnapshot, recognises: isObjectWith(/"authors_parsed"\s*:|"update_date"\s*:/), description: "arXiv's metadata snapshot, JSON Lines" },
  jsonl: { source: 'jsonl', parser: parseJsonLines, recognises: looksLikeJson, description: 'JSON Lines, one paper a line' },
  bibtex: { source: 'bibtex', parser: parseBibtex, recognises: (head) => /^\s*@\s*[A-Za-z]+\s*[{(]/m.test(head), description: 'BibTeX or BibLaTeX' },
  page: { source: 'page', parser: parsePageText, recognises: looksLikePage, description: 'saved daily-papers page, text' },
} satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS

/** The names `--format` takes; `page` reads text and HTML alike. */
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name)

/** A heading of such a page, or the line pattern of its entries: "4 authors", a dot, a date. */
function looksLikePage(head: string): boolean {
  return /^\s*Daily Papers\s*$/m.test(head) || /^\s*(?:[•*]\s*)?\d+ authors?\s*\n+\s*·?\s*\n*\s*[A-Z][a-z]{2,8}\.? \d{1,2}/m.test(head) || /^·\s*\n+\s*[A-Z][a-z]{2,8} \d{1,2}/m.test(head)
}

/** The format of an input by its first bytes, or undefined where nothing fits. */
export function recogniseFormat(head: string): FormatName | undefined {
  const text = head.replace(/^\uFEFF/, '')
  return FORMAT_NAMES.find((name) => FORMATS[name].recognises(text))
}

/** `--format page` is said of text and HTML; which it is shows in the first character. */
export const formatFor = (name: FormatName, head: string): FormatName => (name === 'page' && FORMATS.html.recognises(head) ? 'html' : name)
