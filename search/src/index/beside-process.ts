/** The process of `beside.ts`. */
import { setTimeout } from 'node:timers/promises'
import { describeFailure, openDatabase, type DatabaseOptions } from '@offprint/store'
import { openStaticEmbedder } from '../embedder/static/static-embedder.ts'
import { openSearch } from '../search.ts'
import type { FromFollower } from './beside.ts'

/** Between two looks at the catalogue when there was nothing new. */
const PAUSE_MS = 100

let finishing = false
process.once('message', () => (finishing = true))
// The parent is gone: what it committed is indexed by whoever follows next.
process.once('disconnect', () => process.exit())

const options = JSON.parse(process.argv[2]) as DatabaseOptions

async function run(): Promise<FromFollower> {
  const database = await openDatabase({ ...options, migrate: false })
  try {
    const search = openSearch({ database, folder: database.folder, embedder: openStaticEmbedder() })
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

const answer = await run().catch((error: Error): FromFollower => ({ failure: describeFailure(error, options.folder) ?? error.message }))
process.send?.(answer, () => process.disconnect())
