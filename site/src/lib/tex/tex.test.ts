import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formulaToMathML } from './maths.ts'
import { texToHtml, texToText } from './render.ts'

describe('running text', () => {
  it.each([
    // From abstracts as arXiv serves them (2509.21519, 2401.05420, 2602.03817).
    [String.raw`(I) \textbf{L}azy learning`, '(I) <b>L</b>azy learning'],
    [String.raw`using a {\it fixed-budget multi-armed bandit framework} to`, 'using a <em>fixed-budget multi-armed bandit framework</em> to'],
    [String.raw`Our algorithm, named \Algo exploits`, 'Our algorithm, named Algo exploits'],
    [String.raw`of {\it\HB} works`, 'of <em>HB</em> works'],
    [
      String.raw`Code: \href{https://anonymous.4open.science/r/birdnoise-85CD/README.md{anonymous-repository}}`,
      'Code: <a href="https://anonymous.4open.science/r/birdnoise-85CD/README.md" rel="nofollow noopener">anonymous-repository</a>',
    ],
    [String.raw`Ren\'e, Erd\H{o}s, \"{O}zt\"urk, Fa\c{c}ade`, 'René, Erdős, Öztürk, Façade'],
    [String.raw`90\% of R\&D~costs ~5 \emph{units}`, '90% of R&amp;D\u00a0costs ~5 <em>units</em>'],
    [String.raw`as in \citep[p.~3]{smith} and Fig.~\ref{a}`, 'as in  and Fig.\u00a0'],
    ["``quoted'' -- and --- so on", '“quoted” – and — so on'],
    ['it costs $5 and not $10 a month', 'it costs $5 and not $10 a month'],
    [String.raw`\url{https://example.org/a_b}`, '<a href="https://example.org/a_b" rel="nofollow noopener">https://example.org/a_b</a>'],
    [String.raw`\href{javascript:alert(1)}{x}`, 'x'],
    ['A < B & "C"', 'A &lt; B &amp; &quot;C&quot;'],
    ['<script>alert(1)</script> in a title', '&lt;script&gt;alert(1)&lt;/script&gt; in a title'],
  ])('%s', (source, html) => {
    expect(texToHtml(source)).toBe(html)
  })

  it('leaves no link inside a link', () => {
    expect(texToHtml(String.raw`\url{https://a.example}`, { links: false })).toBe('https://a.example')
  })

  it('keeps formulas as TeX in plain text', () => {
    expect(texToText(String.raw`\textbf{L}azy  $O(n^2)$ \& {\it more}`)).toBe('Lazy $O(n^2)$ & more')
  })
})

describe('formulas', () => {
  it.each([
    ['$O(n^2)$', '<msup><mi>n</mi><mn>2</mn></msup>'],
    [String.raw`\(\alpha<1\)`, '<mi>α</mi><mo>&lt;</mo><mn>1</mn>'],
    ['bound $ x_1 $ holds', '<msub><mi>x</mi><mn>1</mn></msub>'],
    [String.raw`the \epsilon ball`, '<mi>ϵ</mi>'],
    [String.raw`$x \in \R^d$`, '<mi>ℝ</mi>'],
    [String.raw`$$\sum_i x_i$$`, '<math display="block"'],
  ])('%s', (source, part) => {
    expect(texToHtml(source).replaceAll(/ class="[^"]*"/g, '')).toContain(part)
  })

  it('shows what cannot be read as its source', () => {
    expect(texToHtml(String.raw`$\frac{a$`)).toBe(String.raw`<code class="tex">\frac{a</code>`)
    expect(formulaToMathML('x'.repeat(2000), false)).toBeUndefined()
  })

  it('lets no style attribute through, as the content policy would refuse it', () => {
    expect(formulaToMathML(String.raw`\color{red}x \begin{pmatrix}a&b\\c&d\end{pmatrix}`, false)).not.toContain('style')
  })

  it('ends soon on formulas that expand without end', () => {
    expect(formulaToMathML(String.raw`\def\a{\a\a}\a`, false)).toBeUndefined()
  })
})

/** Every tag the renderer may write, whole. */
const SAFE_TAG = /<\/?(?:b|em|code|math|m[a-z]+|none)(?: (?:class|display|form|fence|stretchy|symmetric|largeop|movablelimits|separator|lspace|rspace|width|height|depth|voffset|minsize|maxsize|linethickness|mathvariant|accent|accentunder|displaystyle|scriptlevel|columnalign|rowspacing|columnspacing|notation|xmlns)="[^"<>]*")*\/?>|<a href="https?:\/\/[^"<>\s]+" rel="nofollow noopener">|<\/a>/g

const texLike = fc
  .array(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('$', '$$', '\\(', '\\)', '{', '}', '\\', '\\textbf{', '\\href{', '}{', '<', '>', '"', '<script>', 'on=', '\\frac', '^', '_', '\\text{', '\\color{', '\\class{', '\\rule{9em}{9em}', '\\def\\x', '&', '\\begin{matrix}', '\\end{matrix}', 'https://x.example/"onload="')), { maxLength: 20 })
  .map((parts) => parts.join(''))

describe('any text at all', () => {
  it('becomes HTML without anything but the allowed elements', () => {
    fc.assert(
      fc.property(texLike, (source) => {
        const rest = texToHtml(source).replaceAll(SAFE_TAG, '')
        expect(rest).not.toMatch(/[<>]/)
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps the words of plain sentences', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Za-z0-9]{1,9}$/), { minLength: 1, maxLength: 12 }), (words) => {
        expect(texToText(words.join(' '))).toBe(words.join(' '))
      }),
    )
  })
})
