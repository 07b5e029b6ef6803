/** The last step of every parser: cleans the texts of a record, drops what is empty and refuses what is no paper. */
import { parsePaperId, type Author, type Link, type LinkKind, type PaperRecord } from '@offprint/catalogue'
import { RecordError } from './item.ts'
import { cleanLine, cleanText } from './text/clean.ts'

/** The longest titles on arXiv have about 400 characters; what is longer is not a title. */
const MAX_TITLE_CHARACTERS = 2000

/** @throws RecordError without a title */
export function paperRecord(fields: Omit<PaperRecord, 'title'> & { title: string | undefined }): PaperRecord {
  const title = cleanLine(fields.title ?? '')
  if (title === '') throw new RecordError('This record has no title.')
  if (title.length > MAX_TITLE_CHARACTERS) throw new RecordError(`This record's title has ${title.length} characters, more than the ${MAX_TITLE_CHARACTERS} any title has.`)
  const record: Record<string, unknown> = { ...fields, title }
  if (fields.abstract !== undefined) record.abstract = cleanText(fields.abstract)
  for (const name of ['comment', 'journalRef', 'venue', 'licence'] as const) if (fields[name] !== undefined) record[name] = cleanLine(fields[name])
  if (fields.authors) record.authors = fields.authors.map(cleanAuthor).filter((author) => author.name !== '')
  if (fields.keywords) record.keywords = unique(fields.keywords.map(cleanLine))
  if (fields.categories) record.categories = unique(fields.categories.map(cleanLine))
  if (fields.organisation) record.organisation = { slug: cleanLine(fields.organisation.slug), name: cleanLine(fields.organisation.name) }
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) delete record[name]
  }
  return record as unknown as PaperRecord
}

function cleanAuthor(author: Author): Author {
  const affiliation = author.affiliation && cleanLine(author.affiliation)
  return { name: cleanLine(author.name), ...(author.orcid ? { orcid: author.orcid } : {}), ...(affiliation ? { affiliation } : {}) }
}

const unique = (values: string[]) => [...new Set(values.filter((value) => value !== ''))]

/** The DOI itself (`10.1000/xyz`) out of a DOI, `doi:…` or an address; arXiv's own DOIs are left to the id. */
export function parseDoi(text: string | undefined): string | undefined {
  // arXiv lists several DOIs of one paper with a space between them: the first is the paper's.
  const first = text?.trim().replace(/^doi:\s*/i, '').split(/[\s,;]+/)[0]
  const id = first ? parsePaperId(`doi:${first}`)?.id : undefined
  return id?.startsWith('doi:') ? id.slice('doi:'.length) : undefined
}


/** An absolute http(s) address in its normal form, or undefined. */
export function parseUrl(text: string | undefined): string | undefined {
  if (!text) return undefined
  const candidate = /^https?:\/\//i.test(text.trim()) ? text.trim() : /^[\w-]+(\.[\w-]+)+\//.test(text.trim()) ? `https://${text.trim()}` : undefined
  return candidate && URL.canParse(candidate) ? new URL(candidate).href : undefined
}

const CODE_HOSTS = /^(?:www\.)?(?:github\.com|gitlab\.[\w.-]+|bitbucket\.org|codeberg\.org|git\.[\w.-]+|sr\.ht)$/

/** What an address most likely leads to, by its host. */
export function linkOf(url: string, otherwise: LinkKind = 'page'): Link {
  const { hostname, pathname } = new URL(url)
  if (CODE_HOSTS.test(hostname)) return { kind: 'code', url }
  if (/(?:^|\.)(?:youtube\.com|youtu\.be|vimeo\.com)$/.test(hostname)) return { kind: 'video', url }
  if (hostname === 'huggingface.co') {
    if (pathname.startsWith('/spaces/')) return { kind: 'demo', url }
    if (pathname.startsWith('/datasets/')) return { kind: 'dataset', url }
  }
  return { kind: pathname.endsWith('.pdf') ? 'pdf' : otherwise, url }
}

/** Code and project pages that the comment field names. */
export function linksIn(comment: string | undefined): Link[] {
  const urls = comment?.match(/https?:\/\/[^\s<>()"']+/g) ?? []
  return urls.flatMap((text) => {
    const url = parseUrl(text.replace(/[.,;:]+$/, ''))
    return url ? [linkOf(url, 'project')] : []
  })
}
