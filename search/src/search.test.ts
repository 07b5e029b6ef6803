import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePaperId, upsertPapers, type PaperRecord } from '@offprint/catalogue'
import type { Database } from '@offprint/store'
import { eachEngine } from '@offprint/store/testing'
import { expect, test, vi } from 'vitest'
import { openStaticEmbedder, type Embedder } from './embedder/index.ts'
import { openSearch, type Search } from './index.ts'
import { madePapers } from './testing/papers.ts'

const id = (text: string) => parsePaperId(text)!.id
const today = '2026-04-14'

const RECORDS: PaperRecord[] = [
  { id: id('2501.00001'), title: 'Small weights find unknown classes', abstract: 'Networks with small weights detect classes never seen in training. We study weight decay.', authors: [{ name: 'Yuandong Tian' }, { name: 'Zoë Łukasz' }], categories: ['cs.LG'], published: '2025-01-02', venue: 'iclr', organisation: { slug: 'acme-lab', name: 'Acme Laboratory' }, links: [{ kind: 'code', url: 'https://example.org/code' }] },
  { id: id('2502.00002'), title: 'Grokking in modular arithmetic', abstract: 'Delayed generalisation, called grokking, in the state of the art. Decay of weight follows.', authors: [{ name: 'Bo Tian' }], categories: ['cs.LG', 'stat.ML'], published: '2025-08-15', venue: 'nips' },
  { id: id('2403.00003'), title: 'A survey of optimal transport', abstract: 'We review transport maps with $\\ell_1$ cost in $O(n \\log n)$ time.', authors: [{ name: 'Müller, Jörg' }], categories: ['math.OC'], published: '2024' },
  { id: id('cs/0112017'), title: '深度学习模型', abstract: '一种新的深度学习方法 for grokking.', authors: [{ name: '王伟' }], categories: ['cs.CL'], published: '2001-12-17', withdrawn: false },
  { id: id('2604.00005'), title: 'Weight decay', authors: [{ name: 'Ann Example' }], categories: ['cs.LG'], published: '2026-04-10', listedOn: '2026-04-13', listedBy: 'person:ann' },
]

/** Without vectors, so that an answer is exactly what the words and filters select; hybrid ranking has its own test. */
async function filled(database: Database, embedder: Embedder | null = null): Promise<Search> {
  await database.write((trx) => upsertPapers(trx, RECORDS, { source: 'jsonl' }))
  const search = openSearch({ database, folder: database.folder, labs: ['2502.00002'], embedder })
  await search.follow()
  return search
}

