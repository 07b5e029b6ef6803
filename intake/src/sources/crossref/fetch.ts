/** Crossref by DOI (https://api.crossref.org, metadata CC0; https://github.com/CrossRef/rest-api-doc). */
import { parsePaperId, type Author, type PaperRecord } from '@offprint/catalogue'
import { DEFAULT_POLICY } from '../../gate/policy.ts'
import { fetchRecord, list, object, text, type Fields } from '../../harvest/fetch.ts'
import type { HarvestContext } from '../../harvest/harvest-run.ts'
import { linkOf, paperRecord, parseDoi, parseUrl } from '../../record.ts'
import { parseOrcid } from '../../text/authors.ts'

export const CROSSREF_ENDPOINT = 'https://api.crossref.org'

export async function fetchCrossref(context: HarvestContext, doi: string, endpoint = CROSSREF_ENDPOINT): Promise<PaperRecord | undefined> {
  // A contact puts the request into Crossref's "polite pool".
  const contact = context.contact?.includes('@') ? `?mailto=${encodeURIComponent(context.contact)}` : ''
  return fetchRecord(context, `${endpoint}/works/${encodeURIComponent(doi)}${contact}`, DEFAULT_POLICY, (answer) => readCrossrefWork(object(answer.message) ?? {}))
}

/** @throws RecordError */
export function readCrossrefWork(work: Fields): PaperRecord {
  const doi = parseDoi(text(work.DOI))
  const container = text(list(work['container-title'])[0])
  const url = parseUrl(text(work.URL))
  return paperRecord({
    id: doi ? parsePaperId(`doi:${doi}`)?.id : undefined,
    doi,
    title: [text(list(work.title)[0]), text(list(work.subtitle)[0])].filter(Boolean).join(': '),
    abstract: text(work.abstract)?.replace(/^\s*<jats:title>\s*Abstract\s*<\/jats:title>/i, ''),
    authors: list(work.author).flatMap(readAuthor),
    published: datePart(work.issued) ?? datePart(work.published),
    journalRef: container && reference(container, work),
    venue: text(object(work.event)?.acronym) ?? container,
    licence: text(object(list(work.license)[0])?.URL),
    links: url && !parsePaperId(url) ? [linkOf(url)] : undefined,
    keywords: list(work.subject).flatMap((subject) => text(subject) ?? []),
  })
}

function readAuthor(value: unknown): Author[] {
  const author = object(value)
  const name = text(author?.name) ?? [text(author?.given), text(author?.family), text(author?.suffix)].filter(Boolean).join(' ')
  if (!name) return []
  const orcid = parseOrcid(text(author?.ORCID) ?? '')
  const affiliation = list(author?.affiliation).flatMap((entry) => text(object(entry)?.name) ?? []).join('; ')
  return [{ name, ...(orcid ? { orcid } : {}), ...(affiliation ? { affiliation } : {}) }]
}

/** `{"date-parts": [[2020, 5]]}` → `2020-05`. */
function datePart(value: unknown): string | undefined {
  const [year, month, day] = list(list(object(value)?.['date-parts'])[0]).map(Number)
  if (!year) return undefined
  return [String(year), ...[month, day].filter(Boolean).map((part) => String(part).padStart(2, '0'))].join('-')
}

function reference(container: string, work: Fields): string {
  const issue = [text(work.volume), text(work.issue) && `(${text(work.issue)})`].filter(Boolean).join('')
  const year = datePart(work.issued)?.slice(0, 4)
  return [[container, issue].filter(Boolean).join(' '), text(work.page)].filter(Boolean).join(', ') + (year ? ` (${year})` : '')
}
