/** All commands, in the order in which `--help` lists them. */
import type { Command } from 'commander'
import { backupCommands } from './backup.ts'
import { configCommand } from './config.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { harvestCommand } from './harvest.ts'
import { importCommand } from './import.ts'
import { indexCommand } from './index-command.ts'
import { jobsCommand } from './jobs.ts'
import { labsCommand } from './labs.ts'
import { migrateCommand } from './migrate.ts'
import { paperCommand } from './paper.ts'
import { rulesCommand } from './rules.ts'
import { searchCommand } from './search.ts'
import { serveCommand } from './serve.ts'

export function registerCommands(program: Command): void {
  serveCommand(program)
  importCommand(program)
  harvestCommand(program)
  jobsCommand(program)
  rulesCommand(program)
  searchCommand(program)
  paperCommand(program)
  indexCommand(program)
  exportCommand(program)
  backupCommands(program)
  doctorCommand(program)
  migrateCommand(program)
  labsCommand(program)
  configCommand(program)
}
