/**
 * A daily-papers page as lines of text: title, abstract, then either "N authors" or an organisation, `·`, and a date
 * with a comment count. Some entries lack the authors and the date, and nothing has an identifier. Pure and streaming:
 * lines go in, records come out as soon as the next entry begins.
 */
import type { PaperId, PaperRecord } from '@offprint/catalogue'
import { rejected, recordOrRejection, type ParsedItem } from '../item.ts'
import { paperRecord } from '../record.ts'
import { parsePageDate, type PageDate } from '../text/dates.ts'

export interface PageLine {
  number: number
  text: string
  /** From the link around a title, where the page is HTML. */
  id?: PaperId
}

interface Block {
  line: number
  text: string
  id?: PaperId
}

/** What the page's own furniture says, and what a saved card adds around an entry. */
const FURNITURE =
  /^(?:new|subscribe|daily papers|trending papers|get trending papers .*|by\s*ak and the research community|daily|weekly|monthly|search|log in|sign up|previous|next|submitted by|submitted by .{1,60}|upvote|upvoted|-|–|arxiv page|github)$/i
const AUTHORS = /^[•*·-]?\s*(\d{1,5}) authors?$/i
const DOT = /^[·•]$/
/** Both on one line: "4 authors · Aug 1, 2025 2". */
const AUTHORS_AND_DATE = /^(.{1,120}?)\s+·\s+([A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?(?:\s+\d{1,5})?)$/
/** A line this short that does not end a sentence can be a title; an abstract is longer. */
const MAX_TITLE = 300
const MIN_ABSTRACT = 120

const looksLikeTitle = (block: Block) => block.id !== undefined || (block.text.length <= MAX_TITLE && !/[.;:,]$/.test(block.text))
const looksLikeAbstract = (block: Block | undefined) => block !== undefined && block.id === undefined && (block.text.length >= MIN_ABSTRACT || /[.!?)}"']$/.test(block.text))

export class PageReader {
  readonly #now: string
  readonly #listedOn: string | undefined
  #pageDay: string | undefined
  #inHeader = true
  #blocks: Block[] = []
  #joinable = false
  #pendingMeta: Block | undefined

  constructor(options: { now: string; listedOn?: string }) {
    this.#now = options.now
    this.#listedOn = options.listedOn
  }

  /** The day of the page: the keeper's, or the date in its header. */
  get day(): string | undefined {
    return this.#listedOn ?? this.#pageDay
  }

  *push(line: PageLine): Generator<ParsedItem> {
    const text = line.text.trim()
    if (text === '') {
      this.#joinable = false
      return
    }
    // In HTML the separator often shares its line with the date.
    const afterDot = /^[·•]\s+(?=[A-Z][a-z]{2,8}\.? \d)(.+)$/.exec(text)
    if (afterDot) {
      yield* this.push({ number: line.number, text: '·' })
      yield* this.push({ number: line.number, text: afterDot[1] })
      return
    }
    const date = parsePageDate(text, this.day ?? this.#now)
    if (this.#inHeader && this.#blocks.length === 0) {
      if (FURNITURE.test(text)) return
      if (date) {
        this.#pageDay ??= date.day
        return
      }
    }
    this.#inHeader = false
    const combined = AUTHORS_AND_DATE.exec(text)
    const combinedDate = combined && parsePageDate(combined[2], this.day ?? this.#now)
    if (combined && combinedDate && this.#blocks.length > 0) {
      yield* this.#close(meta(combined[1], line.number), combinedDate)
    } else if (AUTHORS.test(text)) {
      this.#pendingMeta = { line: line.number, text }
      this.#joinable = false
    } else if (DOT.test(text)) {
      // The line before a separator names the organisation, if it was not the authors' line.
      if (!this.#pendingMeta && this.#blocks.length > 1) this.#pendingMeta = this.#blocks.pop()
      this.#joinable = false
    } else if (date && this.#blocks.length > 0) {
      yield* this.#close(this.#pendingMeta, date)
    } else if (this.#pendingMeta) {
      // An authors' line without a date closes the entry too.
      yield* this.#close(this.#pendingMeta, undefined)
      this.#add(line, text)
    } else if (!/^\d{1,6}$/.test(text) && !FURNITURE.test(text)) {
      this.#add(line, text)
    }
  }

  *finish(): Generator<ParsedItem> {
    yield* this.#close(this.#pendingMeta, undefined)
  }

  #add(line: PageLine, text: string) {
    const last = this.#blocks.at(-1)
    // Lines of one paragraph, wrapped by whoever saved the page, belong together.
    if (last && this.#joinable && line.id === undefined) last.text += ` ${text}`
    else this.#blocks.push({ line: line.number, text, ...(line.id ? { id: line.id } : {}) })
    this.#joinable = true
  }

  /** Emits what has gathered; authors and date belong to the last entry of it. */
  *#close(metaBlock: Block | undefined, date: PageDate | undefined): Generator<ParsedItem> {
    const entries = splitEntries(this.#blocks)
    this.#blocks = []
    this.#joinable = false
    this.#pendingMeta = undefined
    for (const [index, entry] of entries.entries()) {
      const last = index === entries.length - 1
      yield this.#item(entry, last ? metaBlock : undefined, last ? date : undefined)
    }
  }

  #item([title, ...paragraphs]: Block[], metaBlock: Block | undefined, date: PageDate | undefined): ParsedItem {
    const raw = [title, ...paragraphs].map((block) => block.text).join('\n\n')
    if (paragraphs.length === 0 && !metaBlock && !date) {
      return rejected(title.line, 'This stands alone: neither an abstract nor authors nor a date follow it.', raw)
    }
    const authors = metaBlock && AUTHORS.exec(metaBlock.text)
    return recordOrRejection(title.line, raw, () =>
      paperRecord({
        id: title.id,
        title: title.text,
        abstract: paragraphs.map((block) => block.text).join('\n\n'),
        published: date?.day,
        importedComments: date?.comments,
        authorCount: authors ? Number(authors[1]) : undefined,
        organisation: metaBlock && !authors ? organisationOf(metaBlock.text) : undefined,
        listedOn: this.day,
        listedBy: this.day ? 'import' : undefined,
      } satisfies Partial<PaperRecord> as PaperRecord),
    )
  }
}

const meta = (text: string, line: number): Block => ({ line, text })

/** `DukeNLPGroup Duke NLP`: the picture's name (the slug), then the name shown. */
function organisationOf(text: string): PaperRecord['organisation'] {
  const match = /^[•*]?\s*([\w.-]+)(?:\s+(.+))?$/u.exec(text)
  return match ? { slug: match[1], name: match[2] ?? match[1] } : { slug: text.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-'), name: text }
}

/** Cuts paragraphs at titles: an entry without authors and date runs into the next one's title. */
function splitEntries(blocks: Block[]): Block[][] {
  const entries: Block[][] = []
  for (const [index, block] of blocks.entries()) {
    const current = entries.at(-1)
    const begins = !current || block.id !== undefined || (current.length > 1 && looksLikeTitle(block) && looksLikeAbstract(blocks[index + 1]))
    if (begins) entries.push([block])
    else current.push(block)
  }
  return entries
}
