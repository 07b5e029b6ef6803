/** Starting the project's tools, with their output kept or passed on. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'

export const ROOT = dirname(import.meta.dirname)

export interface Outcome {
  /** Exit status; 1 where the program could not be started or was killed. */
  code: number
  /** Standard output and error, in the order they came; empty where they were passed on. */
  output: string
}

interface RunOptions {
  /** Relative to the root. */
  cwd?: string
  env?: Record<string, string>
  /** Show the output as it comes instead of keeping it. */
  show?: boolean
}

/** Runs a program to its end. Never rejects: what goes wrong is told by `code` and `output`. */
export function run(command: string, args: string[], { cwd = '.', env, show = false }: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: join(ROOT, cwd), env: { ...process.env, ...env }, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => (output += chunk.toString())
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Runs an installed package's script under this Node: `runTool('oxlint/bin/oxlint', ['.'])`. */
export const runTool = (script: string, args: string[], options?: RunOptions): Promise<Outcome> =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'node_modules', script), ...args], options)
