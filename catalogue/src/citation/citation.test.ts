import { describe, expect, it } from 'vitest'
import { emptyPaper } from '../paper/merge.ts'
import { externalId } from '../paper/paper-id.ts'
import type { Paper } from '../paper/paper.ts'
import { citationKey, citePaper, splitName } from './citation.ts'

const paper: Paper = {
  ...emptyPaper(externalId('2509.21519')),
  title: 'What $\\ell_1$ & 100% of Ångström hide: a study that goes on for more than seventy characters',
  authors: [{ name: 'Laurens van der Maaten' }, { name: 'Stephan Clémençon' }, { name: 'Baohunesitu' }],
  categories: ['cs.LG'],
  published: '2025-09-25',
}

describe('citations', () => {
  it('split names the way reference managers expect', () => {
    expect(splitName('Laurens van der Maaten')).toEqual({ family: 'van der Maaten', given: 'Laurens' })
    expect(splitName('Terrance E. Boult')).toEqual({ family: 'Boult', given: 'Terrance E.' })
    expect(splitName('Baohunesitu')).toEqual({ literal: 'Baohunesitu' })
    expect(splitName('Tian, Yuandong')).toEqual({ family: 'Tian', given: 'Yuandong' })
    expect(citationKey(paper)).toBe('maaten2025ell')
  })

  it('make BibTeX with arXiv fields, maths whole and specials escaped', async () => {
    const text = await citePaper(paper, 'bibtex')
    expect(text).toMatch(/^@misc\{maaten2025ell,\n/)
    expect(text).toContain('eprint = {2509.21519}')
    expect(text).toContain('archivePrefix = {arXiv}')
    expect(text).toContain('primaryClass = {cs.LG}')
    expect(text).toContain('$\\ell_1$')
    expect(text).toContain('\\&')
    expect(text).toContain('100\\%')
    expect(text).not.toContain('howpublished')
    expect(text.match(/\{/g)!.length).toBe(text.match(/\}/g)!.length)
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('make RIS with one field a line', async () => {
    const text = await citePaper(paper, 'ris')
    expect(text.split('\n').slice(0, -1).every((line) => /^[A-Z][A-Z0-9]  - /.test(line))).toBe(true)
    expect(text).toContain('AU  - van der Maaten, Laurens')
    expect(text).toContain('seventy characters')
    expect(text).toMatch(/ER {2}- \n$/)
  })

  it('make CSL JSON', async () => {
    const [item] = JSON.parse(await citePaper({ ...paper, journalRef: 'J. Mach. Learn. 3 (2025)' }, 'csl'))
    expect(item).toMatchObject({ type: 'article-journal', 'container-title': 'J. Mach. Learn. 3 (2025)', DOI: '10.48550/arXiv.2509.21519', issued: { 'date-parts': [[2025, 9, 25]] } })
  })
})
