import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkIntegrity, openDatabase, SQLITE_FILE } from './index.ts'
import { eachEngine, temporaryFolder } from './testing.ts'

eachEngine('integrity', (store) => {
  it('finds nothing wrong with a new database', async () => {
    expect(await checkIntegrity(await store.open())).toBeUndefined()
  })
})

it('names the table of a row that refers to nothing', async () => {
  const folder = temporaryFolder()
  await (await openDatabase({ folder })).close()
  // A tool that leaves foreign keys off, as SQLite does by default, can write such a row.
  const other = new DatabaseSync(join(folder, SQLITE_FILE), { enableForeignKeyConstraints: false })
  other.exec("insert into paper_alias (alias, paper_id) values ('doi:10.1/x', '2508.01087')")
  other.close()
  const database = await openDatabase({ folder })
  expect(await checkIntegrity(database)).toBe('table paper_alias refers to a row that is not there')
  await database.close()
})
