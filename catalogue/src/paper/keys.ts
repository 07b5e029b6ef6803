/** Normal forms by which titles and names are compared, and the addresses made of them. Pure. */
import { createHash } from 'node:crypto'
import { externalId, type PaperId } from './paper-id.ts'
import type { PaperRecord } from './paper.ts'

/** Letters that Unicode does not decompose but readers type without their stroke or ligature. */
const PLAIN: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i', ħ: 'h' }
const PLAIN_RE = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g')

/** Lower case, without accents: `Clémençon` → `clemencon`. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(PLAIN_RE, (letter) => PLAIN[letter])
}

/** What two spellings of one title share: letters and digits only, without case, accents, TeX commands or tags. */
export function titleKey(title: string): string {
  return fold(title.replace(/<\/?[a-z][^<>]*>/gi, ' ').replace(/\\[a-z]+\s*/gi, ' '))
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, 300)
}

/** `Stephan Clémençon` → `stephan-clemencon`: the key of an author's page. Names without a Latin letter keep their script. */
export function authorKey(name: string): string {
  return fold(name)
    .replace(/['’.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 120)
}

/** The family name's key: what `Y. Tian` and `Yuandong Tian` share. Empty for no author. */
export function familyKey(name: string | undefined): string {
  if (!name) return ''
  const [family, given] = name.split(',')
  if (given !== undefined) return authorKey(family).split('-').at(-1) ?? ''
  return authorKey(name.replace(/\b(?:jr|sr|ii|iii|iv)\.?$/i, '')).split('-').at(-1) ?? ''
}

const HASH_LENGTH = 10

/** The id of a paper whose source gives none: stable over runs, readable enough to recognise. */
export function derivedId(record: Pick<PaperRecord, 'title' | 'authors'>): PaperId {
  const first = record.authors?.[0]?.name
  const hash = createHash('sha256').update(`${titleKey(record.title)}|${familyKey(first)}`).digest('hex').slice(0, HASH_LENGTH)
  const words = authorKey(record.title).split('-').slice(0, 4).join('-').slice(0, 60)
  return externalId(`ext:${[familyKey(first), words, hash].filter(Boolean).join('-')}`)
}
