/**
 * The site is built once, and again when something it is made of changed. What it is made of is known by the names,
 * sizes and times of its source files, which takes a few milliseconds to look at; their digest names the build's folder.
 * So a running site keeps the folder it started from while another process builds a newer one beside it.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Relative to the site's folder. Labs and methods are there because the browser runs them. */
const SOURCES = ['src/**/*', 'static/**/*', 'vite.config.ts', 'package.json', '../labs/**/*.{ts,json,md}', '../methods/src/**/*', '../package-lock.json']
/** Besides those that a running site is served from. */
const KEPT_BUILDS = 2
/** How often a process looks whether another one's build is done. */
const LOOK_AGAIN_MS = 200

/** A digest of everything the build depends on. */
function sourceStamp(siteFolder: string): string {
  const hash = createHash('sha256').update(process.versions.node)
  const files = globSync(SOURCES, { cwd: siteFolder, exclude: (name) => name === 'node_modules' }).filter((file) => !file.endsWith('.test.ts'))
  for (const file of files.sort()) {
    const stat = statSync(join(siteFolder, file))
    if (stat.isFile()) hash.update(`${file} ${stat.size} ${Math.floor(stat.mtimeMs)}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

const buildFolder = (siteFolder: string, stamp: string): string => join(siteFolder, 'build', stamp)

/** True where there is a build of what is there now. */
export const isBuildCurrent = (siteFolder: string): boolean => existsSync(buildFolder(siteFolder, sourceStamp(siteFolder)))

/**
 * Builds the site if there is no build of its present sources, and returns the build's folder. Two processes that want
 * the same build make one; the second waits.
 * @throws Error with what the build said where it fails
 */
export async function ensureBuild(siteFolder: string, onBuild: (line: string) => void = () => {}): Promise<string> {
  const folder = buildFolder(siteFolder, sourceStamp(siteFolder))
  if (existsSync(folder)) return folder
  onBuild('Building the site; this happens once and takes some seconds.')
  return buildOnce(siteFolder, false)
}

/** Builds the site whether there is a build or not. @throws as `ensureBuild` */
export const buildSite = (siteFolder: string): Promise<string> => buildOnce(siteFolder, true)

async function buildOnce(siteFolder: string, again: boolean): Promise<string> {
  mkdirSync(join(siteFolder, 'build'), { recursive: true })
  const release = await lock(join(siteFolder, 'build', '.lock'))
  try {
    const stamp = sourceStamp(siteFolder)
    const folder = buildFolder(siteFolder, stamp)
    if (existsSync(folder) && !again) return folder
    const unfinished = join('build', `.unfinished-${process.pid}`)
    try {
      await runVite(siteFolder, stamp, unfinished)
      rmSync(folder, { recursive: true, force: true })
      renameSync(join(siteFolder, unfinished), folder)
    } finally {
      rmSync(join(siteFolder, unfinished), { recursive: true, force: true })
    }
    forgetOldBuilds(join(siteFolder, 'build'))
    return folder
  } finally {
    release()
  }
}

async function runVite(siteFolder: string, stamp: string, out: string): Promise<void> {
  const vite = join(dirname(createRequire(join(siteFolder, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js')
  const said = await new Promise<string | undefined>((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', vite, 'build', '--logLevel', 'warn'], {
      cwd: siteFolder,
      env: { ...process.env, OFFPRINT_BUILD: stamp, OFFPRINT_BUILD_OUT: out, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code) => resolve(code === 0 ? undefined : output.trim() || `vite ended with status ${code}`))
  })
  if (said !== undefined) throw new Error(`The site could not be built: ${said}`)
}

function forgetOldBuilds(folder: string): void {
  const builds = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time)
  for (const { path } of builds.slice(KEPT_BUILDS)) if (!isServed(path)) rmSync(path, { recursive: true, force: true })
}

const SERVED_BY = '.served-by-'

/** Marks a build as served by this process, so that no newer build removes it. The mark outlives the process harmlessly. */
export const markServed = (build: string): void => writeFileSync(join(build, `${SERVED_BY}${process.pid}`), '')

const isServed = (build: string): boolean => readdirSync(build).some((name) => name.startsWith(SERVED_BY) && isAlive(Number(name.slice(SERVED_BY.length))))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Holds a folder that only one process can make; one whose maker is gone is taken over. Returns how to let go. */
async function lock(folder: string): Promise<() => void> {
  const holder = join(folder, 'pid')
  for (;;) {
    try {
      mkdirSync(folder)
      writeFileSync(holder, String(process.pid))
      return () => rmSync(folder, { recursive: true, force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (isAbandoned(folder, holder)) rmSync(folder, { recursive: true, force: true })
      else await pause(LOOK_AGAIN_MS)
    }
  }
}

/** A lock is made in two steps; one without a name in it is young, unless it stays so. */
const NAMELESS_MS = 5_000

function isAbandoned(folder: string, holder: string): boolean {
  try {
    return existsSync(holder) ? !isAlive(Number(readFileSync(holder, 'utf8'))) : Date.now() - statSync(folder).mtimeMs > NAMELESS_MS
  } catch {
    // It was let go between two looks.
    return false
  }
}
