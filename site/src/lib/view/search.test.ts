import type { FoundPapers } from '@offprint/search'
import { describe, expect, test } from 'vitest'
import { excerptOf, markerFor, searchView } from './search.ts'

const answer = (over: Partial<FoundPapers> = {}): FoundPapers => ({
  query: { text: '', filters: [], ignored: [], notes: [], sort: 'relevance', corrected: [], didYouMean: null },
  total: 40, totalIsMore: false, took_ms: 1.23, results: [], papers: [], ...over,
})
const found = (title: string, abstract: string) =>
  answer({ results: [{ id: 'x', title: '', authors: [], published: null, listedOn: null, upvotes: 0, comments: 0, score: 1, why: [], highlight: { title, abstract } }] })
const query = (text: string) => ({ kind: 'search' as const, text, sort: 'relevance' as const, page: 1 })

describe('marks', () => {
  test('whole words that were found, in any case, and nothing within others', () => {
    const mark = markerFor(found('<mark>Graphs</mark>', 'a <mark>graph</mark> of <mark>Erdős</mark>'))
    expect(mark('Graph & graphs, subgraph, ERDŐS')).toBe('<mark>Graph</mark> &amp; <mark>graphs</mark>, subgraph, <mark>ERDŐS</mark>')
  })

  test('nothing where nothing was found', () => expect(markerFor(answer())('a < b')).toBe('a &lt; b'))
})

test('an excerpt is the text around what was found, without its marks', () => {
  expect(excerptOf(found('', '… <mark>a</mark> &lt; b &amp;amp; c').results[0])).toBe('… a < b &amp; c')
  expect(excerptOf(found('', '').results[0])).toBeUndefined()
})

test('chips are what must hold, and lead to the search without it', () => {
  const chips = (text: string) => searchView(query(text), answer(), '2026-04-14').chips
  expect(chips('deep "weight decay" author:(tian OR li) -survey +net').map((chip) => chip.label)).toEqual(['"weight decay"', 'author:tian OR author:li', '-survey', '+net'])
  expect(chips('deep -survey')).toEqual([{ label: '-survey', without: '/papers?q=deep' }])
  expect(chips('a question of many more words than ten with a "quoted word" in it')).toEqual([])
})

describe('facets', () => {
  const facets = {
    counted: 300,
    year: [{ value: '2025', count: 1200, filter: 'on:2025' }, { value: '2024', count: 7, filter: 'on:2024' }],
    category: [{ value: 'cs.lg', count: 9, filter: 'cat:cs.lg' }],
    venue: [],
    has: [{ value: 'lab', count: 2, filter: 'has:lab' }],
  }

  test('say how many papers each would leave, and lead there', () => {
    const view = searchView(query('grokking'), answer({ facets }), '2026-04-14')
    expect(view.facets).toEqual([
      { label: 'Year', entries: [{ label: '2025', count: '1,200', path: '/papers?q=grokking+on%3A2025', current: false }, { label: '2024', count: '7', path: '/papers?q=grokking+on%3A2024', current: false }] },
    ])
    expect(view.counted).toBeUndefined()
  })

  test('show what is held first, with the way to take it off', () => {
    const view = searchView(query('grokking cat:cs.LG has:code'), answer({ facets, total: 4000, totalIsMore: true }), '2026-04-14')
    expect(view.facets[1]).toEqual({ label: 'Category', entries: [{ label: 'cs.LG', path: '/papers?q=grokking+has%3Acode', current: true }] })
    expect(view.facets[2].entries).toEqual([
      { label: 'code', path: '/papers?q=grokking+cat%3Acs.LG', current: true },
      { label: 'lab', count: '2', path: '/papers?q=grokking+cat%3Acs.LG+has%3Acode+has%3Alab', current: false },
    ])
    expect(view.counted).toBe('among the best 300')
  })
})
