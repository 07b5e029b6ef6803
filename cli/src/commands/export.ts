/** `offprint export FILE`: the whole catalogue as JSON Lines. */
import { countPapers, exportJsonLines } from '@offprint/catalogue'
import type { Command } from 'commander'
import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { print, withCatalogue } from '../context.ts'
import { createProgress } from '../progress.ts'

export function exportCommand(program: Command): void {
  program
    .command('export')
    .argument('<file>', 'where to write; "-" is standard output, a name ending in .gz is packed')
    .description('write every paper as a line of JSON, in a form that "offprint import" reads back')
    .addHelpText('after', '\nExamples:\n  offprint export papers.jsonl.gz\n  offprint export - | head -1')
    .action(async (file: string, _options: unknown, command: Command) => {
      await withCatalogue(command, async (database) => {
        const total = await countPapers(database.db)
        const progress = createProgress('Exporting')
        let papers = 0
        const lines = async function* () {
          for await (const part of exportJsonLines(database.db)) {
            papers += part.split('\n').length - 1
            progress.update(papers, total)
            yield part
          }
        }
        if (file === '-') {
          await pipeline(Readable.from(lines()), process.stdout, { end: false })
          return
        }
        // Under another name until it is whole, so that a half-written file is never mistaken for an export.
        const partial = `${file}.partial`
        try {
          const target = createWriteStream(partial)
          await (file.endsWith('.gz') ? pipeline(Readable.from(lines()), createGzip(), target) : pipeline(Readable.from(lines()), target))
          renameSync(partial, file)
        } finally {
          rmSync(partial, { force: true })
          progress.end()
        }
        print(command, { file, papers }, () => `${papers.toLocaleString('en')} papers written to ${file}.`)
      })
    })
}
