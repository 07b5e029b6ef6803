/** The thread of `beside.ts`. */
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '@offprint/store'
import { openSearch } from '../search.ts'
import type { FromFollower } from './beside.ts'

/** Between two looks at the catalogue when there was nothing new. */
const PAUSE_MS = 100

let finishing = false
parentPort?.once('message', () => (finishing = true))

async function run(): Promise<FromFollower> {
  const database = await openDatabase({ ...workerData, migrate: false })
  try {
    const search = openSearch({ database, folder: database.folder })
    for (;;) {
      const last = finishing
      const report = await search.follow(last ? { finish: true } : { defer: true })
      if (last && !report.busy) return { report }
      if (report.applied === 0) await setTimeout(PAUSE_MS)
    }
  } finally {
    await database.close()
  }
}

const answer = await run().catch((error: Error): FromFollower => ({ failure: error.message }))
parentPort?.postMessage(answer)
