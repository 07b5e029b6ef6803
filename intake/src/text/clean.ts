/** Text as sources write it, to text as the catalogue keeps it. Every function gives its own output back unchanged. */
import { Parser } from 'htmlparser2'

/** Inline mark-up that reaches titles and abstracts (HTML, JATS, MathML); anything else after a `<` is a formula. */
const TAG = /<\/?(?:[a-z]+:)?(?:i|b|em|strong|sub|sup|u|tt|span|a|p|br|div|small|italic|bold|sc|title|sec|math|mi|mo|mn|mrow|msub|msup|mtext|mstyle|msubsup|mfrac|inline-formula|tex-math|ul|ol|li|h[1-6])(?:\s+[a-z:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*\/?>/gi
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/i
/** C0 and C1 controls other than tab and line ends: never meant, and PostgreSQL refuses NUL. Soft hyphen, BOM. */
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\uFEFF]/g
// Only text with one of these needs more than a look.
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const UNTIDY = /[\u0000-\u001F\u007F-\u00A0\u00AD\u2028\u2029\uD800-\uDFFF\uFEFF]| {2}|^ | $/
/** Escaped twice happens, and once more; an end keeps a hostile text from costing time. */
const MAX_ESCAPES = 4

/** One line: controls gone, white space single, Unicode composed (NFC), tags and entities resolved. */
export function cleanLine(text: string): string {
  const plain = plainText(text)
  return UNTIDY.test(plain) ? plain.replaceAll(/\s+/g, ' ').trim() : plain
}

/** Running text: as a line, but empty lines still part paragraphs (kept as one `\n\n`). */
export function cleanText(text: string): string {
  const plain = plainText(text)
  if (!UNTIDY.test(plain)) return plain
  return plain
    .split(/\r?\n[^\S\n]*\r?\n\s*/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

/** Controls first, since one inside an entity would hide it; again at the end, since entities can stand for them. */
function plainText(text: string): string {
  const tidy = UNTIDY.test(text) ? text.toWellFormed().replace(CONTROLS, '') : text
  const plain = stripMarkup(tidy)
  return (plain === tidy ? plain : plain.toWellFormed().replace(CONTROLS, '')).normalize('NFC')
}

/** Resolves HTML tags and entities; comparisons such as `a<b` and tags nobody uses in a title stay as they are. */
export function stripMarkup(text: string): string {
  if (!text.includes('<') && !text.includes('&')) return text
  let current = text
  for (let round = 0; round < MAX_ESCAPES; round++) {
    const next = ENTITY.test(current) ? decodeEntities(withoutTags(current)) : withoutTags(current)
    if (next === current) break
    current = next
  }
  return current
}

const withoutTags = (text: string) => text.replaceAll(TAG, (tag) => (/^<\/?(?:\w+:)?(?:p|br|div|sec|title|li|h\d)\b/i.test(tag) ? '\n\n' : ''))

function decodeEntities(text: string): string {
  let decoded = ''
  const parser = new Parser({ ontext: (part) => void (decoded += part) }, { decodeEntities: true })
  // What still looks like a tag is a formula's "less than": the parser must not take it for mark-up.
  parser.end(text.replaceAll('<', '&lt;'))
  return decoded
}
