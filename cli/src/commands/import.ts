/** `offprint import FILE…`: papers from files, resumable, and what could not be read is said and kept. */
import { isDay } from '@offprint/catalogue'
import { FORMAT_NAMES, importFiles, type FormatName } from '@offprint/intake'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { print, withCatalogue } from '../context.ts'
import { EXIT } from '../exit.ts'
import { createProgress } from '../progress.ts'

/** Rejected records that are printed; all of them are kept in the catalogue and in the JSON result. */
const REJECTED_SHOWN = 20

interface ImportOptions {
  format: FormatName | 'auto'
  listedOn?: string
  map?: Record<string, string>
}

export function importCommand(program: Command): void {
  program
    .command('import')
    .argument('<file...>', 'files to read; "-" is standard input, .gz is understood')
    .description('read papers from files; reading a file again changes nothing, an interrupted import goes on where it stopped')
    .addOption(new Option('--format <format>', 'how to read them').choices(['auto', ...FORMAT_NAMES]).default('auto'))
    .option('--listed-on <date>', 'put the papers into the edition of this day', parseDay)
    .option('--map <theirs=ours>', 'read a field under another name (may be repeated)', collectMapping)
    .addHelpText('after', '\nExamples:\n  offprint import papers.jsonl.gz\n  offprint import page.txt --listed-on 2026-04-14\n  curl … | offprint import - --format atom')
    .action(async (files: string[], options: ImportOptions, command: Command) => {
      await withCatalogue(command, async (database, config) => {
        const { followBeside } = await import('@offprint/search/beside')
        const indexing = followBeside({ folder: config.data, url: config.databaseUrl })
        const progress = createProgress('Importing')
        const result = await importFiles(database, files, { format: options.format, listedOn: options.listedOn, map: options.map }, {
          progress: ({ read, bytesRead, bytesTotal }) => progress.update(bytesRead, bytesTotal, `${read.toLocaleString('en')} papers`),
        }).finally(() => indexing.finish())
        progress.end()
        print(command, result, () => [
          `${result.read.toLocaleString('en')} read: ${result.added.toLocaleString('en')} added, ${result.changed.toLocaleString('en')} changed, ${result.unchanged.toLocaleString('en')} unchanged, ${result.rejectedTotal.toLocaleString('en')} rejected.`,
          ...result.rejected.slice(0, REJECTED_SHOWN).map(({ line, reason, input }) => `  ${input ? `${input}, ` : ''}line ${line}: ${reason}`),
          ...(result.rejectedTotal > REJECTED_SHOWN ? [`  and ${result.rejectedTotal - REJECTED_SHOWN} more, kept with their text`] : []),
        ])
        for (const { reason } of result.errors) console.error(`offprint: ${reason}`)
        if (result.errors.length > 0) process.exitCode = EXIT.usage
      })
    })
}

function parseDay(value: string): string {
  if (!isDay(value)) throw new InvalidArgumentError('A day is written 2026-04-14.')
  return value
}

function collectMapping(value: string, all: Record<string, string> = {}): Record<string, string> {
  const [theirs, ours] = value.split('=')
  if (!theirs || !ours) throw new InvalidArgumentError('A mapping is written theirs=ours, for instance name=title.')
  return { ...all, [theirs]: ours }
}
