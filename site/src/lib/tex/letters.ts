/** TeX's accent commands as combining characters: `\'e`, `\"{o}`, `\c{c}`. */
export const ACCENTS: Record<string, string> = {
  "'": '\u0301', '`': '\u0300', '^': '\u0302', '"': '\u0308', '=': '\u0304', '.': '\u0307',
  c: '\u0327', v: '\u030c', u: '\u0306', H: '\u030b', k: '\u0328', r: '\u030a', d: '\u0323', b: '\u0331',
}

/** Commands that are one character of running text. */
export const LETTERS: Record<string, string> = {
  ss: 'ß', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å', i: 'ı', j: 'ȷ',
  textemdash: '—', textendash: '–', textquoteright: '’', textquoteleft: '‘', textquotedblleft: '“', textquotedblright: '”',
  textregistered: '®', texttrademark: '™', copyright: '©', dag: '†', ddag: '‡', S: '§', P: '¶', ldots: '…', dots: '…', textellipsis: '…',
  textasciitilde: '~', textbackslash: '\\', textunderscore: '_', textgreater: '>', textless: '<', textbar: '|', textbullet: '•', item: '• ',
  LaTeX: 'LaTeX', TeX: 'TeX', pounds: '£', euro: '€', textdegree: '°', degree: '°', textperthousand: '‰',
  ie: 'i.e.', eg: 'e.g.', etal: 'et al.', etc: 'etc.', wrt: 'w.r.t.', vs: 'vs.',
}
