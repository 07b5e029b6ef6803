/** For the tests of this folder: the site as its reader meets it, started by its own command, in a real browser. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { findChromium, WHAT_TO_INSTALL } from '../scripts/chromium.ts'

const OFFPRINT = join(import.meta.dirname, '..', 'scripts', 'offprint.mjs')
const ADDRESS = /Offprint is at (http:\/\/\S+)/

export interface StartedSite {
  url: string
  folder: string
  /** Runs another command on the same data folder. */
  run(args: string[], input?: string): Promise<string>
  /** Ends it as a service manager would; resolves to its exit status. */
  stop(): Promise<number>
}

function start(args: string[], folder: string, more: Record<string, string> = {}): ChildProcess {
  const env = { ...more, PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', OFFPRINT_DATA: folder, LOG_LEVEL: 'error' }
  return spawn(process.execPath, [OFFPRINT, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
}

function run(args: string[], folder: string, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(args, folder)
    let output = ''
    let errors = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`offprint ${args.join(' ')} ended with ${code}: ${errors}`))))
    child.stdin?.end(input)
  })
}

/** Starts the site on an empty data folder and a port of the system's choice. */
export async function startSite(prepare: (site: Pick<StartedSite, 'run'>) => Promise<void> = async () => {}, env: Record<string, string> = {}): Promise<StartedSite> {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-site-'))
  const site = { run: (args: string[], input?: string) => run(args, folder, input) }
  await prepare(site)
  const child = start(['serve', '--port', '0'], folder, env)
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    const listen = (text: string) => {
      said += text
      const found = ADDRESS.exec(said)
      if (found) resolve(found[1])
    }
    child.stdout?.setEncoding('utf8').on('data', listen)
    child.stderr?.setEncoding('utf8').on('data', listen)
    void ended.then((code) => reject(new Error(`The site ended with ${code} before it began: ${said}`)))
  })
  return {
    ...site,
    url,
    folder,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(WHAT_TO_INSTALL)
  // Containers have no user namespaces to sandbox in and a small /dev/shm; the pages are our own.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] })
}
