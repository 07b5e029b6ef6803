/**
 * `npm run bench -- [NAME…] [--json] [--write]`: what is measured, and against whom. Without names, everything; `--write`
 * puts the results into RESULTS.md under their names, with machine and date.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchImport } from './import.ts'
import { benchLabMemory, benchLabs } from './labs.ts'
import { describeMachine, machineLine } from './measure/machine.ts'
import { ROOT } from './measure/offprint.ts'
import { toText, type Section } from './measure/report.ts'
import { keepResults } from './measure/results.ts'
import { benchPages } from './pages.ts'
import type { PeerName } from './peers/task.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'

/** A program of its own: it prints, and writes its own part of the results. */
const NUMERICS = join(ROOT, 'bench/src/numerics.ts')
const OTHERS: PeerName[] = ['fts5', 'minisearch', 'orama', 'pglite']

const USAGE = `npm run bench -- [import] [search] [pages] [start] [labs] [labs-memory] [numerics] [all] [options]
  --json           one JSON value on standard output
  --write          put the results into bench/RESULTS.md
  --data DIR       use this data folder, which holds the corpus, for search and pages (and add to it what they need)
  --peers LIST     other search engines: ${OTHERS.join(',')} (default: all)
  --size N         papers to import and search; beyond the corpus made from its sentences (default: the corpus)
  --queries N      queries asked of each engine (default: 200)
  --seconds N      seconds of load on each page (default: 10)
  --labs LIST      numbers of the labs to measure: 1,16 (default: all)`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    data: { type: 'string' },
    peers: { type: 'string', default: OTHERS.join(',') },
    size: { type: 'string' },
    queries: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    labs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const { data } = options
const size = options.size === undefined ? undefined : Number(options.size)
const labs = options.labs?.split(',').map(Number)
const BENCHES: Record<string, () => Promise<Section>> = {
  import: () => benchImport(size),
  search: () =>
    benchSearch({ peers: OTHERS.filter((peer) => options.peers.split(',').includes(peer)), queries: Number(options.queries), size, data }),
  pages: () => benchPages({ seconds: Number(options.seconds), data }),
  start: benchStart,
  labs: () => benchLabs({ labs }),
  'labs-memory': () => benchLabMemory({ labs }),
}

const NAMES = [...Object.keys(BENCHES), 'numerics']

/** The names asked for, in the order they are run. */
function chosen(): string[] {
  const unknown = positionals.find((name) => name !== 'all' && !NAMES.includes(name))
  if (unknown) {
    console.error(`There is no benchmark "${unknown}".\n${USAGE}`)
    process.exit(2)
  }
  return positionals.length === 0 || positionals.includes('all') ? NAMES : NAMES.filter((name) => positionals.includes(name))
}

/** Runs the numerics program with its output passed on; its JSON where JSON is asked for. */
function numerics(): Promise<unknown> {
  const flags = [...(options.json ? ['--json'] : []), ...(options.write ? ['--write'] : [])]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', NUMERICS, ...flags], { stdio: ['ignore', options.json ? 'pipe' : 'inherit', 'inherit'] })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(options.json ? JSON.parse(output) : undefined) : reject(new Error(`numerics ended with status ${code}`))))
  })
}

async function main(): Promise<void> {
  if (options.help) {
    console.log(USAGE)
    return
  }
  const names = chosen()
  const machine = describeMachine(new Date())
  const sections: Section[] = []
  const json: Record<string, unknown> = { machine }
  if (!options.json) console.log(machineLine(machine))
  for (const name of names) {
    if (name === 'numerics') {
      if (existsSync(NUMERICS)) json.numerics = await numerics()
      continue
    }
    const section = await BENCHES[name]()
    sections.push(section)
    json[name] = section
    if (!options.json) console.log(`\n${toText(section)}`)
  }
  if (options.json) process.stdout.write(`${JSON.stringify(json)}\n`)
  if (options.write) keepResults(sections, machineLine(machine))
}

await main()
