/** A Chromium for the browser tests: the machine's own, or one installed where that is possible without asking. */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './processes.ts'

/** Names under which distributions and Google install it, best first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'chrome.exe']
const OUTSIDE_PATH = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

export const WHAT_TO_INSTALL = 'The browser tests need Chromium: install it ("apt install chromium", "brew install --cask chromium"), or name one in CHROMIUM_PATH.'

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of an installed Chromium or Chrome: `CHROMIUM_PATH` where set, else the first found. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named) return canRun(named) ? named : undefined
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...OUTSIDE_PATH].find(canRun)
}

const isDebianRoot = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version')

/** As `findChromium`, after installing the distribution's package where this is Debian and we are root. */
export async function ensureChromium(): Promise<string | undefined> {
  const found = findChromium()
  if (found || process.env.CHROMIUM_PATH || !isDebianRoot()) return found
  console.log('No Chromium found; installing the package "chromium" with apt …')
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { env: quiet })
  const { code, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env: quiet })
  if (code !== 0) console.log(output.trim().split('\n').slice(-5).join('\n'))
  return findChromium()
}
