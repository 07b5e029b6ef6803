/** What each source answers to a request, in its own shape. Pure but for the archive. */
import type { PaperRecord } from '@offprint/catalogue'
import { escapeXml } from '../testing/records.ts'
import { atomEntry, atomFeed, oaiArxivRawXml, oaiArxivXml, oaiPage } from '../testing/xml.ts'
import type { Archive, Holding } from './archive.ts'

export interface Answer {
  status: number
  body: string
  headers?: Record<string, string>
}

interface Token {
  set: string
  prefix: string
  from: string
  skip: number
  /** The UTC day on which it was given out: it dies with it. */
  day: string
}

export interface OaiOptions {
  pageSize: number
  /** The server's clock. */
  now: string
  /** Faults of the list itself. */
  reorder?: boolean
  repeat?: boolean
}

export function answerOai(archive: Archive, query: URLSearchParams, options: OaiOptions): Answer {
  if (query.get('verb') !== 'ListRecords') return error('badVerb', 'Only ListRecords is simulated', options)
  const token = query.has('resumptionToken') ? readToken(query.get('resumptionToken')!) : firstToken(query, options)
  if (!token || (query.has('resumptionToken') && token.day !== options.now.slice(0, 10))) return error('badResumptionToken', 'The token is unknown or has expired', options)
  const toXml = token.prefix === 'arXiv' ? oaiArxivXml : token.prefix === 'arXivRaw' ? oaiArxivRawXml : undefined
  if (!toXml) return error('cannotDisseminateFormat', `No such format: ${token.prefix}`, options)
  const all = archive.list(token.set, token.from)
  if (all.length === 0) return error('noRecordsMatch', 'No records match', options)
  const skip = options.repeat ? Math.max(0, token.skip - options.pageSize) : token.skip
  const page = all.slice(skip, skip + options.pageSize)
  const xml = (options.reorder ? [...page].reverse() : page).map((holding) => toXml(holding.record, textOf(holding)))
  const next = skip + options.pageSize
  const isLast = next >= all.length
  return {
    status: 200,
    body: oaiPage(xml, {
      responseDate: options.now,
      expires: `${nextDay(options.now)}T00:00:00Z`,
      token: isLast ? (skip > 0 ? '' : undefined) : writeToken({ ...token, skip: next, day: options.now.slice(0, 10) }),
    }),
  }
}

const textOf = ({ datestamp, sets, deleted }: Holding) => ({ datestamp, sets: sets.filter((set) => set.includes(':')), deleted })

const firstToken = (query: URLSearchParams, { now }: OaiOptions): Token => ({ set: query.get('set') ?? '', prefix: query.get('metadataPrefix') ?? '', from: query.get('from') ?? '', skip: 0, day: now.slice(0, 10) })
const writeToken = (token: Token) => Buffer.from(JSON.stringify(token)).toString('base64url')

function readToken(text: string): Token | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Token
  } catch {
    return undefined
  }
}

const nextDay = (instant: string) => new Date(Date.parse(`${instant.slice(0, 10)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

function error(code: string, message: string, { now }: OaiOptions): Answer {
  return { status: 200, body: oaiPage([], { responseDate: now }).replace(/<ListRecords>[^]*<\/ListRecords>/, `<error code="${code}">${message}</error>`) }
}

/** arXiv's query interface by `id_list`. */
export function answerAtom(archive: Archive, query: URLSearchParams): Answer {
  const ids = (query.get('id_list') ?? '').split(',').filter(Boolean)
  const entries = ids.flatMap((id) => {
    const record = archive.find(id.replace(/v\d+$/, ''))
    return record ? [atomEntry(record)] : []
  })
  return { status: 200, body: atomFeed(entries) }
}

/** arXiv's daily announcements of one archive or category (https://info.arxiv.org/help/rss.html). */
export function answerRss(archive: Archive, category: string, now: string): Answer {
  const records = archive.records.filter((record) => record.categories?.some((name) => name === category || name.startsWith(`${category}.`))).slice(0, 200)
  const items = records.map((record, index) => {
    const type = index % 5 === 4 ? 'replace' : index % 5 === 3 ? 'cross' : 'new'
    return `<item><title>${escapeXml(record.title)}</title><link>https://arxiv.org/abs/${record.id}</link><description>arXiv:${record.id}v1 Announce Type: ${type} \nAbstract: ${escapeXml(record.abstract ?? '')}</description><guid isPermaLink="false">oai:arXiv.org:${record.id}v1</guid>${(record.categories ?? []).map((name) => `<category>${name}</category>`).join('')}<pubDate>${new Date(`${now.slice(0, 10)}T04:00:00Z`).toUTCString()}</pubDate><arxiv:announce_type>${type}</arxiv:announce_type><dc:rights>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</dc:rights><dc:creator>${escapeXml((record.authors ?? []).map((author) => author.name).join(', '))}</dc:creator></item>`
  })
  return {
    status: 200,
    headers: { 'content-type': 'application/rss+xml; charset=utf-8' },
    body: `<?xml version='1.0' encoding='UTF-8'?>\n<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>${escapeXml(category)} updates on arXiv.org</title><pubDate>${new Date(now).toUTCString()}</pubDate>\n${items.join('\n')}\n</channel></rss>`,
  }
}

/** One item of `/api/daily_papers`. */
export function hfItem(record: PaperRecord): Record<string, unknown> {
  const paper = {
    id: record.id,
    authors: (record.authors ?? []).map(({ name }, index) => ({ _id: `author-${index}`, name, hidden: false })),
    publishedAt: `${record.published?.slice(0, 10)}T00:00:00.000Z`,
    submittedOnDailyAt: `${record.listedOn}T09:30:00.000Z`,
    title: record.title,
    summary: record.abstract,
    upvotes: record.importedUpvotes ?? 0,
    discussionId: '64cc00000000000000000001',
    ...(record.organisation ? { organization: { name: record.organisation.slug, fullname: record.organisation.name } } : {}),
    ...Object.fromEntries((record.links ?? []).filter((link) => link.kind === 'code').map((link) => ['githubRepo', link.url])),
  }
  return { paper, publishedAt: paper.publishedAt, title: record.title, summary: record.abstract, numComments: record.importedComments ?? 0 }
}

export function answerDailyPapers(archive: Archive, query: URLSearchParams, now: string): Answer {
  const day = query.get('date') ?? now.slice(0, 10)
  if (day > now.slice(0, 10)) return { status: 400, body: JSON.stringify({ error: `"date" must be at most ${now.slice(0, 10)}` }) }
  const limit = Number(query.get('limit') ?? 50)
  const page = Number(query.get('p') ?? 0)
  const all = archive.listedOn(day)
  const items = all.slice(page * limit, (page + 1) * limit).map(hfItem)
  const link: Record<string, string> = (page + 1) * limit < all.length ? { link: `</api/daily_papers?date=${day}&p=${page + 1}&limit=${limit}>; rel="next"` } : {}
  return { status: 200, body: JSON.stringify(items), headers: { 'content-type': 'application/json', ...link } }
}
