/** The sources by name; adding one is a folder beside and one entry here. */
import { isArxivId, upsertPapers, type PaperId, type PaperRecord, type SourceName } from '@offprint/catalogue'
import type { z } from 'zod'
import { ARXIV_POLICY, DEFAULT_POLICY, HUGGINGFACE_POLICY, type HostPolicy } from '../gate/policy.ts'
import type { HarvestContext, HarvestResult } from '../harvest/harvest-run.ts'
import { arxivOaiOptions, harvestArxivOai } from './arxiv-oai/harvest.ts'
import { ARXIV_ATOM_ENDPOINT, fetchArxivPaper } from './arxiv-atom/fetch.ts'
import { arxivRssOptions, harvestArxivRss } from './arxiv-rss/harvest.ts'
import { CROSSREF_ENDPOINT, fetchCrossref } from './crossref/fetch.ts'
import { DATACITE_ENDPOINT, fetchDatacite } from './datacite/fetch.ts'
import { harvestHfDaily, huggingfaceOptions } from './huggingface/harvest.ts'
import { fetchOpenreview, harvestOpenreview, OPENREVIEW_ENDPOINT, openreviewOptions } from './openreview/fetch.ts'

/** A source that is read as a whole, from where the last run ended. */
export interface ListSource {
  title: string
  policy: HostPolicy
  options: z.ZodType
  /** `given` is validated by `options`. */
  harvest: (context: HarvestContext, given: never) => Promise<HarvestResult>
  /** When it is read if the keeper says nothing else: a cron pattern and its time zone. */
  schedule: { cron: string; timeZone: string }
}

export const LIST_SOURCES = {
  arxiv: {
    title: 'arXiv metadata (OAI-PMH)',
    policy: ARXIV_POLICY,
    options: arxivOaiOptions,
    harvest: harvestArxivOai,
    // arXiv updates its records by about 22:30 New York time; Sunday to Thursday it announces, the other days find nothing.
    schedule: { cron: '15 23 * * *', timeZone: 'America/New_York' },
  },
  'arxiv-rss': {
    title: 'arXiv announcements (RSS)',
    policy: ARXIV_POLICY,
    options: arxivRssOptions,
    harvest: harvestArxivRss,
    // Feeds are made at midnight New York time, Monday to Friday.
    schedule: { cron: '30 0 * * 1-5', timeZone: 'America/New_York' },
  },
  hf: {
    title: 'Hugging Face Daily Papers, or another Offprint',
    policy: HUGGINGFACE_POLICY,
    options: huggingfaceOptions,
    harvest: harvestHfDaily,
    // Papers come in through the day; its day turns over at 21:30 New York time.
    schedule: { cron: '10 */3 * * *', timeZone: 'America/New_York' },
  },
  openreview: {
    title: 'OpenReview, one venue',
    policy: DEFAULT_POLICY,
    options: openreviewOptions,
    harvest: harvestOpenreview,
    schedule: { cron: '40 4 * * 0', timeZone: 'UTC' },
  },
} satisfies Record<string, ListSource>

export type ListSourceName = keyof typeof LIST_SOURCES
export const isListSource = (name: string): name is ListSourceName => Object.hasOwn(LIST_SOURCES, name)

export interface Endpoints {
  arxivAtom: string
  crossref: string
  datacite: string
  openreview: string
}
const ENDPOINTS: Endpoints = { arxivAtom: ARXIV_ATOM_ENDPOINT, crossref: CROSSREF_ENDPOINT, datacite: DATACITE_ENDPOINT, openreview: OPENREVIEW_ENDPOINT }

export interface FetchedRecord {
  record: PaperRecord
  source: SourceName
}

/**
 * One paper from the source its id belongs to: arXiv, OpenReview, or the DOI agencies (Crossref, then DataCite).
 * Undefined where nobody knows it, or the id is one of a file's own.
 * @throws SourceError where the source cannot be reached
 */
export async function fetchPaperRecord(context: HarvestContext, id: PaperId, endpoints: Partial<Endpoints> = {}): Promise<FetchedRecord | undefined> {
  const at = { ...ENDPOINTS, ...endpoints }
  const found = (record: PaperRecord | undefined, source: SourceName) => record && { record, source }
  if (isArxivId(id)) return found(await fetchArxivPaper(context, id, at.arxivAtom), 'arxiv-atom')
  const [scheme, value] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)]
  if (scheme === 'openreview') return found(await fetchOpenreview(context, value, at.openreview), 'openreview')
  if (scheme !== 'doi') return undefined
  return found(await fetchCrossref(context, value, at.crossref), 'crossref') ?? found(await fetchDatacite(context, value, at.datacite), 'datacite')
}

/** Fetches a paper and puts it into the catalogue: for submissions and refreshes. Returns its id there. */
export async function takeInPaper(context: HarvestContext, id: PaperId, endpoints?: Partial<Endpoints>): Promise<PaperId | undefined> {
  const fetched = await fetchPaperRecord(context, id, endpoints)
  if (!fetched) return undefined
  const [{ id: stored }] = await context.database.write((trx) => upsertPapers(trx, [fetched.record], { source: fetched.source }))
  return stored
}
