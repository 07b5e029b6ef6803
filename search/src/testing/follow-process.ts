/** For tests only: a process that brings the index of a data folder up to date, over and over, until it is killed. */
import { openDatabase } from '@offprint/store'
import { openSearch } from '../search.ts'

const database = await openDatabase({ folder: process.argv[2] })
const search = openSearch({ database, folder: database.folder })
process.stdout.write('started\n')
for (;;) {
  await search.follow({ finish: true })
  process.stdout.write('current\n')
  await search.rebuild()
}
