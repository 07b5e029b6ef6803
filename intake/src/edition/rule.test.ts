import { externalId, findPapers, upsertPapers, type Paper, type PaperId, type PaperRecord } from '@offprint/catalogue'
import type { Database } from '@offprint/store'
import { eachEngine } from '@offprint/store/testing'
import { expect, test } from 'vitest'
import { chooseByRule, matchesRule, ruleDefinition, type RuleInput } from './rule.ts'
import { chooseEdition, enableRule, listRules, newPapers, previewRule, removeRule, saveRule } from './rule.repository.ts'

const paper = (fields: Partial<Paper>): Paper => ({
  id: externalId('2508.01832'), title: 'A World of RL', abstract: 'Schrödinger bridges, off-policy.', aliases: [], authors: [{ name: 'Lenka Zdeborová' }], categories: ['stat.ML', 'cs.LG'], links: [], versions: [],
  keywords: [], withdrawn: false, provenance: {}, upvotes: 0, comments: 0, importedUpvotes: 5, importedComments: 0, hotScore: 0, change: 1, published: '2025-08-01', organisation: { slug: 'exorg', name: 'Ex' }, ...fields,
})
const holds = (rule: RuleInput, known = {}, fields: Partial<Paper> = {}) => matchesRule(ruleDefinition.parse(rule), paper(fields), known)

test.each<[string, RuleInput, boolean]>([
  ['a category', { categories: ['cs.LG'] }, true],
  ['an archive', { categories: ['stat'] }, true],
  ['another archive with the same beginning', { categories: ['cs.L'] }, false],
  ['a word, whatever its accents', { keywords: ['SCHRODINGER'] }, true],
  ['a short word as a word', { keywords: ['rl'] }, true],
  ['not a part of a word', { keywords: ['orld'] }, false],
  ['a phrase', { keywords: ['off-policy'] }, true],
  ['an author', { authors: ['Lenka Zdeborova'] }, true],
  ['an organisation', { organisations: ['exorg'] }, true],
  ['upvotes elsewhere', { minImportedUpvotes: 5 }, true],
  ['more upvotes than there are', { minImportedUpvotes: 6 }, false],
  ['all kinds must hold', { categories: ['cs.LG'], keywords: ['nothing of it'] }, false],
  ['an exclusion', { categories: ['cs.LG'], exclude: { keywords: ['bridges'] } }, false],
  ['a query without an answer', { query: 'x' }, false],
])('%s', (_name, rule, expected) => {
  expect(holds(rule)).toBe(expected)
})

test('what other packages know comes in as values; withdrawn papers are never chosen', () => {
  const id = externalId('2508.01832')
  expect(holds({ query: 'x' }, { found: new Set([id]) })).toBe(true)
  expect(holds({ followedBy: 'ada' }, { followed: { authors: new Set(['lenka-zdeborova']), organisations: new Set() } })).toBe(true)
  expect(holds({ curator: 'ada' }, { scores: new Map([[id, 0.1]]) })).toBe(true)
  expect(holds({ categories: ['cs'] }, {}, { withdrawn: true })).toBe(false)
})

test('a rule without a condition, or with a nonsensical one, is refused', () => {
  expect(() => ruleDefinition.parse({ limit: 5 })).toThrow('at least one condition')
  expect(() => ruleDefinition.parse({ keywords: [] })).toThrow()
  expect(() => ruleDefinition.parse({ keywords: ['a(b'], limit: 0 })).toThrow()
  expect(holds({ keywords: ['a(b'] })).toBe(false)
})

test('the best come first: by the curator, else by upvotes elsewhere, else the newest; and no more than the limit', () => {
  const papers = [1, 2, 3].map((n) => paper({ id: externalId(`2508.0000${n}`), importedUpvotes: n === 3 ? 9 : 4, published: `2025-08-0${n}` }))
  const ids = (rule: RuleInput, known = {}) => chooseByRule(ruleDefinition.parse(rule), papers, known).map((chosen) => chosen.id.slice(-1))
  expect(ids({ categories: ['cs'] })).toEqual(['3', '2', '1'])
  expect(ids({ categories: ['cs'], limit: 1 })).toEqual(['3'])
  expect(ids({ curator: 'ada' }, { scores: new Map([[papers[0].id, 2], [papers[1].id, 5]]) })).toEqual(['2', '1'])
})

const NOW = '2026-11-25T12:00:00Z'
const TODAY = '2026-11-25'

