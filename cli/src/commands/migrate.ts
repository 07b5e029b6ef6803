/** `offprint migrate`: brings the database to the newest schema, or says what would be done. */
import { openCatalogue } from '@offprint/catalogue'
import { migrationState, openDatabase } from '@offprint/store'
import type { Command } from 'commander'
import { configOf, print } from '../context.ts'

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to the newest schema (every command that opens it does so too)')
    .option('--dry-run', 'only say what would be applied')
    .addHelpText('after', '\nExample:\n  offprint migrate --dry-run')
    .action(async (options: { dryRun?: boolean }, command: Command) => {
      const config = configOf(command)
      const before = await openDatabase({ folder: config.data, url: config.databaseUrl, migrate: false })
      const state = await migrationState(before.db)
      await before.close()
      if (!options.dryRun) await (await openCatalogue({ folder: config.data, url: config.databaseUrl })).close()
      const verb = options.dryRun ? 'To apply' : 'Applied'
      print(command, { ...state, dryRun: options.dryRun ?? false }, () =>
        state.pending.length === 0 ? 'The database is up to date.' : state.pending.map((name) => `${verb}: ${name}`),
      )
    })
}
