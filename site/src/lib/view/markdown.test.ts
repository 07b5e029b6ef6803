import { expect, it } from 'vitest'
import { markdownToHtml } from './markdown.ts'

it('sets headings under that of the page, formulas as MathML, and nothing as raw HTML', () => {
  const html = markdownToHtml('# A\n\nThe bound $O(n^2)$ costs $5 or $6 & <script>x</script> `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |')
  expect(html).toContain('<h2>A</h2>')
  expect(html).toContain('<msup><mi>n</mi><mn>2</mn></msup>')
  expect(html).toContain('costs $5 or $6 &amp; &lt;script&gt;')
  expect(html).toContain('<div class="scroll" tabindex="0"><table>')
})

it('makes no link that runs anything', () => {
  expect(markdownToHtml('[x](javascript:alert(1))')).not.toContain('href')
})

it('makes no header cell of an empty corner', () => {
  const html = markdownToHtml('| | b |\n|---|---|\n| 1 | 2 |')
  expect(html).toContain('<td></td>\n<th>b</th>')
})
