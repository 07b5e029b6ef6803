/** Opening a catalogue: the database, and in a new one the founding edition. */
import { openDatabase, type Database, type DatabaseOptions } from '@offprint/store'
import { foundingRecords } from './founding/founding.ts'
import { upsertPapers } from './paper/upsert.ts'

/** Set once the founding edition was loaded: a keeper who deletes it does not get it back at the next start. */
const FOUNDED = 'founding-edition'

/**
 * Opens the catalogue a configuration names; whichever command makes a data folder, it begins with the founding
 * edition.
 * @throws StoreError as `openDatabase`
 */
export async function openCatalogue(options: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(options)
  try {
    if (options.migrate ?? true) await loadFoundingEdition(database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

export async function loadFoundingEdition(database: Database): Promise<void> {
  const isFounded = () => database.db.selectFrom('meta').select('value').where('key', '=', FOUNDED).executeTakeFirst()
  if (await isFounded()) return
  await database.write(async (trx) => {
    const claimed = await trx
      .insertInto('meta')
      .values({ key: FOUNDED, value: 'loaded' })
      .onConflict((c) => c.column('key').doNothing())
      .returning('key')
      .executeTakeFirst()
    if (claimed) await upsertPapers(trx, foundingRecords(), { source: 'founding' })
  })
}
