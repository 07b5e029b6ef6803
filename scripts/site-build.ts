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
/** Enough to tell builds apart in the version the pages carry. */
const BUILD_NAME_LENGTH = 12

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

/** Builds the site unless it is up to date (or `force`). The output is what Vite printed; status 0: there is a build. */
export async function ensureSiteBuilt(force = false): Promise<{ code: number; output: string; built: boolean }> {
  const now = fingerprint()
  const isCurrent = existsSync(ENTRY) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now
  if (isCurrent && !force) return { code: 0, output: '', built: false }
  const options = { cwd: 'site', env: { OFFPRINT_BUILD: now.slice(0, BUILD_NAME_LENGTH) } }
  const outcome = await runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], options)
  if (outcome.code === 0) writeFileSync(STAMP, now)
  return { ...outcome, built: true }
}

if (process.argv[1] === import.meta.filename) {
  const { code, output, built } = await ensureSiteBuilt(process.argv.includes('--force'))
  console.log(output.trim() || (built ? 'The site is built.' : 'The site is up to date.'))
  process.exitCode = code
}
