/** The real command line as a child process: what a person starts is what is measured. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../../scripts/node24.mjs'
import { peakMemoryMb, processorSeconds } from './machine.ts'

export const ROOT = dirname(dirname(dirname(import.meta.dirname)))
const CLI = join(ROOT, 'cli/src/main.ts')
/** How often a child is looked at; the kernel keeps peak and sum, so this only decides how late we see the last of them. */
const SAMPLE_INTERVAL_MS = 50

/** The environment of a run that no configuration of the machine changes. */
function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { ...NODE_ENVIRONMENT, PATH, HOME, TMPDIR, NODE_ENV: 'production', LOG_LEVEL: 'error', ...extra }
}

export function startCli(args: string[], env?: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [...NODE_FLAGS, CLI, ...args], { cwd: ROOT, env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] })
}

export interface CliRun {
  seconds: number
  /** Undefined where the system does not tell. */
  peakMb: number | undefined
  /** Of all threads; undefined where the system does not tell. */
  processorSeconds: number | undefined
  stdout: string
}

/** Runs a command to its end. @throws Error with what it said where it fails. */
export function runCli(args: string[]): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = startCli(args)
    let [stdout, stderr] = ['', '']
    let peakMb: number | undefined
    let used: number | undefined
    child.stdout!.on('data', (chunk) => (stdout += chunk))
    child.stderr!.on('data', (chunk) => (stderr += chunk))
    const timer = setInterval(() => {
      peakMb = peakMemoryMb(child.pid!) ?? peakMb
      used = processorSeconds(child.pid!) ?? used
    }, SAMPLE_INTERVAL_MS)
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(timer)
      if (code === 0) resolve({ seconds: (performance.now() - started) / 1000, peakMb, processorSeconds: used, stdout })
      else reject(new Error(`offprint ${args.join(' ')} ended with status ${code}: ${stderr.trim() || stdout.trim()}`))
    })
  })
}

const folders: string[] = []
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A temporary folder, removed when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-bench-'))
  folders.push(folder)
  return folder
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