async function fill(database: Database): Promise<void> {
  const records: PaperRecord[] = [
    { id: externalId('2611.00001'), title: 'New today on bandits', published: '2026-11-25T10:00:00Z', categories: ['cs.LG'], importedUpvotes: 3 },
    { id: externalId('2611.00002'), title: 'Announced today, written earlier', published: '2026-11-20T10:00:00Z', announcedOn: '2026-11-25', categories: ['cs.LG'], importedUpvotes: 8 },
    { id: externalId('2611.00003'), title: 'Revised today, old', published: '2025-01-01T10:00:00Z', updated: '2026-11-25T10:00:00Z', categories: ['cs.LG'], importedUpvotes: 50 },
    { id: externalId('2611.00004'), title: 'Three days ago', published: '2026-11-22', categories: ['cs.LG', 'math.PR'], importedUpvotes: 1 },
    { id: externalId('2611.00005'), title: 'Listed already', published: '2026-11-25', categories: ['cs.LG'], listedOn: '2026-11-24', listedBy: 'person:ada', importedUpvotes: 99 },
    { id: externalId('2611.00006'), title: 'Ten days ago', published: '2026-11-15', categories: ['cs.LG'] },
    { id: externalId('2611.00007'), title: 'Known to the month only', published: '2026-11', categories: ['cs.LG'] },
  ]
  await database.write((trx) => upsertPapers(trx, records, { source: 'arxiv-oai' }))
}

eachEngine('choosing the edition', (store) => {
  test('new means version 1: announced or first published on the day, never revised', async () => {
    const database = await store.open()
    await fill(database)
    expect((await newPapers(database.db, { from: TODAY, to: TODAY, unlisted: true })).map((found) => found.id)).toEqual(['2611.00001', '2611.00002'])
  })

  test('a rule is stored switched off, previewed over a fortnight, and only then chooses', async () => {
    const database = await store.open()
    await fill(database)
    await saveRule(database.db, { id: 'ml', name: 'Machine learning', definition: { categories: ['cs.LG'], limit: 2 }, now: NOW })
    expect(await chooseEdition(database, TODAY)).toEqual([])

    const preview = await previewRule(database.db, { categories: ['cs.LG'] }, TODAY)
    expect(preview.days).toHaveLength(14)
    expect(preview.days[0]).toEqual({ day: TODAY, candidates: 3, chosen: [expect.objectContaining({ id: '2611.00005', listedBy: 'person:ada' }), expect.objectContaining({ id: '2611.00002' }), expect.objectContaining({ id: '2611.00001' })] })
    expect(preview.days.filter((day) => day.chosen.length > 0).map((day) => day.day)).toEqual(['2026-11-25', '2026-11-22', '2026-11-15'])

    await enableRule(database.db, 'ml', true)
    expect(await chooseEdition(database, TODAY)).toEqual([{ rule: 'ml', chosen: ['2611.00002', '2611.00001'] }])
    const [first, listed] = await findPapers(database.db, ['2611.00002', '2611.00005'] as PaperId[])
    expect(first).toMatchObject({ listedOn: TODAY, listedBy: 'rule:ml', provenance: { title: { source: 'arxiv-oai' } } })
    expect(listed).toMatchObject({ listedOn: '2026-11-24', listedBy: 'person:ada' })
  })

  test('again on the same day it adds nothing beyond its limit, and a changed rule has to be previewed again', async () => {
    const database = await store.open()
    await fill(database)
    await saveRule(database.db, { id: 'ml', name: 'ML', definition: { categories: ['cs.LG'], limit: 1 }, now: NOW })
    await enableRule(database.db, 'ml', true)
    await chooseEdition(database, TODAY)
    expect((await chooseEdition(database, TODAY)).flatMap((choice) => choice.chosen)).toEqual([])
    await saveRule(database.db, { id: 'ml', name: 'ML', definition: { categories: ['cs.LG'], limit: 3 }, now: NOW })
    expect((await listRules(database.db))[0]).toMatchObject({ enabled: false, definition: { limit: 3 } })
    await enableRule(database.db, 'ml', true)
    expect(await chooseEdition(database, TODAY)).toEqual([{ rule: 'ml', chosen: ['2611.00001', '2611.00004'] }])
    await removeRule(database.db, 'ml')
    expect(await listRules(database.db)).toEqual([])
  })

  test('the first rule that chooses a paper names itself; later ones choose from the rest', async () => {
    const database = await store.open()
    await fill(database)
    await saveRule(database.db, { id: 'a', name: 'Probability', definition: { categories: ['math'] }, now: NOW })
    await saveRule(database.db, { id: 'b', name: 'Found', definition: { query: 'anything' }, now: NOW })
    for (const id of ['a', 'b']) await enableRule(database.db, id, true)
    const search = async (_query: string, among: readonly PaperId[]) => new Set(among)
    expect(await chooseEdition(database, TODAY, { search })).toEqual([{ rule: 'a', chosen: ['2611.00004'] }, { rule: 'b', chosen: ['2611.00002', '2611.00001'] }])
  })
})
