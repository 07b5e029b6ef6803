/** `offprint harvest arxiv|hf`: one run of a network source. Interrupted, it goes on where it stopped. */
import { isDay } from '@offprint/catalogue'
import { harvestAnnouncements, harvestArxiv, harvestHuggingFace, SourceError, type HarvestHooks, type HarvestResult } from '@offprint/intake'
import type { Database } from '@offprint/store'
import { InvalidArgumentError, type Command } from 'commander'
import { print, withSearch } from '../context.ts'
import { createProgress } from '../progress.ts'

export function harvestCommand(program: Command): void {
  const harvest = program.command('harvest').description('fetch new papers from a source, politely; an interrupted run goes on')

  harvest
    .command('arxiv')
    .description('what changed on arXiv since the last run, by OAI-PMH')
    .option('--set <set>', 'an OAI set, for instance cs:cs:LG (may be repeated)', (value: string, all: string[] = []) => [...all, value])
    .option('--from <date>', 'from this day of modification on, instead of the last run', parseDay)
    .option('--endpoint <url>', 'another OAI-PMH address')
    .addHelpText('after', '\nExample:\n  offprint harvest arxiv --set cs:cs:LG --from 2026-04-13')
    .action(async (options: { set?: string[]; from?: string; endpoint?: string }, command: Command) => {
      await run(command, (database, contact, hooks) =>
        harvestArxiv(database, { sets: options.set, from: options.from, endpoint: options.endpoint, contact }, hooks),
      )
    })

  harvest
    .command('hf')
    .description('the daily papers of Hugging Face, or of any Offprint: days, upvotes, organisations, linked code')
    .option('--date <date>', 'this day only', parseDay)
    .option('--since <date>', 'from this day on', parseDay)
    .option('--endpoint <url>', 'another site with the same API')
    .addHelpText('after', '\nExamples:\n  offprint harvest hf --date 2026-04-14\n  offprint harvest hf --endpoint https://papers.example.org')
    .action(async (options: { date?: string; since?: string; endpoint?: string }, command: Command) => {
      await run(command, (database, contact, hooks) => harvestHuggingFace(database, { ...options, contact }, hooks))
    })

  harvest
    .command('announcements')
    .description("arXiv's announcements of today, by RSS")
    .addHelpText('after', '\nExample:\n  offprint harvest announcements')
    .action(async (_options: unknown, command: Command) => {
      await run(command, (database, contact, hooks) => harvestAnnouncements(database, { contact }, hooks))
    })
}

type Harvest = (database: Database, contact: string, hooks: HarvestHooks) => Promise<HarvestResult>

async function run(command: Command, harvest: Harvest): Promise<void> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new SourceError('Stopped; the same command goes on from here.')))
  await withSearch(command, async (search, database, config) => {
    const progress = createProgress('Harvesting')
    const result = await harvest(database, config.contact, { progress: ({ read }) => progress.update(read), signal: stop.signal })
    progress.end()
    await search.follow()
    print(command, result, () => [
      `${result.read.toLocaleString('en')} read: ${result.added.toLocaleString('en')} added, ${result.changed.toLocaleString('en')} changed, ${result.unchanged.toLocaleString('en')} unchanged, ${result.rejectedTotal.toLocaleString('en')} rejected.`,
      ...result.rejected.map(({ line, reason }) => `  record ${line}: ${reason}`),
    ])
  })
}

function parseDay(value: string): string {
  if (!isDay(value)) throw new InvalidArgumentError('A day is written 2026-04-14.')
  return value
}
