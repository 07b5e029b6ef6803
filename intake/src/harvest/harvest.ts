/** One run of each network source, for the command line and the scheduler. */
import type { Database } from '@offprint/store'
import { openGate } from '../gate/gate.ts'
import type { HostPolicy } from '../gate/policy.ts'
import { harvestArxivRss, type ArxivRssOptions } from '../sources/arxiv-rss/harvest.ts'
import { harvestHfDaily, type HuggingfaceOptions } from '../sources/huggingface/harvest.ts'
import { harvestArxivOai, type ArxivOaiOptions } from '../sources/arxiv-oai/harvest.ts'
import type { HarvestContext, HarvestHooks, HarvestResult } from './harvest-run.ts'

export interface HarvestSettings {
  /** A mail address or page of the keeper's, for the User-Agent (`OFFPRINT_CONTACT`). */
  contact?: string
  /** The present, ISO 8601; the clock's by default. */
  now?: () => string
  /** Replaces the source's own politeness: for simulators on localhost only. */
  policy?: HostPolicy
}

export function harvestContext(database: Database, settings: HarvestSettings, hooks: HarvestHooks = {}): HarvestContext {
  return {
    database,
    gate: openGate(database),
    hooks,
    contact: settings.contact,
    now: settings.now ?? (() => new Date().toISOString()),
    policy: settings.policy,
  }
}

/** Splits what belongs to any harvest from the source's own options. */
function settingsOf<T extends HarvestSettings>({ contact, now, policy, ...own }: T): { settings: HarvestSettings; own: Omit<T, keyof HarvestSettings> } {
  return { settings: { contact, now, policy }, own }
}

/**
 * Harvests arXiv by OAI-PMH: what changed since the last complete run, or goes on with an interrupted one.
 * @throws SourceError where arXiv refuses or cannot be reached (start again to go on), ZodError for wrong options
 */
export async function harvestArxiv(database: Database, options: ArxivOaiOptions & HarvestSettings = {}, hooks?: HarvestHooks): Promise<HarvestResult> {
  const { settings, own } = settingsOf(options)
  return harvestArxivOai(harvestContext(database, settings, hooks), own)
}

/** Hugging Face Daily Papers or another Offprint: one day, the days since one, or those since the last run. */
export async function harvestHuggingFace(database: Database, options: HuggingfaceOptions & HarvestSettings = {}, hooks?: HarvestHooks): Promise<HarvestResult> {
  const { settings, own } = settingsOf(options)
  return harvestHfDaily(harvestContext(database, settings, hooks), own)
}

/** arXiv's announcements of the day by RSS. */
export async function harvestAnnouncements(database: Database, options: ArxivRssOptions & HarvestSettings = {}, hooks?: HarvestHooks): Promise<HarvestResult> {
  const { settings, own } = settingsOf(options)
  return harvestArxivRss(harvestContext(database, settings, hooks), own)
}
