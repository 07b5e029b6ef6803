/** `offprint index status|rebuild`: the search index, which follows the catalogue and can always be made anew. */
import type { Command } from 'commander'
import { print, withSearch } from '../context.ts'
import { createProgress } from '../progress.ts'

export function indexCommand(program: Command): void {
  const index = program.command('index').description('the search index')

  index
    .command('status')
    .description('how far the index follows the catalogue')
    .addHelpText('after', '\nExample:\n  offprint index status')
    .action(async (_options: unknown, command: Command) => {
      const status = await withSearch(command, (search) => search.status())
      print(command, status, () => Object.entries(status).map(([key, value]) => `${key}: ${value}`))
    })

  index
    .command('rebuild')
    .description('make the index anew from the catalogue; the old one answers until the new one is whole')
    .addHelpText('after', '\nExample:\n  offprint index rebuild')
    .action(async (_options: unknown, command: Command) => {
      const status = await withSearch(command, async (search) => {
        const progress = createProgress('Indexing')
        await search.rebuild((done, total) => progress.update(done, total))
        progress.end()
        return search.status()
      })
      print(command, status, () => Object.entries(status).map(([key, value]) => `${key}: ${value}`))
    })
}
