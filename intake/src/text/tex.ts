/**
 * TeX accents and letters to Unicode, as they occur in arXiv metadata and BibTeX: `Schr\"odinger`, `Erd{\H{o}}s`,
 * `\'{\i}`, `S\o ren`. Mathematics (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`) is left exactly as it stands.
 *
 * The commands are those of LaTeX2e's OT1 and T1 encodings (The LaTeX Companion, 2nd ed., tables 7.32 and 7.33).
 */

/** Accent commands and the Unicode combining mark each stands for. */
const SYMBOL_ACCENTS: Record<string, string> = {
  '`': '\u0300', "'": '\u0301', '^': '\u0302', '~': '\u0303', '=': '\u0304', '.': '\u0307', '"': '\u0308',
}
const LETTER_ACCENTS: Record<string, string> = {
  u: '\u0306', r: '\u030A', H: '\u030B', v: '\u030C', d: '\u0323', c: '\u0327', k: '\u0328', b: '\u0331', t: '\u0361',
}
const LETTERS: Record<string, string> = {
  ss: 'ß', SS: 'ẞ', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', i: 'ı', j: 'ȷ',
  dh: 'ð', DH: 'Ð', th: 'þ', TH: 'Þ', dj: 'đ', DJ: 'Đ', ng: 'ŋ', NG: 'Ŋ',
}
/** Text symbols written as words. */
const SYMBOLS: Record<string, string> = {
  textendash: '–', textemdash: '—', textquoteleft: '‘', textquoteright: '’', textquotedblleft: '“', textquotedblright: '”',
  textquotesingle: "'", textasciitilde: '~', textasciicircum: '^', textbackslash: '\\', textunderscore: '_', textbar: '|',
  textless: '<', textgreater: '>', textdegree: '°', textregistered: '®', texttrademark: '™', copyright: '©', pounds: '£',
  ldots: '…', dots: '…', textellipsis: '…', textperiodcentered: '·', textbullet: '•', S: '§', P: '¶',
  textsuperscript2: '²', guillemotleft: '«', guillemotright: '»',
}

const MATHS = /\\\$|\$\$[^]*?\$\$|\$(?:\\[^]|[^$\\])+\$|\\\([^]*?\\\)|\\\[[^]*?\\\]/g

// What an accent stands over: `{o}`, `{\i}`, `\i`, or the letter itself.
const OVER = String.raw`(?:\{\s*(?<in>\\[ij]|[^{}\\]*?)\s*\}|(?<bare>\\[ij](?![A-Za-z])\s*|\p{L}))`
const OVER_AFTER_WORD = OVER.replaceAll('<in>', '<wordIn>').replaceAll('<bare>', '<wordBare>')
const ACCENT = String.raw`\\(?:(?<symbol>["'${'`'}^~=.])\s*${OVER}|(?<word>[uvHtcdbkr])(?=[\s{\\])\s*${OVER_AFTER_WORD})`
const LETTER = String.raw`\\(?<letter>ss|SS|ae|AE|oe|OE|aa|AA|dh|DH|th|TH|dj|DJ|ng|NG|o|O|l|L|i|j)(?![A-Za-z])(?:\{\}|\s+)?`
const NAMELESS = `${ACCENT}|${LETTER}`.replaceAll(/\?<\w+>/g, '?:')
/** A command, or one alone in braces (`{\"o}`, `{\"on}`), where the braces belong to it. */
const COMMAND = new RegExp(String.raw`(?<braced>\{(?:${NAMELESS})\p{L}*\})|${ACCENT}|${LETTER}`, 'gu')
/** Accents on accents (`\~{\^e}`) take one round each; Unicode's letters have two at most. */
const MAX_ROUNDS = 3
const SYMBOL = /\\([A-Za-z]+)(?![A-Za-z])(?:\{\}|\s+)?/g

/** Converts accents, letters and escaped characters; everything else, mathematics included, stays. */
export function texToUnicode(text: string): string {
  if (!text.includes('\\')) return text
  return outsideMaths(text, convertCommands)
}

/**
 * The same for a BibTeX value, where further conventions hold: braces only protect capitals and go, `~` is a space,
 * `--` and `---` are dashes, `` `` `` and `''` quotes, and commands such as `\emph{x}` are replaced by their argument.
 */
export function bibtexToUnicode(text: string): string {
  if (!/[\\{}~]|--|``|''/.test(text)) return text
  return outsideMaths(text, (part) =>
    unwrapCommands(convertCommands(part))
      .replaceAll(/[{}]/g, '')
      .replaceAll(/(?<!\\)~/g, ' ')
      .replaceAll('---', '—')
      .replaceAll('--', '–')
      .replaceAll('``', '“')
      .replaceAll("''", '”'),
  ).replaceAll('\uE000', '{').replaceAll('\uE001', '}')
}

function convertCommands(part: string): string {
  if (!part.includes('\\')) return part
  let text = part
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = text.replace(COMMAND, replaceCommand)
    if (next === text) break
    text = next
  }
  return text.replace(SYMBOL, (whole, name: string) => SYMBOLS[name] ?? whole).replaceAll(/\\([&%$#_])/g, '$1')
}

function replaceCommand(whole: string, ...rest: unknown[]): string {
  const groups = rest.at(-1) as Record<string, string | undefined>
  if (groups.braced) return whole.slice(1, -1).replace(COMMAND, replaceCommand)
  if (groups.letter) return LETTERS[groups.letter]
  const mark = groups.symbol ? SYMBOL_ACCENTS[groups.symbol] : LETTER_ACCENTS[groups.word!]
  return accented(groups.in ?? groups.bare ?? groups.wordIn ?? groups.wordBare ?? '', mark, groups.symbol ?? '')
}

/** The letter with its mark as one character where Unicode has it; `\^{}` alone is the sign itself. */
function accented(over: string, mark: string, sign: string): string {
  if (over === '') return sign
  // A dotless i or j is only written to make room for the mark; Unicode's composed letters start from the dotted one.
  const plain = over.startsWith('\\') ? over[1] : over
  const [first, ...rest] = [...plain]
  return (first + mark).normalize('NFC') + rest.join('')
}

/** `\emph{x}`, `\textbf{x}`, `\url{x}` … become x, innermost first; escaped braces survive as private characters. */
function unwrapCommands(part: string): string {
  let text = part.replaceAll('\\{', '\uE000').replaceAll('\\}', '\uE001').replaceAll(/\\[,;:! ]/g, ' ')
  for (;;) {
    const next = text.replace(/\\[A-Za-z]+\*?\s*\{([^{}]*)\}/g, '$1')
    if (next === text) break
    text = next
  }
  return text.replaceAll(/\\(?:em|it|bf|sc|tt|rm|sf|sl|bfseries|itshape|scshape|ttfamily)(?![A-Za-z])\s*/g, '')
}

function outsideMaths(text: string, convert: (part: string) => string): string {
  if (!text.includes('$') && !/\\[([]/.test(text)) return convert(text)
  let result = ''
  let from = 0
  for (const match of text.matchAll(MATHS)) {
    if (match[0] === '\\$') continue
    result += convert(text.slice(from, match.index)) + match[0]
    from = match.index + match[0].length
  }
  return result + convert(text.slice(from))
}
