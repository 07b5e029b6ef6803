/** `offprint backup FILE` while the site runs, `offprint restore FILE` into a new data folder. */
import { backupDatabase, restoreDatabase } from '@offprint/store'
import type { Command } from 'commander'
import { configOf, print, withCatalogue } from '../context.ts'

const MEBIBYTE = 1_048_576

export function backupCommands(program: Command): void {
  program
    .command('backup')
    .argument('<file>', 'a new file for the copy')
    .description('copy the database to one file, also while the site runs (the search index is rebuilt from it)')
    .addHelpText('after', '\nExample:\n  offprint backup /backups/offprint-2026-04-14.db')
    .action(async (file: string, _options: unknown, command: Command) => {
      const bytes = await withCatalogue(command, (database) => backupDatabase(database, file))
      print(command, { file, bytes }, () => `${file}: ${(bytes / MEBIBYTE).toFixed(1)} MiB.`)
    })

  program
    .command('restore')
    .argument('<file>', 'a backup')
    .description('put a backup into an empty or new data folder')
    .addHelpText('after', '\nExample:\n  offprint restore /backups/offprint-2026-04-14.db --data ./data-restored')
    .action(async (file: string, _options: unknown, command: Command) => {
      const config = configOf(command)
      restoreDatabase(file, config.data)
      await withCatalogue(command, async () => {})
      print(command, { file, data: config.data }, () => `Restored into ${config.data}. Run "offprint index rebuild" to make its search index now; the site does it otherwise.`)
    })
}
