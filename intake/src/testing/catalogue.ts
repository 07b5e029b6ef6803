/** For tests: what two catalogues must have in common to be the same. */
import { exportJsonLines } from '@offprint/catalogue'
import type { Database } from '@offprint/store'

/** Everything an export holds, and where each field came from; numbers that only count writes are left out. */
export async function catalogueText(database: Database): Promise<string> {
  let text = ''
  for await (const part of exportJsonLines(database.db)) text += part
  const provenance = await database.db.selectFrom('paper').select(['id', 'provenance']).orderBy('id').execute()
  return text + provenance.map((row) => `${row.id} ${JSON.stringify(Object.entries(JSON.parse(row.provenance)).sort())}\n`).join('')
}
