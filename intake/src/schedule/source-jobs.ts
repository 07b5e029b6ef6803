/** The jobs of intake: harvests of the configured sources, and choosing the edition from what they brought. */
import type { Database } from '@offprint/store'
import { chooseEdition, type RuleOracles } from '../edition/rule.repository.ts'
import { harvestContext, type HarvestSettings } from '../harvest/harvest.ts'
import type { HarvestResult } from '../harvest/harvest-run.ts'
import { enrichListedPapers } from '../sources/enrichment/semantic-scholar.ts'
import { isListSource, LIST_SOURCES, type ListSourceName } from '../sources/registry.ts'
import type { JobDefinition } from './scheduler.ts'

/** After arXiv's announcements and Hugging Face's first papers of the day. */
const EDITION_SCHEDULE = { cron: '20 1,7,13,19 * * *', timeZone: 'America/New_York' }

/** What a source's part after the first colon means in its options. */
const ARGUMENT: Record<ListSourceName, (values: string[]) => Record<string, unknown>> = {
  arxiv: (sets) => (sets.length > 0 ? { sets } : {}),
  'arxiv-rss': (categories) => (categories.length > 0 ? { categories } : {}),
  hf: ([endpoint]) => (endpoint ? { endpoint } : {}),
  openreview: ([venue]) => ({ venue }),
}
/** Sources whose values are read in one run; of the others each is a job of its own. */
const TOGETHER = new Set<ListSourceName>(['arxiv', 'arxiv-rss'])

export interface SourceEntry {
  name: ListSourceName
  /** `arxiv`, `hf:https://papers.example.org` */
  job: string
  options: Record<string, unknown>
}

/**
 * Reads `OFFPRINT_SOURCES`: `arxiv:cs:cs:LG arxiv:stat arxiv-rss:cs hf hf:https://papers.example.org openreview:ICLR.cc/2026/Conference`.
 * @throws Error naming the entry that is not understood and what there is
 */
export function parseSources(entries: readonly string[]): SourceEntry[] {
  const groups = new Map<string, { name: ListSourceName; values: string[] }>()
  for (const entry of entries) {
    const at = entry.indexOf(':')
    const [name, value] = at < 0 ? [entry, undefined] : [entry.slice(0, at), entry.slice(at + 1)]
    if (!isListSource(name)) throw new Error(`OFFPRINT_SOURCES: "${entry}" is no source; there are ${Object.keys(LIST_SOURCES).join(', ')}.`)
    const job = value && !TOGETHER.has(name) ? `${name}:${value}` : name
    const group = groups.get(job) ?? { name, values: [] }
    groups.set(job, { name, values: value ? [...group.values, value] : group.values })
  }
  return [...groups].map(([job, { name, values }]) => {
    const options = ARGUMENT[name](values)
    const checked = LIST_SOURCES[name].options.safeParse(options)
    if (!checked.success) throw new Error(`OFFPRINT_SOURCES: ${job}: ${checked.error.issues[0].message}.`)
    return { name, job, options }
  })
}

/** What a run did, in one line. */
export const summaryOf = (result: HarvestResult) => `${result.read} read, ${result.added} added, ${result.changed} changed, ${result.unchanged} unchanged, ${result.rejectedTotal} rejected`

export interface IntakeJobsOptions extends HarvestSettings {
  oracles?: RuleOracles
  /** Switches the enrichment by Semantic Scholar on. */
  semanticScholarKey?: string
}

/** Venues become known weeks after a paper does: once a week is soon enough. */
const ENRICHMENT_SCHEDULE = { cron: '25 5 * * 6', timeZone: 'UTC' }

export function intakeJobs(database: Database, sources: readonly string[], options: IntakeJobsOptions = {}): JobDefinition[] {
  const { oracles, semanticScholarKey, ...settings } = options
  const now = settings.now ?? (() => new Date().toISOString())
  const harvests = parseSources(sources).map(({ name, job, options: own }): JobDefinition => {
    const source = LIST_SOURCES[name]
    return {
      name: job,
      title: source.title,
      ...source.schedule,
      run: async (signal) => summaryOf(await source.harvest(harvestContext(database, settings, { signal }), own as never)),
    }
  })
  const enrichment: JobDefinition[] = semanticScholarKey
    ? [
        {
          name: 'enrichment',
          title: 'DOIs and venues from Semantic Scholar',
          ...ENRICHMENT_SCHEDULE,
          run: async (signal) => {
            const { asked, changed } = await enrichListedPapers(harvestContext(database, settings, { signal }), semanticScholarKey)
            return `${asked} asked about, ${changed} changed`
          },
        },
      ]
    : []
  return [
    ...harvests,
    ...enrichment,
    {
      name: 'edition',
      title: "Choosing the day's edition by the rules",
      ...EDITION_SCHEDULE,
      run: async () => {
        const choices = await chooseEdition(database, now().slice(0, 10), oracles)
        return choices.length === 0 ? 'no rule is switched on' : choices.map(({ rule, chosen }) => `${rule}: ${chosen.length}`).join(', ')
      },
    },
  ]
}
