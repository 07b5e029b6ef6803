/** For tests and the source simulator: records as arXiv writes them in OAI-PMH and Atom (templates of github.com/arXiv/oaipmh). */
import type { PaperRecord } from '@offprint/catalogue'
import { escapeXml } from './records.ts'

export interface OaiText {
  datestamp?: string
  sets?: string[]
  deleted?: boolean
}

const element = (name: string, value: string | undefined) => (value === undefined || value === '' ? '' : `<${name}>${escapeXml(value)}</${name}>`)

const header = (record: PaperRecord, { datestamp = '2025-08-01', sets = ['cs:cs:LG'], deleted = false }: OaiText) =>
  `<header${deleted ? ' status="deleted"' : ''}><identifier>oai:arXiv.org:${record.id}</identifier><datestamp>${datestamp}</datestamp>${sets.map((set) => `<setSpec>${set}</setSpec>`).join('')}</header>`

/** `van der Berg` of `Ada van der Berg`: what arXiv calls the key name is the rest after the forename here. */
function authorXml({ name, affiliation }: NonNullable<PaperRecord['authors']>[number]): string {
  const [forename, ...rest] = name.split(' ')
  const keyname = rest.length > 0 ? rest.join(' ') : forename
  return `<author><keyname>${escapeXml(keyname)}</keyname>${rest.length > 0 ? element('forenames', forename) : ''}${element('affiliation', affiliation)}</author>`
}

const details = (record: PaperRecord) =>
  [
    element('categories', record.categories?.join(' ')),
    element('comments', record.comment),
    element('journal-ref', record.journalRef),
    element('doi', record.doi),
    element('license', record.licence),
    element('abstract', record.abstract && `  ${record.abstract}\n`),
  ].join('')

/** A `<record>` in the format `arXiv`. */
export function oaiArxivXml(record: PaperRecord, options: OaiText = {}): string {
  if (options.deleted) return `<record>${header(record, options)}</record>`
  return `<record>${header(record, options)}<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${record.id}</id>${element('created', record.published?.slice(0, 10))}${element('updated', record.updated?.slice(0, 10))}<authors>${(record.authors ?? []).map(authorXml).join('')}</authors>${element('title', record.title)}${details(record)}</arXiv></metadata></record>`
}

/** RFC 5322's date, as in arXiv's version list. */
export const mailDate = (instant: string) => new Date(instant).toUTCString()

/** The same record in the format `arXivRaw`. */
export function oaiArxivRawXml(record: PaperRecord, options: OaiText = {}): string {
  if (options.deleted) return `<record>${header(record, options)}</record>`
  const versions = record.versions ?? [{ version: 1, at: record.published ?? '2025-01-01T00:00:00Z' }]
  const list = versions.map(({ version, at }, index) => `<version version="v${version}"><date>${mailDate(at)}</date><size>14kb</size>${record.withdrawn && index === versions.length - 1 ? '<source_type>I</source_type>' : ''}</version>`)
  return `<record>${header(record, options)}<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>${record.id}</id><submitter>Someone</submitter>${list.join('')}${element('title', record.title)}${element('authors', record.authors?.map((author) => author.name).join(', '))}${details(record)}</arXivRaw></metadata></record>`
}

export function oaiPage(records: string[], options: { responseDate?: string; token?: string; expires?: string; verb?: string } = {}): string {
  const token = options.token === undefined ? '' : options.token === '' ? '<resumptionToken/>' : `<resumptionToken expires='${options.expires ?? '2025-08-02T00:00:00Z'}'>${escapeXml(options.token)}</resumptionToken>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">
<responseDate>${options.responseDate ?? '2025-08-01T12:00:00Z'}</responseDate>
<request verb="${options.verb ?? 'ListRecords'}">http://localhost/oai</request>
<ListRecords>
${records.join('\n')}
${token}
</ListRecords>
</OAI-PMH>`
}

export function atomEntry(record: PaperRecord): string {
  const newest = record.versions?.at(-1)?.version ?? 1
  return `<entry><id>http://arxiv.org/abs/${record.id}v${newest}</id><updated>${record.updated ?? record.published}</updated><published>${record.published}</published>${element('title', record.title)}${element('summary', record.abstract)}${(record.authors ?? []).map(({ name, affiliation }) => `<author><name>${escapeXml(name)}</name>${element('arxiv:affiliation', affiliation)}</author>`).join('')}${element('arxiv:doi', record.doi)}${element('arxiv:comment', record.comment)}${element('arxiv:journal_ref', record.journalRef)}<link href="http://arxiv.org/abs/${record.id}v${newest}" rel="alternate" type="text/html"/><arxiv:primary_category term="${record.categories?.[0]}" scheme="http://arxiv.org/schemas/atom"/>${(record.categories ?? []).map((term) => `<category term="${term}" scheme="http://arxiv.org/schemas/atom"/>`).join('')}</entry>`
}

export const atomFeed = (entries: string[]) => `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
<title type="html">ArXiv Query</title><id>http://arxiv.org/api/query</id><opensearch:totalResults>${entries.length}</opensearch:totalResults>
${entries.join('\n')}
</feed>`
