import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { upsertPapers } from '@offprint/catalogue'
import { openDatabase } from '@offprint/store'
import { temporaryFolder } from '@offprint/store/testing'
import { expect, test } from 'vitest'
import { openSearch } from '../search.ts'
import { madePapers } from '../testing/papers.ts'
import { followBeside } from './beside.ts'
import { tryLock } from './lock.ts'

const PROCESS = fileURLToPath(new URL('../testing/follow-process.ts', import.meta.url))
const PAPERS = 3_000
/** Several processes are started one after another; a busy machine takes seconds for each. */
const TIMEOUT_MS = 240_000
/** Milliseconds after the process began its work: during the first writes, the building of indices, the rebuilding. */
const KILLED_AFTER = [20, 150, 400, 900]

async function killed(child: ChildProcess, afterMs: number): Promise<void> {
  await once(child.stdout!, 'data')
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('killed at any point, the index answers or is built again, and ends complete', { timeout: TIMEOUT_MS }, async () => {
  const folder = temporaryFolder()
  const database = await openDatabase({ folder })
  for (let from = 0; from < PAPERS; from += 500) await database.write((trx) => upsertPapers(trx, madePapers(500, from), { source: 'jsonl' }))
  for (const afterMs of KILLED_AFTER) {
    await killed(spawn(process.execPath, [PROCESS, folder], { stdio: ['ignore', 'pipe', 'inherit'] }), afterMs)
    const search = openSearch({ database, folder })
    // Whatever state it left, a query gets an answer at once.
    const answer = await search.search({ q: 'diffusion galaxies' })
    expect(answer.total).toBeGreaterThanOrEqual(0)
    await search.close()
  }
  const search = openSearch({ database, folder })
  expect(await search.follow({ finish: true })).toMatchObject({ busy: false })
  const status = await search.status()
  expect(status).toMatchObject({ papers: PAPERS, change: status.newest })
  const answer = await search.search({ q: 'id:ext:made-2999' })
  expect(answer.results.map((one) => one.id)).toEqual(['ext:made-2999'])
  // No paper twice, and nothing left of generations that were never finished once a rebuild has passed its grace.
  expect((await search.search({ q: '"experiment 17"' })).results.map((one) => one.id)).toEqual(['ext:made-17'])
  expect(readdirSync(`${folder}/index`).filter((name) => name.endsWith('.new'))).toEqual([])
  await database.close()
})

test('beside an import: a process follows while papers come in, and ends with all of them', { timeout: TIMEOUT_MS }, async () => {
  const folder = temporaryFolder()
  const database = await openDatabase({ folder })
  const follower = followBeside({ folder })
  for (let from = 0; from < PAPERS; from += 500) await database.write((trx) => upsertPapers(trx, madePapers(500, from), { source: 'jsonl' }))
  const report = await follower.finish()
  expect(report).toMatchObject({ busy: false })
  const status = await openSearch({ database, folder }).status()
  expect(status).toMatchObject({ papers: PAPERS, uncovered: 0, change: status.newest })
  await database.close()
})

test('two writers: the second finds the first busy and leaves the work to it', async () => {
  const folder = temporaryFolder()
  const database = await openDatabase({ folder })
  await database.write((trx) => upsertPapers(trx, madePapers(10), { source: 'jsonl' }))
  const search = openSearch({ database, folder })
  await search.follow()
  const lock = tryLock(`${folder}/index`)!
  expect(tryLock(`${folder}/index`)).toBeUndefined()
  expect(await search.follow()).toMatchObject({ busy: true })
  lock.release()
  expect(await search.follow()).toMatchObject({ busy: false })
  await database.close()
})
