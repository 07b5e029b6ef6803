/** DataCite by DOI (https://api.datacite.org, metadata CC0; https://support.datacite.org/docs/api-get-doi). */
import { parsePaperId, type Author, type PaperRecord } from '@offprint/catalogue'
import { DEFAULT_POLICY } from '../../gate/policy.ts'
import { fetchRecord, list, object, text, type Fields } from '../../harvest/fetch.ts'
import type { HarvestContext } from '../../harvest/harvest-run.ts'
import { linkOf, paperRecord, parseDoi, parseUrl } from '../../record.ts'
import { givenNameFirst, parseOrcid } from '../../text/authors.ts'
import { parseDate } from '../../text/dates.ts'

export const DATACITE_ENDPOINT = 'https://api.datacite.org'

export async function fetchDatacite(context: HarvestContext, doi: string, endpoint = DATACITE_ENDPOINT): Promise<PaperRecord | undefined> {
  return fetchRecord(context, `${endpoint}/dois/${encodeURIComponent(doi)}`, DEFAULT_POLICY, (answer) => readDataciteDoi(object(object(answer.data)?.attributes) ?? {}))
}

/** @throws RecordError */
export function readDataciteDoi(attributes: Fields): PaperRecord {
  const doi = parseDoi(text(attributes.doi))
  const url = parseUrl(text(attributes.url))
  const described = list(attributes.descriptions).map(object)
  return paperRecord({
    id: parsePaperId(`doi:${text(attributes.doi) ?? ''}`)?.id,
    doi,
    title: text(object(list(attributes.titles)[0])?.title),
    abstract: text(described.find((entry) => entry?.descriptionType === 'Abstract')?.description),
    authors: list(attributes.creators).flatMap(readCreator),
    published: dateOf(attributes),
    keywords: list(attributes.subjects).flatMap((subject) => text(object(subject)?.subject) ?? []),
    licence: text(object(list(attributes.rightsList)[0])?.rightsUri),
    venue: text(object(attributes.container)?.title),
    links: url && !parsePaperId(url) ? [linkOf(url)] : undefined,
  })
}

function readCreator(value: unknown): Author[] {
  const creator = object(value)
  const parts = [text(creator?.givenName), text(creator?.familyName)].filter(Boolean).join(' ')
  const whole = text(creator?.name)
  const name = parts || (whole && (creator?.nameType === 'Organizational' ? whole : givenNameFirst(whole)))
  if (!name) return []
  const orcid = list(creator?.nameIdentifiers).map((entry) => parseOrcid(text(object(entry)?.nameIdentifier) ?? '')).find((id) => id !== undefined)
  const affiliation = list(creator?.affiliation).flatMap((entry) => text(entry) ?? text(object(entry)?.name) ?? []).join('; ')
  return [{ name, ...(orcid ? { orcid } : {}), ...(affiliation ? { affiliation } : {}) }]
}

/** When it was handed in, or else came out, or at least the year. */
function dateOf(attributes: Fields): string | undefined {
  const dates = list(attributes.dates).map(object)
  for (const type of ['Submitted', 'Issued', 'Available', 'Created']) {
    const date = parseDate(text(dates.find((entry) => entry?.dateType === type)?.date) ?? '')
    if (date) return date
  }
  return attributes.publicationYear ? parseDate(String(attributes.publicationYear)) : undefined
}
