/**
 * Harvesting arXiv by OAI-PMH: each set in the formats `arXiv` (authors as data) and `arXivRaw` (versions), which are
 * merged in the catalogue.
 *
 * - `from` is a day of the server's clock, taken from the first answer of the last complete list; there is no `until`,
 *   since what changes meanwhile must come now or next time.
 * - A resumption token dies at the next UTC midnight. Then, and where the server forgets it, the list begins again at
 *   the last datestamp it had reached, if datestamps came in order, and otherwise at its beginning.
 * - Datestamps are days of modification: they never become a paper's date.
 */
import { findPaper, parsePaperId, type PaperRecord } from '@offprint/catalogue'
import { z } from 'zod'
import { ARXIV_POLICY } from '../../gate/policy.ts'
import { politeRequest, SourceError, TransientError } from '../../gate/http.ts'
import { HarvestRun, httpOptions, noting, type HarvestContext, type HarvestResult } from '../../harvest/harvest-run.ts'
import type { OaiHeader } from '../../formats/oai.ts'
import type { ParsedItem } from '../../item.ts'
import { readOaiPage, type OaiPage } from './page.ts'

export const ARXIV_OAI_ENDPOINT = 'https://oaipmh.arxiv.org/oai'

/** The archives that the founding edition's papers come from. */
export const DEFAULT_SETS = ['cs', 'eess', 'stat']

/** A first harvest without a date takes the last week: enough to fill a fortnight's pages, few requests. History comes
 *  from the metadata snapshot. */
const FIRST_DAYS = 7

export const arxivOaiOptions = z.object({
  /** `cs`, `cs:cs:LG`; empty: everything. */
  sets: z.array(z.string().regex(/^[A-Za-z0-9_.!~*'()-]+(?::[A-Za-z0-9_.!~*'()-]+)*$/, 'must look like cs or cs:cs:LG')).default(DEFAULT_SETS),
  from: z.iso.date('must be a day such as 2025-08-01').optional(),
  endpoint: z.url().default(ARXIV_OAI_ENDPOINT),
})
export type ArxivOaiOptions = z.input<typeof arxivOaiOptions>

const FORMATS = ['arXiv', 'arXivRaw'] as const

interface Cursor {
  /** Lists done in this run, in the order of `plan`. */
  done: number
  /** Where each set's next harvest begins: the server's day when its list began. */
  next: Record<string, string>
  /** The day the keeper gave for this run. */
  from?: string
  list?: ListState
}

interface ListState {
  from?: string
  token?: string
  tokenExpires?: string
  /** The server's day at the list's first answer. */
  began?: string
  /** Local minus server clock in milliseconds, to know when a token is dead. */
  clockOffset?: number
  reached?: string
  ordered: boolean
}

/** One run over all sets. @throws SourceError where arXiv refuses or cannot be reached; the next run goes on from there */
export async function harvestArxivOai(context: HarvestContext, given: ArxivOaiOptions = {}): Promise<HarvestResult> {
  const options = arxivOaiOptions.parse(given)
  const sets = options.sets.length > 0 ? options.sets : ['']
  const plan = sets.flatMap((set) => FORMATS.map((format) => ({ set, format })))
  const input = `${options.endpoint} ${sets.join(' ')}`
  const run = await HarvestRun.begin<Cursor>(
    context,
    { source: 'arxiv', input, as: 'arxiv-oai' },
    (last) => ({ done: 0, next: last?.next ?? {}, from: options.from }),
    (cursor) => !options.from || options.from === cursor.from,
  )
  return noting(run, async () => {
    for (let index = run.cursor.done; index < plan.length; index++) {
      const { set, format } = plan[index]
      const start = run.cursor.from ?? run.cursor.next[set] ?? daysBefore(context.now(), FIRST_DAYS)
      const began = await harvestList(context, run, { endpoint: options.endpoint, set, format, start })
      // The second list of a set began later than its first: what changed in between comes again next time.
      const next = format === FORMATS[0] && began ? { ...run.cursor.next, [`${set} `]: began } : run.cursor.next
      await run.save([], { done: index + 1, from: run.cursor.from, next: format === FORMATS[1] ? settle(next, set) : next }, label(set, format))
    }
    return run.finish({ done: 0, next: run.cursor.next })
  })
}

/** Moves a set's pending day into place once both of its lists are whole. */
function settle(next: Record<string, string>, set: string): Record<string, string> {
  const { [`${set} `]: began, ...rest } = next
  return began ? { ...rest, [set]: began } : rest
}

const label = (set: string, format: string) => `${set || 'all sets'} (${format})`

function daysBefore(instant: string, days: number): string {
  return new Date(Date.parse(instant) - days * 86_400_000).toISOString().slice(0, 10)
}

