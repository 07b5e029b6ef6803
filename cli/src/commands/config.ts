/** `offprint config`: the whole table, with where each value comes from. Secrets are never printed. */
import { readConfig } from '@offprint/store'
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { globals, print } from '../context.ts'

export function configCommand(program: Command): void {
  program
    .command('config')
    .description('print the configuration: every variable, its value, its default, where it comes from')
    .addHelpText('after', '\nExample:\n  PORT=8080 offprint config')
    .action((_options: unknown, command: Command) => {
      const { data } = globals(command)
      const { values } = readConfig({ ...process.env, ...(data ? { OFFPRINT_DATA: resolve(data) } : {}) })
      print(command, values, () =>
        values.flatMap(({ name, value, default: fallback, from, secret, help }) => [
          `${name}${secret ? ` (or ${name}_FILE)` : ''}`,
          `    ${value === '' ? '(empty)' : value}${from === 'default' ? '' : `   from ${from}, default ${fallback || '(empty)'}`}`,
          `    ${help}`,
        ]),
      )
    })
}
