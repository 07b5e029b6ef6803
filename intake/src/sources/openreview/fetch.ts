/** OpenReview: single forums, and the accepted papers of a venue (https://docs.openreview.net, API 2). */
import { parsePaperId, type PaperRecord } from '@offprint/catalogue'
import { z } from 'zod'
import { politeRequest, readJson, TransientError } from '../../gate/http.ts'
import { DEFAULT_POLICY } from '../../gate/policy.ts'
import { fetchRecord, list, object, text, type Fields } from '../../harvest/fetch.ts'
import { HarvestRun, httpOptions, noting, type HarvestContext, type HarvestResult } from '../../harvest/harvest-run.ts'
import { recordOrRejection, RecordError } from '../../item.ts'
import { linkOf, paperRecord, parseUrl } from '../../record.ts'

export const OPENREVIEW_ENDPOINT = 'https://api2.openreview.net'

export const openreviewOptions = z.object({
  /** `ICLR.cc/2025/Conference` */
  venue: z.string().regex(/^[\w.-]+(?:\/[\w.-]+)+$/, 'must look like ICLR.cc/2025/Conference'),
  endpoint: z.url().default(OPENREVIEW_ENDPOINT),
})
export type OpenreviewOptions = z.input<typeof openreviewOptions>

/** The largest page of the interface. */
const PAGE_SIZE = 1000

export async function fetchOpenreview(context: HarvestContext, forum: string, endpoint = OPENREVIEW_ENDPOINT): Promise<PaperRecord | undefined> {
  return fetchRecord(context, `${endpoint}/notes?id=${encodeURIComponent(forum)}`, DEFAULT_POLICY, (answer) => {
    const note = object(list(answer.notes)[0])
    return note && readOpenreviewNote(note)
  })
}

/** A submission of API 2 (`content.title.value`) or 1 (`content.title`). @throws RecordError */
export function readOpenreviewNote(note: Fields): PaperRecord {
  const content = object(note.content) ?? {}
  const value = (name: string): unknown => object(content[name])?.value ?? content[name]
  const forum = text(note.forum) ?? text(note.id)
  const id = forum && parsePaperId(`openreview:${forum}`)?.id
  if (!id) throw new RecordError('This note has no forum.')
  const code = parseUrl(text(value('code')))
  return paperRecord({
    id,
    title: text(value('title')),
    abstract: text(value('abstract')),
    authors: list(value('authors')).flatMap((name) => (text(name) ? [{ name: String(name) }] : [])),
    keywords: list(value('keywords')).flatMap((word) => text(word) ?? []),
    venue: text(value('venue')),
    published: instantOf(note.pdate ?? note.cdate),
    updated: instantOf(note.tmdate ?? note.mdate),
    links: code ? [linkOf(code, 'code')] : undefined,
    withdrawn: /withdrawn/i.test(text(value('venueid')) ?? '') ? true : undefined,
  })
}

/** Milliseconds since 1970. */
const instantOf = (time: unknown) => (typeof time === 'number' && time > 0 ? `${new Date(time).toISOString().slice(0, 19)}Z` : undefined)

interface Cursor {
  offset: number
}

/** All papers of a venue. */
export async function harvestOpenreview(context: HarvestContext, given: OpenreviewOptions): Promise<HarvestResult> {
  const { venue, endpoint } = openreviewOptions.parse(given)
  const run = await HarvestRun.begin<Cursor>(context, { source: 'openreview', input: `${endpoint} ${venue}`, as: 'openreview' }, () => ({ offset: 0 }))
  return noting(run, async () => {
    for (;;) {
      const { offset } = run.cursor
      const url = `${endpoint}/notes?content.venueid=${encodeURIComponent(venue)}&limit=${PAGE_SIZE}&offset=${offset}`
      const notes = await politeRequest(url, httpOptions(context, DEFAULT_POLICY), async (answer) => {
        const value = object(await readJson(answer))
        if (!value || !Array.isArray(value.notes)) throw new TransientError('the answer holds no notes')
        return value.notes as unknown[]
      })
      const items = notes.map((note, index) => recordOrRejection(offset + index + 1, JSON.stringify(note), () => readOpenreviewNote(object(note) ?? {})))
      await run.save(items, { offset: offset + notes.length }, venue)
      if (notes.length < PAGE_SIZE) return run.finish({ offset: 0 })
    }
  })
}
