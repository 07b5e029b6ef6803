/**
 * Large XML documents that consist of many records (OAI-PMH pages, Atom and RSS feeds): the document is cut at its
 * record elements, each record is parsed by itself, and what remains around them (the envelope) is parsed as a
 * document of its own. So memory stays bounded, a broken record costs only itself, and a page cut short is noticed.
 *
 * Document type declarations are refused: nobody's metadata needs one, and they are how entity bombs and external
 * entities get in. Only the five entities of XML itself and character references are understood.
 */
import { SaxesParser } from 'saxes'
import { InputError, MAX_RAW_CHARACTERS, MAX_RECORD_BYTES, RecordError } from '../item.ts'
import { decodeUtf8 } from './lines.ts'

export interface XmlElement {
  /** Local name, without a prefix. */
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** The element's own character data, joined. */
  text: string
}

export interface XmlRecord {
  line: number
  bytes: Buffer
  tooLong: boolean
}

/** What stands around the records: far smaller than this in every protocol here. */
const MAX_ENVELOPE_BYTES = 1 * 2 ** 20
/** Deeper nesting than any metadata format has. */
const MAX_DEPTH = 64

/** Cuts a document at `<record …>…</record>` (or another element's name). Prefixes (`<oai:record>`) are understood. */
export class XmlRecordSplitter {
  readonly #name: string
  readonly #opening: RegExp
  #buffer: Buffer = Buffer.alloc(0)
  #line = 1
  #closing: Buffer | undefined
  #recordLine = 1
  #head: Buffer | undefined
  #envelope: string[] = []
  #envelopeBytes = 0

  constructor(name: string) {
    this.#name = name
    this.#opening = new RegExp(`<((?:[A-Za-z_][\\w.-]*:)?${name})(?=[\\s/>])`)
  }

  /** The document without its records; complete after the last chunk. */
  get envelope(): string {
    return this.#envelope.join('') + (this.#closing ? '' : this.#buffer.toString('utf8'))
  }
  /** True when the input ended inside a record. */
  get insideRecord(): boolean {
    return this.#closing !== undefined
  }
  /** What is left of a record that the end of the input cuts off. */
  get rest(): XmlRecord {
    return { line: this.#recordLine, bytes: this.#head ?? this.#buffer, tooLong: this.#head !== undefined }
  }

  *push(chunk: Uint8Array): Generator<XmlRecord> {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#buffer = this.#buffer.length === 0 ? fresh : Buffer.concat([this.#buffer, fresh])
    for (;;) {
      const record = this.#closing ? this.#takeRecord() : undefined
      if (record) yield record
      if (this.#closing || !this.#findOpening()) return
    }
  }

  #findOpening(): boolean {
    const index = this.#indexOfOpening()
    // A start tag can be cut by the chunk's end: keep its possible beginning.
    const safe = index ?? Math.max(0, this.#buffer.lastIndexOf('<'))
    this.#keepEnvelope(this.#buffer.subarray(0, safe))
    this.#buffer = this.#buffer.subarray(safe)
    if (index === undefined) {
      if (this.#buffer.length > MAX_ENVELOPE_BYTES) throw new InputError('The document holds a mark-up without end; it is not the XML it should be.')
      return false
    }
    this.#recordLine = this.#line
    return true
  }

  #indexOfOpening(): number | undefined {
    for (let from = 0; ; ) {
      const at = this.#buffer.indexOf(this.#name, from)
      if (at < 0) return undefined
      const open = this.#buffer.lastIndexOf('<', at)
      if (open >= 0 && at - open < 64) {
        const match = this.#opening.exec(this.#buffer.toString('latin1', open, at + this.#name.length + 1))
        if (match?.index === 0) {
          this.#closing = Buffer.from(`</${match[1]}>`)
          return open
        }
      }
      from = at + this.#name.length
    }
  }

  #takeRecord(): XmlRecord | undefined {
    const closing = this.#closing!
    const end = this.#buffer.indexOf(closing)
    if (end < 0) {
      const keep = closing.length - 1
      if (this.#buffer.length <= MAX_RECORD_BYTES && !this.#head) return undefined
      this.#head ??= Buffer.from(this.#buffer.subarray(0, MAX_RAW_CHARACTERS))
      this.#countLines(this.#buffer.subarray(0, this.#buffer.length - keep))
      this.#buffer = this.#buffer.subarray(-keep)
      return undefined
    }
    const bytes = this.#buffer.subarray(0, end + closing.length)
    const tooLong = this.#head !== undefined || bytes.length > MAX_RECORD_BYTES
    const record = { line: this.#recordLine, bytes: this.#head ?? bytes, tooLong }
    this.#countLines(bytes)
    this.#buffer = this.#buffer.subarray(end + closing.length)
    this.#closing = undefined
    this.#head = undefined
    return record
  }

  #keepEnvelope(bytes: Buffer) {
    this.#countLines(bytes)
    // White space between a million records says nothing and must not add up.
    if (isBlank(bytes)) return
    this.#envelopeBytes += bytes.length
    if (this.#envelopeBytes > MAX_ENVELOPE_BYTES) throw new InputError(`The document holds too much besides its <${this.#name}> elements; it is not the XML it should be.`)
    const text = bytes.toString('utf8')
    if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new InputError('The document declares a document type or entities, which is refused for safety; no such source does that.')
    this.#envelope.push(text)
  }

  #countLines(bytes: Buffer) {
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) this.#line++
  }
}

const isBlank = (bytes: Buffer) => bytes.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)

/** The tree of one record. @throws RecordError where it is not UTF-8, not well formed or declares entities. */
export function parseXmlRecord(bytes: Buffer): XmlElement {
  const text = decodeUtf8(bytes)
  if (text === undefined) throw new RecordError('This record is not valid UTF-8.')
  return parseXml(text)
}

/** The tree of a whole (small) document. @throws RecordError where it is not well formed or declares entities. */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open: XmlElement[] = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw new RecordError(`This record is not well-formed XML: ${error.message.replace(/^[\d:]+\s*/, '')}`)
  })
  parser.on('doctype', () => {
    throw new RecordError('This record declares a document type or entities, which is refused for safety.')
  })
  parser.on('opentag', (tag) => {
    const element: XmlElement = { name: localName(tag.name), attributes: tag.attributes as Record<string, string>, children: [], text: '' }
    open.at(-1)!.children.push(element)
    if (open.push(element) > MAX_DEPTH) throw new RecordError('This record is nested too deeply to be metadata.')
  })
  parser.on('closetag', () => void open.pop())
  const addText = (part: string) => void (open.at(-1)!.text += part)
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(text).close()
  return root.children[0] ?? root
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined => element?.children.find((child) => child.name === name)
export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] => element?.children.filter((child) => child.name === name) ?? []

/** The trimmed text of a child, or undefined where it is missing or empty. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text.trim()
  return text ? text : undefined
}
