import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { externalId } from './paper-id.ts'
import { emptyPaper, mergePaper, type MergeContext } from './merge.ts'
import type { Paper, PaperRecord } from './paper.ts'
import { SOURCES, type SourceName } from './source.ts'

const id = externalId('2508.01832')
const from = (source: SourceName, more: Partial<MergeContext> = {}): MergeContext => ({ source, repeat: false, sameRun: false, ...more })
const merge = (paper: Paper, record: PaperRecord, context: MergeContext) => mergePaper(paper, record, context).paper

describe('mergePaper', () => {
  it('lets the better source win, in whichever order they speak', () => {
    const page: PaperRecord = { title: 'A Title', abstract: 'cut short …' }
    const arxiv: PaperRecord = { title: 'A title', abstract: 'The whole abstract.' }
    const one = merge(merge(emptyPaper(id), page, from('page')), arxiv, from('arxiv-oai'))
    const other = merge(merge(emptyPaper(id), arxiv, from('arxiv-oai')), page, from('page'))
    expect(one.abstract).toBe('The whole abstract.')
    expect({ ...one, provenance: null }).toEqual({ ...other, provenance: null })
    expect(one.provenance.abstract).toEqual({ source: 'arxiv-oai' })
  })

  it('lets a later file of the same kind correct an earlier one, but no file itself', () => {
    const first = merge(emptyPaper(id), { title: 'Teh title' }, from('jsonl'))
    expect(merge(first, { title: 'The title' }, from('jsonl')).title).toBe('The title')
    expect(merge(first, { title: 'The title' }, from('jsonl', { sameRun: true })).title).toBe('Teh title')
    expect(merge(first, { title: 'The title' }, from('jsonl', { repeat: true })).title).toBe('Teh title')
  })

  it('believes the statement about the newer version within one source', () => {
    const second = merge(emptyPaper(id), { title: 'v2', updated: '2025-09-01' }, from('arxiv-oai'))
    expect(merge(second, { title: 'v1', updated: '2025-08-01' }, from('arxiv-oai')).title).toBe('v2')
    expect(merge(second, { title: 'v3', updated: '2025-10-01' }, from('arxiv-oai', { repeat: true })).title).toBe('v3')
  })

  it('never moves a listed paper to another day', () => {
    const listed = merge(emptyPaper(id), { title: 'A', listedOn: '2026-04-14', listedBy: 'founding' }, from('founding'))
    const again = merge(listed, { title: 'A', listedOn: '2026-05-01' }, from('arxiv-oai'))
    expect([again.listedOn, again.listedBy]).toEqual(['2026-04-14', 'founding'])
  })

  it('notes a better source of the same words without calling it a change', () => {
    const founding = merge(emptyPaper(id), { title: 'Same words' }, from('founding'))
    const merged = mergePaper(founding, { title: 'Same words' }, from('arxiv-oai'))
    expect(merged.changed).toEqual([])
    expect(merged.provenanceChanged).toBe(true)
  })

  it('joins links and versions and keeps ORCIDs that one side does not mention', () => {
    const one = merge(emptyPaper(id), { title: 'A', authors: [{ name: 'B C', orcid: '0000-0002-1825-0097' }], links: [{ kind: 'code', url: 'https://github.com/a/b' }], versions: [{ version: 2, at: '2025-02-01' }] }, from('jsonl'))
    const two = merge(one, { title: 'A', authors: [{ name: 'B C' }], links: [{ kind: 'project', url: 'http://www.github.com/A/b/' }, { kind: 'model', url: 'https://m.org' }], versions: [{ version: 1, at: '2025-01-01' }] }, from('arxiv-oai'))
    expect(two.authors).toEqual([{ name: 'B C', orcid: '0000-0002-1825-0097' }])
    expect(two.links).toEqual([{ kind: 'code', url: 'https://github.com/a/b' }, { kind: 'model', url: 'https://m.org' }])
    expect(two.versions.map((version) => version.version)).toEqual([1, 2])
  })

  const record = fc.record(
    {
      title: fc.constantFrom('A title', 'Another title', 'a title'),
      abstract: fc.constantFrom('short', 'a longer abstract'),
      authors: fc.array(fc.record({ name: fc.constantFrom('Ann Example', 'Bob Beispiel') }), { maxLength: 2 }),
      updated: fc.constantFrom('2025-01-01', '2025-02-01'),
      links: fc.array(fc.record({ kind: fc.constant('code' as const), url: fc.constantFrom('https://a.org', 'https://b.org') }), { maxLength: 2 }),
      listedOn: fc.constantFrom('2026-04-14', '2026-04-15'),
    },
    { requiredKeys: ['title'] },
  )

  it('changes nothing when a statement is merged twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(record, fc.constantFrom(...SOURCES)), { minLength: 1, maxLength: 6 }), (statements) => {
        let paper = emptyPaper(id)
        for (const [said, source] of statements) paper = merge(paper, said, from(source))
        const [said, source] = statements.at(-1)!
        const again = mergePaper({ ...paper, change: 1 }, said, from(source))
        expect(again.changed).toEqual([])
        // and a whole file read again, in order, leaves the end state as it was
        let repeated = paper
        for (const [next, by] of statements) repeated = merge({ ...repeated, change: 1 }, next, from(by, { repeat: true }))
        expect({ ...repeated, change: 0 }).toEqual({ ...paper, change: 0 })
      }),
      {
        numRuns: 1_000,
        // Found by this property: an undated statement between two dated ones once made the catalogue forget the later date.
        examples: [[[[{ title: 'A title', updated: '2025-02-01' }, 'arxiv-oai'], [{ title: 'A title' }, 'arxiv-oai'], [{ title: 'A title', updated: '2025-01-01' }, 'arxiv-oai']]]],
      },
    )
  })
})
