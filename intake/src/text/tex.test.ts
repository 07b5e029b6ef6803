import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bibtexToUnicode, texToUnicode } from './tex.ts'

// Each line: TeX, Unicode. Accents as in The LaTeX Companion, 2nd ed., table 7.32; names are of well-known people.
const ACCENTS: [string, string][] = [
  ['Schr\\"odinger', 'Schrödinger'],
  ['Schr{\\"o}dinger', 'Schrödinger'],
  ['Schr\\"{o}dinger', 'Schrödinger'],
  ['Schr{\\"{o}}dinger', 'Schrödinger'],
  ["Poincar\\'e", 'Poincaré'],
  ["Poincar{\\'e} and \\'Etale", 'Poincaré and Étale'],
  ['G\\"odel, \\AA ngstr\\"om', 'Gödel, Ångström'],
  ['Erd\\H{o}s, Erd{\\H o}s, Erd{\\H{o}}s', 'Erdős, Erdős, Erdős'],
  ['\\v{C}ech, \\v Cech, {\\v{C}}ech', 'Čech, Čech, Čech'],
  ["Garc\\'{\\i}a, Garc\\'\\i a, Garc{\\'\\i}a, Garc{\\'i}a", 'García, García, García, García'],
  ['S\\o ren, S{\\o}ren, S\\o{}ren', 'Søren, Søren, Søren'],
  ['\\L{}ukasiewicz, Wa\\l\\k{e}sa', 'Łukasiewicz, Wałęsa'],
  ['Stra\\ss e, Wei\\ss', 'Straße, Weiß'],
  ['Fran\\c{c}ois, Fran\\c cois', 'François, François'],
  ['Nguy\\~{\\^e}n, Nguy\\~\\^en', 'Nguyễn, Nguyễn'],
  ['Mu\\~noz, \\^Ile, \\`a, \\=a, \\.z, \\u{g}, \\r{u}, \\d{s}, \\b{k}', 'Muñoz, Île, à, ā, ż, ğ, ů, ṣ, ḵ'],
  ['AT\\&T earns 5\\% of \\$3', 'AT&T earns 5% of $3'],
  ['no accents, {braces} stay', 'no accents, {braces} stay'],
]
test.each(ACCENTS)('%s becomes %s', (tex, unicode) => {
  expect(texToUnicode(tex)).toBe(unicode)
})

test('mathematics stays as it is, in all four forms', () => {
  for (const maths of ['$\\ell_1$', '$$\\hat{x} \\in \\bar{X}$$', '\\(\\tilde{O}(n)\\)', "\\[ f\\'(x) \\]", '$\\mathcal{O}(\\sqrt{T})$ and $O(n\\$)$']) {
    expect(texToUnicode(`G\\"odel's ${maths} holds`)).toBe(`Gödel's ${maths} holds`)
    expect(bibtexToUnicode(`{G{\\"o}del}'s ${maths} holds`)).toBe(`Gödel's ${maths} holds`)
  }
})

test('a command that is no accent stays for the reader to see', () => {
  expect(texToUnicode('\\textbf{L}azy \\omega')).toBe('\\textbf{L}azy \\omega')
  expect(texToUnicode('\\check and \\vector and \\delta')).toBe('\\check and \\vector and \\delta')
})

test('BibTeX values lose protecting braces, ties, dashes and formatting', () => {
  expect(bibtexToUnicode('{BERT}: Pre-training of {D}eep')).toBe('BERT: Pre-training of Deep')
  expect(bibtexToUnicode("pages 1--2, D.~E. Knuth --- ``quoted''")).toBe('pages 1–2, D. E. Knuth — “quoted”')
  expect(bibtexToUnicode('\\emph{On} \\textbf{the \\textit{Hardness}} \\{sets\\}')).toBe('On the Hardness {sets}')
})

test('any text comes back, and what lies between dollars is untouched', () => {
  const piece = fc.constantFrom('a', 'é', '\\', '{', '}', "\\'", '\\"', '\\v', '\\i', ' ', '~', '\\ss', '-', 'x')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.stringMatching(/^[a-z{}_^]{1,12}$/), (pieces, maths) => {
      const text = pieces.join('')
      expect(typeof texToUnicode(text)).toBe('string')
      expect(texToUnicode(`start $${maths}$ ${text}`)).toContain(`start $${maths}$`)
      expect(bibtexToUnicode(`start $${maths}$ ${text}`)).toContain(`start $${maths}$`)
    }),
  )
})
