/**
 * Hugging Face Daily Papers, day by day (`/api/daily_papers?date=`). Any Offprint answers the same interface, so that
 * installations can follow each other. Votes and comments counted there are kept apart from ours.
 */
import { z } from 'zod'
import { readHfItem } from '../../formats/hf.ts'
import { politeRequest, readJson, SourceError, TransientError } from '../../gate/http.ts'
import { HUGGINGFACE_POLICY } from '../../gate/policy.ts'
import { HarvestRun, httpOptions, noting, type HarvestContext, type HarvestResult } from '../../harvest/harvest-run.ts'
import { recordOrRejection, type ParsedItem } from '../../item.ts'

export const HUGGINGFACE_ENDPOINT = 'https://huggingface.co'

const day = z.iso.date('must be a day such as 2025-08-01')
export const huggingfaceOptions = z
  .object({
    /** One day only. */
    date: day.optional(),
    /** From this day to today. */
    since: day.optional(),
    endpoint: z.url().default(HUGGINGFACE_ENDPOINT),
  })
  .refine((options) => !(options.date && options.since), 'Give either one date or the first day, not both.')
export type HuggingfaceOptions = z.input<typeof huggingfaceOptions>

/** The first day of the archive there. */
const FIRST_DAY = '2023-05-04'
/** A first harvest without a date takes the last week. */
const FIRST_DAYS = 7
/** Days read again each time: papers are put on "yesterday" late, and votes keep coming for days. */
const RECHECKED_DAYS = 3
/** The largest page the interface gives. */
const PAGE_SIZE = 100
/** A day has some thirty papers; a source that never ends its pages is not followed for ever. */
const MAX_PAGES = 50

interface Cursor {
  /** The next day to read. */
  day: string
  /** What the keeper asked for, where it was not "what is new". */
  asked?: string
}

const DAY_MS = 86_400_000
const plusDays = (from: string, days: number) => new Date(Date.parse(`${from}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** One run over the days asked for, or since the last run. @throws SourceError; the next run goes on at the day it reached */
export async function harvestHfDaily(context: HarvestContext, given: HuggingfaceOptions = {}): Promise<HarvestResult> {
  const options = huggingfaceOptions.parse(given)
  const endpoint = options.endpoint.replace(/\/+$/, '')
  const today = context.now().slice(0, 10)
  const source = new URL(endpoint).host === new URL(HUGGINGFACE_ENDPOINT).host ? ('huggingface' as const) : ('offprint' as const)
  // One day asked for by itself says nothing about the others: it is a run of its own kind.
  const input = `${endpoint}${options.date ? ` ${options.date}` : ''}`
  const run = await HarvestRun.begin<Cursor>(context, { source: 'hf', input, as: source }, (last) => {
    if (options.date) return { day: options.date }
    const first = options.since ?? (last ? plusDays(last.day, -RECHECKED_DAYS) : plusDays(today, -FIRST_DAYS))
    return { day: first < FIRST_DAY ? FIRST_DAY : first, asked: options.since }
  }, (cursor) => !options.since || options.since === cursor.asked)
  // An old interrupted run goes on up to today.
  const until = options.date ?? today
  return noting(run, async () => {
    for (let current = run.cursor.day; current <= until; current = plusDays(current, 1)) {
      const items = await fetchDay(context, endpoint, current, today)
      await run.save(items, { ...run.cursor, day: plusDays(current, 1) }, current)
    }
    return run.finish(run.cursor)
  })
}

async function fetchDay(context: HarvestContext, endpoint: string, date: string, today: string): Promise<ParsedItem[]> {
  const items: ParsedItem[] = []
  for (let page = 0; page < MAX_PAGES; page++) {
    const url = `${endpoint}/api/daily_papers?date=${date}&limit=${PAGE_SIZE}&p=${page}`
    const answer = await politeRequest(
      url,
      httpOptions(context, HUGGINGFACE_POLICY),
      async (response) => {
        const value = await readJson(response)
        // "Today" can still be in the future over there.
        if (response.status === 400) {
          if (date >= plusDays(today, -1)) return { values: [], more: false }
          throw new SourceError(`${new URL(endpoint).host} refuses the day ${date}.`, { status: 400 })
        }
        if (!Array.isArray(value)) throw new TransientError('the answer is no list')
        return { values: value as unknown[], more: /rel="next"/.test(String(response.headers.link ?? '')) }
      },
      { accept: [400], headers: { accept: 'application/json' } },
    )
    for (const value of answer.values) items.push(recordOrRejection(items.length + 1, JSON.stringify(value), () => readHfItem(Object(value), date)))
    if (!answer.more) break
  }
  return items
}
