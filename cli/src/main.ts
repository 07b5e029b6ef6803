/** `offprint …`: the command line. Each command is a file in `commands/`; what it does lives in the packages. */
import { Command, CommanderError } from 'commander'
import { registerCommands } from './commands/index.ts'
import { EXIT, UsageError } from './exit.ts'
import { StoreError } from '@offprint/store'
import { VERSION } from './version.ts'
import { ZodError } from 'zod'

export function createProgram(): Command {
  const program = new Command('offprint')
    .description('A self-hosted daily-papers site whose papers run.')
    .version(VERSION, '-V, --version')
    .option('--data <folder>', 'the data folder (default: OFFPRINT_DATA or ./data)')
    .option('--json', 'print one JSON value on standard output, and nothing else there')
    .showHelpAfterError('(offprint --help lists the commands)')
    .exitOverride()
  registerCommands(program)
  return program
}

/** Runs one command line and returns its exit status; messages have been printed. */
export async function main(argv: string[]): Promise<number> {
  const program = createProgram()
  try {
    await program.parseAsync(argv, { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done
  } catch (error) {
    return report(error)
  }
}

/** One sentence on standard error; a stack only for what nobody expected, and only when asked for. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof ZodError) {
    for (const { path, message } of error.issues) console.error(`offprint: ${path.join('.')} ${message}`)
    return EXIT.usage
  }
  const { code, message, stack } = error as { code?: string; message?: string; stack?: string }
  if (code === 'EPIPE') return EXIT.done
  console.error(`offprint: ${message ?? String(error)}`)
  if (error instanceof UsageError) return EXIT.usage
  if (!(error instanceof StoreError) && process.env.OFFPRINT_DEBUG) console.error(stack)
  return EXIT.failed
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.on('error', (error: { code?: string }) => {
    // The reader of a pipe (`offprint export - | head`) has seen enough.
    if (error.code === 'EPIPE') process.exit(EXIT.done)
    throw error
  })
  process.exitCode = await main(process.argv.slice(2))
}
