import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { externalId, isArxivId, paperPath, parsePaperId } from './paper-id.ts'

describe('parsePaperId', () => {
  it.each([
    ['2508.01832', '2508.01832', undefined],
    ['  arXiv:2508.01832v2 ', '2508.01832', 2],
    ['ARXIV: 2508.01832v12 [cs.LG]', '2508.01832', 12],
    ['https://arxiv.org/abs/2508.01832', '2508.01832', undefined],
    ['http://www.arxiv.org/pdf/2508.01832v1.pdf', '2508.01832', 1],
    ['arxiv.org/html/2508.01832v3', '2508.01832', 3],
    ['https://export.arxiv.org/abs/cs/0112017v1', 'cs/0112017', 1],
    ['https://arxiv.org/abs/2508.01832?context=cs#section', '2508.01832', undefined],
    ['hf.co/papers/2508.01832', '2508.01832', undefined],
    ['https://huggingface.co/papers/2508.01832.md', '2508.01832', undefined],
    ['https://www.alphaxiv.org/abs/2508.01832', '2508.01832', undefined],
    ['https://papers.example.org/papers/2508.01832/lab', '2508.01832', undefined],
    ['cs/0112017', 'cs/0112017', undefined],
    ['math.GT/0309136v2', 'math/0309136', 2],
    ['hep-th/9901001', 'hep-th/9901001', undefined],
    ['0704.0001', '0704.0001', undefined],
    ['10.48550/arXiv.2508.01832', '2508.01832', undefined],
    ['https://doi.org/10.48550/arXiv.2508.01832v2', '2508.01832', 2],
    ['doi:10.1000/XYZ', 'doi:10.1000/xyz', undefined],
    ['https://doi.org/10.1145/3292500.3330701', 'doi:10.1145/3292500.3330701', undefined],
    ['10.1000/xyz.', 'doi:10.1000/xyz', undefined],
    ['https://openreview.net/forum?id=B11bwYgfM', 'openreview:B11bwYgfM', undefined],
    ['ext:iclr2018-B11bwYgfM', 'ext:iclr2018-B11bwYgfM', undefined],
  ])('reads %s', (text, id, version) => {
    expect(parsePaperId(text)).toEqual({ id, ...(version ? { version } : {}) })
  })

  it.each(['', '2513.01832', '2508.183', 'grokking', 'https://example.org/', 'doi:nothing', 'ext:has space', 'cs/0199', 'x'.repeat(5000)])(
    'does not take %s for an id',
    (text) => expect(parsePaperId(text)).toBeUndefined(),
  )

  it('never throws, and what it returns reads back as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }), fc.stringMatching(/^10\.\d{4}\/\S+$/)), (text) => {
        const parsed = parsePaperId(text)
        if (parsed) expect(parsePaperId(parsed.id)?.id).toBe(parsed.id)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('externalId', () => {
  it('recognises what is known and keeps the rest as it is called', () => {
    expect(externalId('iclr2018-B11bwYgfM')).toBe('ext:iclr2018-B11bwYgfM')
    expect(externalId('arXiv:2508.01832v2')).toBe('2508.01832')
    expect(externalId('10.1000/ABC')).toBe('doi:10.1000/abc')
  })

  it('always gives an id that the parser accepts and that makes a path which leads back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.trim().length > 0), (text) => {
        const id = externalId(text)
        expect(decodeURIComponent(paperPath(id).replace('/papers/', ''))).toBe(id)
        expect(paperPath(id)).not.toMatch(/[\s<>"]/)
      }),
    )
  })
})

describe('paperPath', () => {
  it('keeps arXiv ids readable and shelters the slashes of others', () => {
    expect(paperPath('cs/0112017')).toBe('/papers/cs/0112017')
    expect(paperPath('doi:10.1000/xyz')).toBe('/papers/doi:10.1000%2Fxyz')
    expect(isArxivId('cs/0112017')).toBe(true)
    expect(isArxivId('ext:a')).toBe(false)
  })
})