eachEngine('search', (store) => {
  test('finds words, phrases, operators and what is excluded', async () => {
    const search = await filled(await store.open())
    const ids = async (q: string) => (await search.search({ q, today })).results.map((one) => one.id)
    const cases: [string, string[]][] = [
      ['networks', ['2501.00001']],
      ['generalization generalisation', ['2502.00002']],
      ['"weight decay"', ['2604.00005', '2501.00001']],
      ['weight -decay', []],
      ['weight -"weight decay"', ['2502.00002']],
      ['"state of the art"', ['2502.00002']],
      ['author:tian', ['2502.00002', '2501.00001']],
      ['author:"Y. Tian"', ['2501.00001']],
      ['author:lukasz', ['2501.00001']],
      ['author:"jorg muller"', ['2403.00003']],
      ['author:tian grokking after:2025 has:lab', ['2502.00002']],
      ['title:weight', ['2604.00005', '2501.00001']],
      ['title:"weight decay"', ['2604.00005']],
      ['abstract:weight', ['2501.00001', '2502.00002']],
      ['abstract:"weight decay"', ['2501.00001']],
      ['cat:cs.LG before:2025-08', ['2501.00001']],
      ['cat:cs on:2001', ['cs/0112017']],
      ['cat:math OR cat:stat.ML', ['2502.00002', '2403.00003']],
      ['-cat:cs', ['2403.00003']],
      ['org:acme', ['2501.00001']],
      ['venue:NIPS', ['2502.00002']],
      ['has:code', ['2501.00001']],
      ['-has:abstract', ['2604.00005']],
      ['by:ann', ['2604.00005']],
      ['listed:2026-04', ['2604.00005']],
      ['after:-7d', ['2604.00005']],
      ['id:2501.00001,2403.00003', ['2501.00001', '2403.00003']],
      ['深度学习', ['cs/0112017']],
      ['ℓ₁ cost', ['2403.00003']],
      ['O(n \\log n)', ['2403.00003']],
      ['transport OR modular', ['2403.00003', '2502.00002']],
      ['grokking sort:new', ['2502.00002', 'cs/0112017']],
      ['+grokking +modular', ['2502.00002']],
      ['https://arxiv.org/abs/2501.00001v2', ['2501.00001']],
      ['xyzzy', []],
    ]
    for (const [q, expected] of cases) {
      const found = await ids(q)
      expect([q, q.includes('sort:') || expected.length < 2 ? found : found.sort()], q).toEqual([q, q.includes('sort:') || expected.length < 2 ? expected : [...expected].sort()])
    }
  })

  test('an identifier, a whole title and a name answer first', async () => {
    const search = await filled(await store.open())
    const first = async (q: string) => (await search.search({ q, today })).results[0]
    expect(await first('cs.LG/0112017v3')).toMatchObject({ id: 'cs/0112017', why: ['id'] })
    expect(await first('arXiv:2501.00001')).toMatchObject({ id: '2501.00001', why: ['id'] })
    expect(await first('weight DECAY!')).toMatchObject({ id: '2604.00005', why: ['title'] })
    expect(await first('Yuandong Tian')).toMatchObject({ id: '2501.00001', why: ['author'] })
    expect(await first('tian modular')).toMatchObject({ id: '2502.00002', why: ['author', 'text', 'title'] })
    expect(await first('Yuandong Tian weights')).toMatchObject({ id: '2501.00001', why: ['author', 'text', 'title'] })
    expect(await first('łukasz')).toMatchObject({ id: '2501.00001', why: ['author'] })
    expect(await first('weight decay -author:example')).not.toMatchObject({ id: '2604.00005' })
  })

  test('says what was understood and what was not, and marks what was found', async () => {
    const search = await filled(await store.open())
    const answer = await search.search({ q: 'Could you list papers about <grokking>? author:tian colour:red after:soon', today })
    expect(answer.query.filters).toEqual([{ field: 'author', value: 'tian' }])
    expect(answer.query.ignored).toEqual(expect.arrayContaining(['list', 'papers', 'colour:red', 'after:soon']))
    expect(answer.results[0].highlight.title).toBe('<mark>Grokking</mark> in modular arithmetic')
    expect(answer.total).toBe(answer.results.length)
    expect(answer.took_ms).toBeGreaterThan(0)
  })

  test('follows changes, removals and a rebuild, and shows them to another process', async () => {
    const database = await store.open()
    const search = await filled(database)
    const other = openSearch({ database, folder: database.folder, embedder: null })
    expect((await other.search({ q: 'zebra' })).results).toEqual([])
    await database.write((trx) => upsertPapers(trx, [{ ...RECORDS[0], title: 'Zebra stripes find unknown classes' }], { source: 'arxiv-oai' }))
    expect(await search.follow()).toMatchObject({ applied: 1, removed: 0, busy: false })
    expect((await search.search({ q: 'zebra' })).results).toHaveLength(1)
    expect((await search.search({ q: 'title:small' })).results).toEqual([])
    await database.write(async (trx) => {
      await trx.deleteFrom('paper').where('id', '=', '2501.00001').execute()
      const { value } = await trx.updateTable('counter').set((e) => ({ value: e('value', '+', 1) })).where('name', '=', 'change').returning('value').executeTakeFirstOrThrow()
      await trx.insertInto('paper_removal').values({ paper_id: '2501.00001', change: value }).execute()
    })
    expect(await search.follow()).toMatchObject({ applied: 0, removed: 1 })
    expect((await search.search({ q: 'zebra' })).total).toBe(0)
    expect(await search.rebuild()).toMatchObject({ applied: RECORDS.length - 1 })
    expect(await search.status()).toMatchObject({ papers: RECORDS.length - 1, generation: 'g2', uncovered: 0 })
    const status = await search.status()
    expect(status.change).toBeLessThanOrEqual(status.newest)
    expect((await other.status()).generation).toBe('g2')
  })

  test('offers the name that was meant, and what the answer may be narrowed to', async () => {
    const search = await filled(await store.open())
    expect((await search.search({ q: 'author:lukazs weight' })).query.didYouMean).toBe('author:lukasz weight')
    expect((await search.search({ q: 'author:tian' })).query.didYouMean).toBeNull()
    const { facets } = await search.search({ q: 'author:tian', facets: true })
    expect(facets).toMatchObject({
      counted: 2,
      year: [{ value: '2025', count: 2, filter: 'on:2025' }],
      category: [{ value: 'cs.lg', count: 2 }, { value: 'stat.ml', count: 1 }],
      has: [{ value: 'code', count: 1 }, { value: 'lab', count: 1, filter: 'has:lab' }],
    })
    for (const { filter, count } of [...facets!.category, ...facets!.venue, ...facets!.has]) {
      expect((await search.search({ q: `author:tian ${filter}` })).total).toBe(count)
    }
  })

  test('takes what is half remembered, renamed or too common as it is meant', async () => {
    const search = await filled(await store.open())
    const answer = async (q: string) => search.search({ q, today })
    expect((await answer('Small weights fnid unknown classes')).results[0]).toMatchObject({ id: '2501.00001', why: ['title'] })
    expect((await answer('Small weights in another world')).results[0].why).toEqual(['text', 'title'])
    expect((await answer('that paper where small weights detect classes')).query.ignored).toEqual(['paper'])
    expect((await answer('venue:neurips')).results.map((one) => one.id)).toEqual(['2502.00002'])
    const common = await answer('to be or not to be')
    expect(common.total).toBe(RECORDS.length)
    expect(common.query.notes).toEqual([expect.stringContaining('select none')])
    expect((await answer('"weight networks"')).query.didYouMean).toBe('weight networks')
    expect((await answer('"xyzzy networks"')).query.didYouMean).toBe('xyzzy networks')
    expect((await answer('"xyzzy"')).query.didYouMean).toBeNull()
  })

  test('counts facets over everything that filters select, also beyond the best', async () => {
    const database = await store.open()
    await database.write((trx) => upsertPapers(trx, madePapers(700), { source: 'jsonl' }))
    const search = openSearch({ database, folder: database.folder, labs: ['ext:made-1', 'ext:made-2'], embedder: null })
    await search.follow()
    const facets = async (q: string) => (await search.search({ q, today, limit: 1, facets: true })).facets!
    // The first requests count the best; the columns of all papers are read behind them.
    await vi.waitFor(async () => expect((await facets('cat:stat.ML')).counted).toBe(466))
    const all = await facets('')
    expect(all.category).toEqual([{ value: 'stat.ml', count: 466, filter: 'cat:stat.ml' }, { value: 'cs.lg', count: 234, filter: 'cat:cs.lg' }])
    expect(all.has).toEqual([{ value: 'lab', count: 2, filter: 'has:lab' }])
    for (const { filter, count } of all.year) expect((await search.search({ q: filter })).total).toBe(count)
    // Where words rank, the best are counted.
    expect((await facets('gradient')).counted).toBeLessThan(700)
    await database.write((trx) => upsertPapers(trx, madePapers(50, 700), { source: 'jsonl' }))
    await search.follow()
    await vi.waitFor(async () => expect((await facets('')).counted).toBe(750))
  })

  test('finds by meaning, explains, and a new embedder takes over while the old index answers', async () => {
    const database = await store.open()
    const search = await filled(database, openStaticEmbedder())
    const answer = await search.search({ q: 'neural nets generalise late', explain: true })
    expect(answer.results[0]).toMatchObject({ id: '2502.00002', why: expect.arrayContaining(['vector']) })
    expect(answer.results[0].parts!.cosine).toBeGreaterThan(0.2)
    const { text, vector, together = 0 } = answer.results[0].parts!
    expect(answer.results[0].score).toBeCloseTo(text + vector + together, 3)
    const flat: Embedder = { id: 'flat', dimensions: 4, embed: (texts) => texts.map(() => Float32Array.of(1, 0, 0, 0)) }
    const next = openSearch({ database, folder: database.folder, embedder: flat })
    expect((await next.search({ q: 'grokking', explain: true })).results[0].why).not.toContain('vector')
    await next.follow()
    expect(await next.status()).toMatchObject({ embedder: 'flat', papers: RECORDS.length })
    expect((await next.search({ q: 'grokking' })).results[0].why).toContain('vector')
  })

  test('an index that was damaged or is of another version is built again', async () => {
    const database = await store.open()
    const search = await filled(database)
    rmSync(join(database.folder, 'index', 'g1', 'papers.lance', '_versions'), { recursive: true })
    await search.follow()
    expect((await search.search({ q: 'networks' })).total).toBe(1)
    writeFileSync(join(database.folder, 'index', 'current.json'), '{"name":"g2","ver')
    await search.follow()
    expect((await search.search({ q: 'networks' })).total).toBe(1)
    rmSync(join(database.folder, 'index'), { recursive: true })
    expect((await search.search({ q: 'networks' })).total).toBeLessThanOrEqual(1)
    await search.follow()
    expect((await search.search({ q: 'networks' })).total).toBe(1)
    expect(readdirSync(join(database.folder, 'index')).filter((name) => /^g\d/.test(name))).toHaveLength(1)
  })
})
