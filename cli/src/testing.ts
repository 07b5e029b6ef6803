/** For tests only: the command line as its user runs it, in a process of its own. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, 'main.ts')
const FLAGS = ['--disable-warning=ExperimentalWarning']

export interface Ran {
  status: number
  stdout: string
  stderr: string
}

/** Environment of a command: nothing of the surrounding configuration. */
function cleanEnvironment(extra: Record<string, string>): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...extra }
}

export function startOffprint(args: string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, [...FLAGS, MAIN, ...args], { env: cleanEnvironment(env) })
}

export function offprint(args: string[], options: { stdin?: string | Uint8Array; env?: Record<string, string> } = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = startOffprint(args, options.env)
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ status: code ?? (signal ? 128 : 1), stdout, stderr }))
    child.stdin.on('error', () => {})
    child.stdin.end(options.stdin ?? '')
  })
}
