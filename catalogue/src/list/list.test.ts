import { expect, it } from 'vitest'
import { eachEngine } from '@offprint/store/testing'
import type { Database } from '@offprint/store'
import { externalId } from '../paper/paper-id.ts'
import { upsertPapers } from '../paper/upsert.ts'
import { findAuthorName, findOrganisation, listCategories, listPapers, type ListQuery } from './list.ts'

const fill = (database: Database) =>
  database.write((trx) =>
    upsertPapers(
      trx,
      [
        { id: externalId('a'), title: 'The first of the papers', authors: [{ name: 'Noémie Élan' }], categories: ['cs.LG', 'stat.ML'], published: '2024', listedOn: '2026-04-14' },
        { id: externalId('b'), title: 'The second of the papers', authors: [{ name: 'Noemie Elan' }, { name: 'Max Muster' }], categories: ['cs.CL'], published: '2025-01-02', listedOn: '2026-04-13' },
        { id: externalId('c'), title: 'The third of the papers', categories: ['stat.ML'], published: '2025-01-01T10:00:00Z', organisation: { slug: 'lab', name: 'The Lab' }, importedUpvotes: 3, listedOn: '2026-04-14' },
        { id: externalId('d'), title: 'The fourth of the papers', categories: ['csx.AA'] },
      ],
      { source: 'jsonl' },
    ),
  )

eachEngine('listPapers', (store) => {
  const ids = async (database: Database, query: Partial<ListQuery>) => {
    const { papers, total } = await listPapers(database.db, { sort: 'new', offset: 0, limit: 10, ...query })
    expect(total).toBe(papers.length)
    return papers.map((paper) => paper.id.slice('ext:'.length)).join('')
  }

  it('filters and sorts', async () => {
    const database = await store.open()
    await fill(database)
    expect(await ids(database, {})).toBe('bcad')
    expect(await ids(database, { sort: 'listed' })).toBe('acbd')
    expect(await ids(database, { listed: { from: '2026-04-14', to: '2026-04-14' }, sort: 'top' })).toBe('ca')
    expect(await ids(database, { listedOnly: true, sort: 'hot' })).toBe('acb')
    expect(await ids(database, { category: 'stat.ML' })).toBe('ca')
    expect(await ids(database, { category: 'cs' })).toBe('ba')
    expect(await ids(database, { author: 'noemie-elan' })).toBe('ba')
    expect(await ids(database, { organisation: 'lab' })).toBe('c')
    expect(await ids(database, { category: "cs' or 1=1 --" })).toBe('')
  })

  it('pages without overlap and counts all', async () => {
    const database = await store.open()
    await fill(database)
    const pages = await Promise.all([0, 2, 4].map((offset) => listPapers(database.db, { sort: 'top', offset, limit: 2 })))
    expect(pages.map((page) => page.total)).toEqual([4, 4, 4])
    expect(new Set(pages.flatMap((page) => page.papers.map((paper) => paper.id))).size).toBe(4)
    await expect(listPapers(database.db, { sort: 'top', offset: 0, limit: 100_000 })).rejects.toThrow(/A page holds/)
  })

  it('names authors, organisations and categories', async () => {
    const database = await store.open()
    await fill(database)
    expect(await findAuthorName(database.db, 'max-muster')).toBe('Max Muster')
    expect(await findAuthorName(database.db, 'nobody')).toBeUndefined()
    expect(await findOrganisation(database.db, 'lab')).toEqual({ slug: 'lab', name: 'The Lab' })
    expect((await listCategories(database.db))[0]).toEqual({ category: 'stat.ML', count: 2 })
  })
})
