/**
 * arXiv's daily announcements by RSS (https://info.arxiv.org/help/rss.html): which papers are announced today, and how:
 * new, cross-listed, replaced. Only a new announcement gives a paper its day; text fields come shortened and count little.
 */
import { parsePaperId, type PaperRecord } from '@offprint/catalogue'
import type { Db } from '@offprint/store'
import { z } from 'zod'
import { politeRequest, TransientError, type Answer } from '../../gate/http.ts'
import { ARXIV_POLICY } from '../../gate/policy.ts'
import { HarvestRun, httpOptions, noting, type HarvestContext, type HarvestResult } from '../../harvest/harvest-run.ts'
import { InputError, isRejected, RecordError, recordOrRejection, type ParsedItem } from '../../item.ts'
import { paperRecord } from '../../record.ts'
import { parseAuthorLine } from '../../text/authors.ts'
import { dayOf, monthNumber } from '../../text/dates.ts'
import { decodeUtf8 } from '../../text/lines.ts'
import { texToUnicode } from '../../text/tex.ts'
import { childrenOf, parseXml, parseXmlRecord, textOf, XmlRecordSplitter } from '../../text/xml.ts'

export const ARXIV_RSS_ENDPOINT = 'https://rss.arxiv.org/rss'

export const arxivRssOptions = z.object({
  /** Archives and categories: `cs`, `stat.ML`. */
  categories: z.array(z.string().regex(/^[a-z-]+(?:\.[A-Za-z-]+)?$/, 'must look like cs or stat.ML')).min(1).default(['cs', 'eess', 'stat']),
  endpoint: z.url().default(ARXIV_RSS_ENDPOINT),
})
export type ArxivRssOptions = z.input<typeof arxivRssOptions>

export const ANNOUNCE_TYPES = ['new', 'cross', 'replace', 'replace-cross'] as const
export type AnnounceType = (typeof ANNOUNCE_TYPES)[number]

export interface Announcement {
  type: AnnounceType
  record: PaperRecord
}

/** One `<item>`. @throws RecordError */
export function readAnnouncement(bytes: Buffer): Announcement {
  const item = parseXmlRecord(bytes)
  const description = textOf(item, 'description') ?? ''
  const type = (textOf(item, 'announce_type') ?? /Announce Type:\s*([\w-]+)/.exec(description)?.[1] ?? 'new') as AnnounceType
  if (!ANNOUNCE_TYPES.includes(type)) throw new RecordError(`The announcement type "${type}" is not known.`)
  const id = parsePaperId(textOf(item, 'link') ?? '')?.id ?? parsePaperId((textOf(item, 'guid') ?? '').replace(/^oai:arXiv\.org:/, ''))?.id
  if (!id) throw new RecordError('This announcement has no arXiv identifier.')
  const record = paperRecord({
    id,
    title: texToUnicode(textOf(item, 'title') ?? ''),
    abstract: texToUnicode(/Abstract:\s*([^]*)$/.exec(description)?.[1] ?? ''),
    authors: parseAuthorLine(textOf(item, 'creator') ?? ''),
    categories: childrenOf(item, 'category').map((category) => category.text.trim()),
    licence: textOf(item, 'rights'),
    announcedOn: type === 'new' ? announcedDay(textOf(item, 'pubDate')) : undefined,
  })
  return { type, record }
}

/** The day as written: announcements carry New York's date, which another zone would turn into its neighbour. */
function announcedDay(date: string | undefined): string | undefined {
  const match = /(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})/.exec(date ?? '')
  const month = match && monthNumber(match[2])
  return match && month ? dayOf(Number(match[3]), month, Number(match[1])) : undefined
}

interface Cursor {
  done: number
}

/** Reads each category's feed once; a feed that has not changed since is not read again. */
export async function harvestArxivRss(context: HarvestContext, given: ArxivRssOptions = {}): Promise<HarvestResult> {
  const { categories, endpoint } = arxivRssOptions.parse(given)
  const run = await HarvestRun.begin<Cursor>(context, { source: 'arxiv-rss', input: `${endpoint} ${categories.join(' ')}`, as: 'arxiv-rss' }, () => ({ done: 0 }))
  return noting(run, async () => {
    for (let index = run.cursor.done; index < categories.length; index++) {
      const url = `${endpoint}/${categories[index]}`
      const known = await validatorOf(context.database.db, url)
      const feed = await politeRequest(url, httpOptions(context, ARXIV_POLICY), (answer) => readFeed(answer), { accept: [304], headers: conditional(known) })
      await run.save(feed?.items ?? [], { done: index + 1 }, categories[index])
      // Only now: an answer that was not stored must be asked for again.
      if (feed) await keepValidator(context.database.db, url, feed)
    }
    return run.finish({ done: 0 })
  })
}

interface Validator {
  etag?: string
  lastModified?: string
}

const conditional = ({ etag, lastModified }: Validator): Record<string, string> => ({ ...(etag ? { 'if-none-match': etag } : {}), ...(lastModified ? { 'if-modified-since': lastModified } : {}) })

async function validatorOf(db: Db, url: string): Promise<Validator> {
  const row = await db.selectFrom('http_validator').selectAll().where('url', '=', url).executeTakeFirst()
  return { etag: row?.etag ?? undefined, lastModified: row?.last_modified ?? undefined }
}

async function keepValidator(db: Db, url: string, { etag, lastModified }: Validator): Promise<void> {
  const values = { etag: etag ?? null, last_modified: lastModified ?? null }
  await db.insertInto('http_validator').values({ url, ...values }).onConflict((c) => c.column('url').doUpdateSet(values)).execute()
}

async function readFeed(answer: Answer): Promise<(Validator & { items: ParsedItem[] }) | undefined> {
  if (answer.status === 304) return undefined
  const splitter = new XmlRecordSplitter('item')
  const items: ParsedItem[] = []
  for await (const chunk of answer.body) {
    for (const { line, bytes } of splitter.push(chunk)) {
      items.push(recordOrRejection(line, decodeUtf8(bytes) ?? bytes.toString('utf8'), () => readAnnouncement(bytes).record))
    }
  }
  let root: string
  try {
    root = splitter.insideRecord ? '' : parseXml(splitter.envelope).name
  } catch (error) {
    throw new InputError('the feed is cut short or not well-formed', { cause: error })
  }
  if (root !== 'rss') throw new InputError('the answer is no RSS feed')
  if (items.some((item) => isRejected(item) && /not (?:well-formed|valid UTF-8)|document type/.test(item.reason))) throw new TransientError('items of the feed are damaged')
  return { items, etag: answer.headers.etag, lastModified: answer.headers['last-modified'] }
}
