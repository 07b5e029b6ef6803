import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { migrationState } from './migrate.ts'
import { eachEngine } from './testing.ts'

const CHILD = join(import.meta.dirname, 'testing/open-child.ts')
/** By then every child has loaded its modules, on a busy machine most. */
const HEAD_START_MS = 1_500

eachEngine('several processes that open a new database at once', (store) => {
  // A race is lost only sometimes: three rounds find a missing lock nearly always.
  test.each([1, 2, 3])('all succeed, and the schema is made once (round %i)', async () => {
    const options = await store.options()
    const at = Date.now() + HEAD_START_MS
    const open = () => promisify(execFile)(process.execPath, [CHILD, JSON.stringify(options), JSON.stringify(at)])
    await Promise.all([open(), open(), open(), open()])
    const database = await openDatabase(options)
    expect((await migrationState(database.db)).pending).toEqual([])
    await database.close()
  })
})
