/** One run of each network source, for the command line and the scheduler. */
import type { Database } from '@offprint/store'
import { openGate } from '../gate/gate.ts'
import type { HostPolicy } from '../gate/policy.ts'
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

/**
 * Harvests arXiv by OAI-PMH: what changed since the last complete run, or goes on with an interrupted one.
 * @throws SourceError where arXiv refuses or cannot be reached (start again to go on), ZodError for wrong options
 */
export const harvestArxiv = (database: Database, options: ArxivOaiOptions & HarvestSettings = {}, hooks?: HarvestHooks): Promise<HarvestResult> => {
  const { contact, now, policy, ...own } = options
  return harvestArxivOai(harvestContext(database, { contact, now, policy }, hooks), own)
}
