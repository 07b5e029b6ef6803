/** From `npm start` in a new folder to the first byte of the first page, with the site built beforehand. */
import { ensureBuild } from '@offprint/site/serve'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { freePort, ROOT, temporaryFolder } from './measure/offprint.ts'
import { percentile, type Section } from './measure/report.ts'
import { firstByte } from './server.ts'

const FIRST_BYTE_SECONDS = 3
const RUNS = 3

/** Seconds to the first byte; the folder is new at the first call and old at the next. */
async function start(folder: string): Promise<number> {
  const port = await freePort()
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', OFFPRINT_DATA: folder, OFFPRINT_JOBS: '0' }
  const started = performance.now()
  // A group of its own, as npm starts a launcher that starts Node: all of them are to be stopped.
  const child = spawn('npm', ['start', '--silent'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const ended = once(child, 'exit')
  try {
    await firstByte(`http://127.0.0.1:${port}/`, child)
    return (performance.now() - started) / 1000
  } finally {
    process.kill(-child.pid!, 'SIGTERM')
    await ended
  }
}

export async function benchStart(): Promise<Section> {
  await ensureBuild(join(ROOT, 'site'))
  const fresh: number[] = []
  const again: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const folder = temporaryFolder()
    fresh.push(await start(folder))
    again.push(await start(folder))
  }
  return {
    name: 'start',
    title: 'Start',
    rows: [
      { what: 'npm start, new data folder, to the first byte', value: percentile(fresh, 50), unit: 's', target: { op: '<=', bound: FIRST_BYTE_SECONDS } },
      { what: 'npm start, same folder again', value: percentile(again, 50), unit: 's', target: { op: '<=', bound: FIRST_BYTE_SECONDS } },
    ],
    notes: [`Median of ${RUNS}; npm and the launcher included; the site was built before. A new folder makes its database and loads the founding edition.`],
  }
}
