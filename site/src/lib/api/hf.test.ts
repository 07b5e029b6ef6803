import { describe, expect, it } from 'vitest'
import { emptyPaperForTests } from '../testing.ts'
import { hfItem, hfPaperWhole, instant } from './hf.ts'

const paper = emptyPaperForTests('2509.21519', {
  title: 'Grokking of $O(n)$ \\textbf{things}',
  abstract: 'A {\\it b} c.',
  authors: [{ name: 'Yuandong Tian' }],
  published: '2025-09-25',
  listedOn: '2026-04-14',
  listedBy: 'founding',
  organisation: { slug: 'FAIR', name: 'Meta FAIR' },
  links: [{ kind: 'code', url: 'https://github.com/yuandong-tian/understanding' }],
})

describe('instant', () => {
  it.each([
    ['2025-08-01T17:59:59Z', '2025-08-01T17:59:59.000Z'],
    ['2025-08-01', '2025-08-01T00:00:00.000Z'],
    ['2025-08', '2025-08-01T00:00:00.000Z'],
    ['2025', '2025-01-01T00:00:00.000Z'],
    ['nonsense', '1970-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(instant(text)).toBe(expected)
  })
})

describe('an item of the daily list', () => {
  // As JSON, the way a client sees it: undefined fields are not there.
  const item = JSON.parse(JSON.stringify(hfItem(paper, 'http://x')))

  it('has everything that the strictest typed client refuses to do without', () => {
    expect(item).toMatchObject({
      title: 'Grokking of $O(n)$ things',
      summary: 'A b c.',
      publishedAt: '2026-04-14T00:00:00.000Z',
      thumbnail: expect.stringMatching(/^http/),
      numComments: 0,
      isAuthorParticipating: false,
      submittedBy: { _id: expect.stringMatching(/^[0-9a-f]{24}$/), fullname: 'founding', name: 'founding', user: 'founding' },
      paper: {
        id: '2509.21519',
        publishedAt: '2025-09-25T00:00:00.000Z',
        submittedOnDailyAt: '2026-04-14T00:00:00.000Z',
        upvotes: 0,
        discussionId: expect.stringMatching(/^[0-9a-f]{24}$/),
        authors: [{ _id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'Yuandong Tian', hidden: false }],
      },
      organization: { name: 'FAIR', fullname: 'Meta FAIR' },
      githubRepo: 'https://github.com/yuandong-tian/understanding',
    })
  })

  it('leaves out what is not known instead of sending it empty', () => {
    expect(item.paper).not.toHaveProperty('projectPage')
    expect(item).not.toHaveProperty('ai_keywords')
  })

  it('gives the same ids every time', () => {
    expect(hfItem(paper, 'http://x')).toEqual(hfItem(paper, 'http://x'))
  })
})

it('a paper alone says that no repositories are linked', () => {
  expect(hfPaperWhole(paper, false)).toMatchObject({ linkedModels: [], linkedDatasets: [], linkedSpaces: [], numTotalModels: 0 })
  expect(hfPaperWhole(paper, false)).not.toHaveProperty('comments')
  expect(hfPaperWhole(paper, true)).toHaveProperty('comments', [])
})
