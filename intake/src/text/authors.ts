/** Names of authors in the forms sources use, to `Author`s with the given name first. */
import type { Author } from '@offprint/catalogue'
import { cleanLine } from './clean.ts'
import { texToUnicode } from './tex.ts'

const SUFFIX = /^(?:jr|sr|ii|iii|iv|v|2nd|3rd)\.?$/i

/** `Rodrigues, Waldyr A.` and `Rodrigues, Jr, Waldyr A.` (BibTeX's forms) to `Waldyr A. Rodrigues Jr`. */
export function givenNameFirst(name: string): string {
  const parts = name.split(',').map((part) => part.trim())
  if (parts.length === 2 && SUFFIX.test(parts[1])) return parts.join(' ')
  if (parts.length === 2) return `${parts[1]} ${parts[0]}`.trim()
  if (parts.length === 3) return `${parts[2]} ${parts[0]} ${parts[1]}`.trim()
  return name.trim()
}

/** `0000-0002-1825-0097` out of an address or text; undefined where its check digit (ISO 7064 mod 11-2) is wrong. */
export function parseOrcid(text: string): string | undefined {
  const match = /(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])$/i.exec(text.trim())
  if (!match) return undefined
  const digits = match.slice(1).join('').toUpperCase()
  let total = 0
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2
  const check = (12 - (total % 11)) % 11
  return digits[15] === (check === 10 ? 'X' : String(check)) ? match.slice(1).join('-').toUpperCase() : undefined
}

/**
 * arXiv's author line (`arXivRaw`, snapshot): names parted by commas or "and", affiliations in parentheses, either
 * written out or numbered with a list at the end, a collaboration before a colon:
 * `ATLAS Collaboration: A. Alpha (1), B. Beta (2) ((1) CERN, (2) MIT)`.
 */
export function parseAuthorLine(line: string): Author[] {
  const text = cleanLine(texToUnicode(line))
  const { body, numbered } = cutAffiliationList(text)
  const authors: Author[] = []
  for (const piece of splitOutsideParentheses(body)) {
    const affiliations = [...piece.matchAll(/\(((?:[^()]|\([^()]*\))*)\)/g)].flatMap((match) => resolveAffiliation(match[1], numbered))
    const name = piece.replaceAll(/\((?:[^()]|\([^()]*\))*\)/g, '').replace(/^(?:and|&)\s+/i, '').replaceAll(/\s+/g, ' ').trim()
    if (name === '' || /^et\.? al\.?$/i.test(name)) continue
    const last = authors.at(-1)
    if (last && SUFFIX.test(name)) last.name = `${last.name} ${name}`
    else authors.push({ name, ...(affiliations.length > 0 ? { affiliation: affiliations.join('; ') } : {}) })
  }
  return authors
}

/** The list `((1) CERN, (2) MIT)` at the end of the line, and what stands before it. */
function cutAffiliationList(text: string): { body: string; numbered: Map<string, string> } {
  const numbered = new Map<string, string>()
  const start = text.search(/\(\s*\(\s*\w{1,3}\s*\)/)
  if (start < 0) return { body: text, numbered }
  for (const [, key, value] of text.slice(start).matchAll(/\((\w{1,3})\)\s*((?:[^()]|\((?!\w{1,3}\))[^()]*\))*)/g)) {
    const name = withoutStrayParenthesis(value.replace(/[,;\s]+$/, '')).replace(/[,;\s]+$|\s+and$/, '').trim()
    if (name) numbered.set(key, name)
  }
  return { body: text.slice(0, start), numbered }
}

/** The last item of the list carries the list's own closing parenthesis. */
const withoutStrayParenthesis = (text: string) =>
  text.endsWith(')') && text.split(')').length > text.split('(').length ? text.slice(0, -1) : text

function resolveAffiliation(inside: string, numbered: Map<string, string>): string[] {
  if (numbered.size === 0) return inside.trim() ? [inside.trim()] : []
  const keys = inside.split(/[\s,;&]+|\band\b/).filter(Boolean)
  if (keys.every((key) => /^\w{1,3}$/.test(key))) return keys.flatMap((key) => numbered.get(key) ?? [])
  return inside.trim() ? [inside.trim()] : []
}

function splitOutsideParentheses(text: string): string[] {
  const pieces: string[] = []
  let depth = 0
  let piece = ''
  const tokens = text.split(/(\(|\)|,|;|:| and | & )/)
  for (const token of tokens) {
    if (token === '(') depth++
    if (token === ')') depth = Math.max(0, depth - 1)
    // A colon ends a collaboration's name only: "ATLAS Collaboration: A. Alpha".
    const parts = depth === 0 && (token === ',' || token === ';' || token === ' and ' || token === ' & ' || (token === ':' && /collaborat|consorti|team/i.test(piece)))
    if (parts) {
      pieces.push(piece)
      piece = ''
    } else {
      piece += token
    }
  }
  return [...pieces, piece]
}
