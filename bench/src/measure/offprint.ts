/** The real command line as a child process: what a person starts is what is measured. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../../scripts/node24.mjs'
import { processorSeconds, processTree, residentMb } from './machine.ts'

export const ROOT = dirname(dirname(dirname(import.meta.dirname)))
const CLI = join(ROOT, 'cli/src/main.ts')
/** How often a command's processes are looked at. */
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
  /** The most that its processes held together, pages they share counted for each; undefined where the system does not tell. */
  peakMb: number | undefined
  /** Of all processes and threads; undefined where the system does not tell. */
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
    const used = new Map<number, number>()
    child.stdout!.on('data', (chunk) => (stdout += chunk))
    child.stderr!.on('data', (chunk) => (stderr += chunk))
    const timer = setInterval(() => {
      const processes = processTree(child.pid!)
      const held = processes.flatMap((pid) => residentMb(pid) ?? [])
      if (held.length > 0) peakMb = Math.max(peakMb ?? 0, held.reduce((sum, each) => sum + each))
      for (const pid of processes) used.set(pid, processorSeconds(pid) ?? used.get(pid) ?? 0)
    }, SAMPLE_INTERVAL_MS)
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(timer)
      if (code === 0) resolve({ seconds: (performance.now() - started) / 1000, peakMb, processorSeconds: peakMb === undefined ? undefined : [...used.values()].reduce((sum, each) => sum + each, 0), stdout })
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
