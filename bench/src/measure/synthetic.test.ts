import { describe, expect, it } from 'vitest'
import { synthesise, type CorpusRecord } from './synthetic.ts'

const paper = (id: string, title: string, abstract: string): CorpusRecord => ({ id, venue: id, year: 2020, title, abstract, authors: [id], keywords: [] })

const PAPERS = [
  paper('a', 'One two three four', 'Alpha is first. It has e.g. dots. Alpha ends?'),
  paper('b', 'Five six seven eight', 'Beta is second. Beta ends!'),
]

describe('papers made from others', () => {
  it('are the same for the same seed and number, and others for others', () => {
    expect(synthesise(PAPERS, 1, 7)).toEqual(synthesise(PAPERS, 1, 7))
    const abstracts = new Set(Array.from({ length: 20 }, (_, index) => synthesise(PAPERS, 1, index).abstract))
    expect(abstracts.size).toBeGreaterThan(15)
    expect(synthesise(PAPERS, 2, 7)).not.toEqual(synthesise(PAPERS, 1, 7))
  })

  it('have sentences and halves of titles of theirs, and an id of their own', () => {
    const made = Array.from({ length: 30 }, (_, index) => synthesise(PAPERS, 3, index))
    expect(new Set(made.map(({ id }) => id)).size).toBe(30)
    expect(made.map(({ title }) => title)).toContain('One two seven eight')
    for (const { abstract } of made) {
      const rest = ['Alpha is first.', 'It has e.g. dots.', 'Alpha ends?', 'Beta is second.', 'Beta ends!'].reduce((text, sentence) => text.replaceAll(sentence, ''), abstract)
      expect(rest.trim()).toBe('')
    }
  })
})