interface List {
  endpoint: string
  set: string
  format: (typeof FORMATS)[number]
  start: string
}

/** Reads a list to its end. Returns the server's day when it began. */
async function harvestList(context: HarvestContext, run: HarvestRun<Cursor>, list: List): Promise<string | undefined> {
  let state: ListState = run.cursor.list ?? { from: list.start, ordered: true }
  const part = label(list.set, list.format)
  const save = (items: ParsedItem[], next: ListState | undefined) => run.save(items, { ...run.cursor, list: next }, part)
  if (state.token && isExpired(state, context.now())) state = restarted(state, list.start)
  for (;;) {
    const page = await fetchPage(context, list, state, (items) => save(items, state))
    const error = page.envelope.errors[0]
    if (error?.code === 'badResumptionToken' && state.token) {
      state = restarted(state, list.start)
      continue
    }
    if (error && error.code !== 'noRecordsMatch') throw new SourceError(`${new URL(list.endpoint).host} answers: ${error.message || error.code}.`)
    const next = advanced(state, page, context.now())
    const items = [...page.items, ...(await withdrawals(context, page.deleted))]
    await save(items, next)
    if (!next.token) return next.began
    state = next
  }
}

function advanced(state: ListState, page: OaiPage, now: string): ListState {
  const { responseDate, resumptionToken, tokenExpires } = page.envelope
  const ordered = state.ordered && (page.datestamps?.ordered ?? true) && (!state.reached || !page.datestamps || page.datestamps.first >= state.reached)
  return {
    from: state.from,
    began: state.began ?? responseDate?.slice(0, 10),
    clockOffset: responseDate ? Date.parse(now) - Date.parse(responseDate) : state.clockOffset,
    token: resumptionToken,
    tokenExpires: tokenExpires ?? (responseDate ? nextMidnight(responseDate) : undefined),
    reached: page.datestamps && (!state.reached || page.datestamps.last > state.reached) ? page.datestamps.last : state.reached,
    ordered,
  }
}

const nextMidnight = (instant: string) => new Date(Date.parse(`${instant.slice(0, 10)}T00:00:00Z`) + 86_400_000).toISOString()

/** By the server's clock, as far as it is known. */
function isExpired({ tokenExpires, clockOffset = 0 }: ListState, now: string): boolean {
  return tokenExpires !== undefined && Date.parse(now) - clockOffset >= Date.parse(tokenExpires)
}

/** Everything before the datestamp reached is complete if datestamps came in order; the day itself may not be. */
function restarted(state: ListState, start: string): ListState {
  const from = state.ordered && state.reached ? state.reached.slice(0, 10) : (state.from ?? start)
  return { from, began: state.began, clockOffset: state.clockOffset, ordered: true }
}

/** A page that stays damaged after this many attempts is taken as it is, its broken records rejected. */
const DAMAGED_ATTEMPTS = 3

async function fetchPage(context: HarvestContext, list: List, state: ListState, overflow: (items: ParsedItem[]) => Promise<void>): Promise<OaiPage> {
  const url = new URL(list.endpoint)
  const query = state.token ? { verb: 'ListRecords', resumptionToken: state.token } : { verb: 'ListRecords', metadataPrefix: list.format, from: state.from, set: list.set || undefined }
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  let attempts = 0
  return politeRequest(url.href, httpOptions(context, ARXIV_POLICY), async (answer) => {
    const page = await readOaiPage(answer, list.format === 'arXivRaw' ? withoutAuthors : (record) => record, overflow)
    if (page.damaged > 0 && ++attempts < DAMAGED_ATTEMPTS) throw new TransientError(`${page.damaged} records of the page are damaged`)
    // A server that hands the same token out again would be asked for ever.
    if (state.token && page.envelope.resumptionToken === state.token) throw new TransientError('the page names itself as the next')
    return page
  })
}

/** `arXivRaw` has authors as one line of text; those of `arXiv` are data and must not be replaced by a guess. */
function withoutAuthors(record: PaperRecord): PaperRecord {
  return { ...record, authors: undefined }
}

/** A deleted record withdraws the paper; the catalogue forgets nothing that people have voted and spoken about. */
async function withdrawals(context: HarvestContext, deleted: OaiHeader[]): Promise<ParsedItem[]> {
  const items: ParsedItem[] = []
  for (const { identifier } of deleted) {
    const id = parsePaperId(identifier.replace(/^oai:arXiv\.org:/i, ''))?.id
    const paper = id && (await findPaper(context.database.db, id))
    if (paper) items.push({ line: 1, record: { id: paper.id, title: paper.title, withdrawn: true } })
  }
  return items
}
