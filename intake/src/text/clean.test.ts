import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanLine, cleanText, stripMarkup } from './clean.ts'

test('tags and entities in titles become text', () => {
  expect(cleanLine('Growth of <i>E. coli</i> in H<sub>2</sub>O')).toBe('Growth of E. coli in H2O')
  expect(cleanLine('Cats &amp; dogs: &lt;b&gt;bold&lt;/b&gt; &#x3b1;-decay &eacute;')).toBe('Cats & dogs: bold α-decay é')
  expect(cleanLine('<mml:math><mml:mi>x</mml:mi></mml:math>-rays')).toBe('x-rays')
})

test('comparisons and formulas are no tags', () => {
  for (const title of ['When a<b and c>d', 'If $x<y$ then', '<T> types', 'p < 0.05', 'R&D in AT&T', '1 << 2']) expect(cleanLine(title)).toBe(title)
})

test('controls and lone surrogates go, white space is single, Unicode composed', () => {
  expect(cleanLine(' a\u0000b\tc\n d\u00a0e\uFEFF ')).toBe('ab c d e')
  expect(cleanLine('x\ud800y').isWellFormed()).toBe(true)
  expect(cleanLine('Zdeborova\u0301')).toBe('Zdeborová')
})

test('paragraphs of an abstract stay apart, its wrapped lines do not', () => {
  expect(cleanText('  One\nline.\n\n  Two.\r\n\r\n')).toBe('One line.\n\nTwo.')
  expect(cleanText('<jats:p>One.</jats:p><jats:p>Two.</jats:p>')).toBe('One.\n\nTwo.')
})

test('cleaning what is clean changes nothing', () => {
  const piece = fc.constantFrom('a', ' ', '\n', '\n\n', '<i>', '</i>', '<p>', '&amp;', '&lt;', 'lt;', '&', '<', '>', 'é', '\u0301', '\u00a0', '\0', 'x<y')
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, (dirty) => {
      // Text escaped more often than anything real is; four rounds are undone.
      fc.pre(!/&(?:amp;){3}/.test(dirty))
      expect(cleanLine(cleanLine(dirty))).toBe(cleanLine(dirty))
      expect(cleanText(cleanText(dirty))).toBe(cleanText(dirty))
    }),
  )
})

test('a hostile nesting of escapes ends', () => {
  expect(stripMarkup(`&${'amp;'.repeat(1000)}`).length).toBeGreaterThan(1000)
})
