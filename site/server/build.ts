/**
 * The site is built once, and again when something it is made of changed. What it is made of is known by the names,
 * sizes and times of its source files, which takes a few milliseconds to look at.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Relative to the site's folder. Labs and methods are there because the browser runs them. */
const SOURCES = ['src/**/*', 'static/**/*', 'vite.config.ts', 'package.json', '../labs/**/*.{ts,json,md}', '../methods/src/**/*', '../package-lock.json']
const STAMP = '.build-stamp'

/** A digest of everything the build depends on. */
function sourceStamp(siteFolder: string): string {
  const hash = createHash('sha256').update(process.versions.node)
  const files = globSync(SOURCES, { cwd: siteFolder, exclude: (name) => name === 'node_modules' }).filter((file) => !file.endsWith('.test.ts'))
  for (const file of files.sort()) {
    const stat = statSync(join(siteFolder, file))
    if (stat.isFile()) hash.update(`${file} ${stat.size} ${Math.floor(stat.mtimeMs)}\n`)
  }
  return hash.digest('base64url').slice(0, 22)
}

/** True where the build is there and made of what is there now. An installation without sources has only its build. */
export function isBuildCurrent(siteFolder: string): boolean {
  if (!existsSync(join(siteFolder, 'build', 'handler.js'))) return false
  if (!existsSync(join(siteFolder, 'src'))) return true
  const stamp = join(siteFolder, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceStamp(siteFolder)
}

/** Builds the site. @throws Error with what the build said where it fails */
export async function buildSite(siteFolder: string): Promise<void> {
  const stamp = sourceStamp(siteFolder)
  const vite = join(dirname(createRequire(join(siteFolder, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js')
  const said = await new Promise<string | undefined>((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', vite, 'build', '--logLevel', 'warn'], {
      cwd: siteFolder,
      env: { ...process.env, OFFPRINT_BUILD: stamp, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code) => resolve(code === 0 ? undefined : output.trim() || `vite ended with status ${code}`))
  })
  if (said !== undefined) throw new Error(`The site could not be built: ${said}`)
  writeFileSync(join(siteFolder, STAMP), stamp)
}

/** Builds the site if its build is missing or older than its sources. */
export async function ensureBuild(siteFolder: string, onBuild: (line: string) => void = () => {}): Promise<void> {
  if (isBuildCurrent(siteFolder)) return
  onBuild('Building the site; this happens once and takes some seconds.')
  await buildSite(siteFolder)
}
