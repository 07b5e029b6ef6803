import { expect, it } from 'vitest'
import { eachEngine } from '@offprint/store/testing'
import { sql } from 'kysely'
import { addSubscription } from './subscription/subscription.ts'
import { countPapers } from './paper/paper.repository.ts'
import { exportJsonLines } from './export/jsonl.ts'
import { listPapers } from './list/list.ts'
import { openCatalogue } from './open.ts'
import { foundingRecords } from './founding/founding.ts'

eachEngine('a new data folder', (store) => {
  it('begins with the founding edition, once, in the order of its page', async () => {
    const options = await store.options()
    const first = await openCatalogue(options)
    const { papers } = await listPapers(first.db, { listed: { from: '2026-04-14', to: '2026-04-14' }, sort: 'top', offset: 0, limit: 100 })
    expect(papers.filter((paper) => paper.importedUpvotes === 0).map((paper) => paper.id)).toEqual(foundingRecords().map((record) => record.id))
    await sql`delete from paper where id = '2508.01087'`.execute(first.db)
    await first.close()
    const again = await openCatalogue(options)
    expect(await countPapers(again.db)).toBe(35)
    await again.close()
  })

  it('founds itself once when two processes open it at the same moment', async () => {
    const options = await store.options()
    await (await openCatalogue({ ...options, migrate: true })).close()
    const both = await Promise.all([openCatalogue(options), openCatalogue(options)])
    expect(await countPapers(both[0].db)).toBe(36)
    for (const database of both) await database.close()
  })

  it('is exported a line a paper, by id', async () => {
    const database = await openCatalogue(await store.options())
    const text = (await Array.fromAsync(exportJsonLines(database.db))).join('')
    const lines = text.trim().split('\n').map((line) => JSON.parse(line))
    expect(lines).toHaveLength(36)
    expect(lines.map((line) => line.id)).toEqual(lines.map((line) => line.id).sort())
    expect(lines.find((line) => line.id === '2509.21519')).toMatchObject({ authors: [{ name: 'Yuandong Tian' }], listedOn: '2026-04-14', listedBy: 'founding' })
    await database.close()
  })

  it('stores who wants the digest, once, and refuses what is no address', async () => {
    const database = await store.open()
    expect(await addSubscription(database, ' Ann@University.EDU ', '2026-04-14T00:00:00Z')).toBe(true)
    expect(await addSubscription(database, 'Ann@university.edu', '2026-04-15T00:00:00Z')).toBe(true)
    expect(await addSubscription(database, 'nobody', '2026-04-15T00:00:00Z')).toBe(false)
    expect(await addSubscription(database, "a@b.org'; drop table subscription; --", '2026-04-15T00:00:00Z')).toBe(false)
    const rows = await database.db.selectFrom('subscription').selectAll().execute()
    expect(rows).toMatchObject([{ address: 'Ann@university.edu', state: 'unconfirmed', created_at: '2026-04-14T00:00:00Z' }])
  })
})
