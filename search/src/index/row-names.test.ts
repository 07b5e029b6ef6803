import { upsertPapers, type PaperId } from '@offprint/catalogue'
import { openDatabase } from '@offprint/store'
import { temporaryFolder } from '@offprint/store/testing'
import { expect, test } from 'vitest'
import { idsOf, rowsByIds } from '../retrieve/candidates.ts'
import { openSearch } from '../search.ts'
import { madePapers } from '../testing/papers.ts'
import { readCurrent } from './generations.ts'
import { namesOf, rowNames, setNames } from './row-names.ts'
import { openTable } from './table.ts'

test('names are those the table gives, also of rows that were added, replaced or taken out meanwhile', async () => {
  const folder = temporaryFolder()
  const database = await openDatabase({ folder })
  const search = openSearch({ database, folder })
  const put = (count: number, from: number, title = '') =>
    database.write((trx) => upsertPapers(trx, madePapers(count, from).map((paper) => (title ? { ...paper, title } : paper)), { source: 'jsonl', run: from + count }))
  await put(40, 0)
  await search.follow()
  const names = rowNames()
  for (const act of [() => put(30, 40), () => put(10, 20, 'Renamed since'), async () => {}]) {
    await act()
    await search.follow()
    const table = await openTable(`${folder}/index`, readCurrent(`${folder}/index`)!.name)
    const ids = madePapers(70).map((paper) => String(paper.id))
    const rows = await rowsByIds(table, ids, {})
    // Without names, then with them.
    expect(await idsOf(table, rows.map(({ row }) => row))).toEqual(rows.map(({ id }) => id))
    setNames(table, names)
    for (let query = 0; query < 4; query++) await names.follow(table)
    expect(rows.map(({ row }) => names.of(row))).toEqual(rows.map(({ id }) => id))
    expect(await idsOf(table, rows.map(({ row }) => row))).toEqual(rows.map(({ id }) => id as PaperId))
    expect(namesOf(table)).toBe(names)
  }
  await database.close()
})
