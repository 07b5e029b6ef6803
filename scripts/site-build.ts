/** Building the site when, and only when, something it is made of has changed. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runTool } from './processes.ts'
import { sourceFiles } from './source-files.ts'

const STAMP = join(ROOT, 'site/.build-stamp')
const ENTRY = join(ROOT, 'site/build/index.js')
/** The packages whose code goes into the pages or the server bundle, with the versions of everything installed. */
const PARTS = ['site', 'labs', 'methods', 'catalogue', 'search', 'intake', 'store']
const NOT_TESTS = /^(?!.*\.test\.)/

/** A digest of all sources of the build: equal digests, equal builds. By content, as a clone's dates say nothing. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const files = PARTS.filter((part) => existsSync(join(ROOT, part))).flatMap((part) => sourceFiles(ROOT, NOT_TESTS, part))
  for (const path of [...files, 'package-lock.json']) {
    if (path === 'site/.build-stamp') continue
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path))).update('\0')
  }
  return hash.digest('hex')
}

export const isSiteBuilt = (): boolean =>
  existsSync(ENTRY) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()

/** Builds the site unless it is up to date. The output is what Vite printed; the status is 0 where there is a build. */
export async function ensureSiteBuilt(): Promise<{ code: number; output: string; built: boolean }> {
  const now = fingerprint()
  if (existsSync(ENTRY) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now) return { code: 0, output: '', built: false }
  const outcome = await runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], { cwd: 'site', env: { OFFPRINT_BUILD: now.slice(0, 12) } })
  if (outcome.code === 0) writeFileSync(STAMP, now)
  return { ...outcome, built: true }
}
