import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokens } from '../text/index.ts'
import { extract, highlight } from './highlight.ts'

const terms = (text: string): Set<string> => new Set(tokens(text))
const plain = (html: string): string =>
  html.replace(/<\/?mark>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!)

describe('highlight', () => {
  test('marks words by their stem, in any case and with any accent, and escapes the rest', () => {
    expect(highlight('Graphs & GRAPH <b> Erdős', terms('graph erdos'))).toBe('<mark>Graphs</mark> &amp; <mark>GRAPH</mark> &lt;b&gt; <mark>Erdős</mark>')
  })

  test('marks every word of a text that is asked for as a whole, save stop words', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'abeglnrsty0159YABZ -.éñßİΣğ') }), text => {
      const marks = highlight(text, terms(text)).split('<mark>').length - 1
      expect(marks).toBe(tokens(text).length)
    }))
  })

  test('finds words beside signs beyond 16 bits', () => {
    expect(highlight('x😀graph 😀 graphs', terms('graph'))).toBe('x😀<mark>graph</mark> 😀 <mark>graphs</mark>')
  })

  test('changes no letter of any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, query) => {
      expect(plain(highlight(text, terms(query)))).toBe(text)
    }))
  })
})

describe('extract', () => {
  const filler = 'Some words that nobody asked for stand here, and they go on and on. '

  test('is the stretch with most of what was found, between words', () => {
    const shown = plain(extract(`${filler.repeat(8)}Grokking of modular arithmetic appears late. ${filler.repeat(8)}`, terms('modular grokking')))
    expect(shown).toContain('Grokking of modular arithmetic')
    expect(shown).toMatch(/^… \w.* …$/)
    expect(shown.length).toBeLessThan(420)
  })

  test('never cuts a formula', () => {
    fc.assert(fc.property(fc.nat(120), fc.nat(6), (lead, place) => {
      const text = `${'x '.repeat(lead)}${filler.repeat(place)}the bound $O(\\sqrt{n \\log n} + n^{2/3})$ grokking ${filler.repeat(9 - place)}`
      expect(plain(extract(text, terms('grokking'))).split('$').length % 2).toBe(1)
    }))
  })
})
