import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAll, recordsOf } from '../testing/parse.ts'
import { parseBibtex, readBibtexEntry } from './bibtex.ts'

const FILE = `% a comment, and an address: someone@example.org
@string{nips = "Advances in Neural Information Processing Systems"}
@comment{ @article{not, title={an entry}} }
@preamble{"\\newcommand{\\x}{y}"}

@inproceedings{vaswani2017,
  title     = {Attention Is All You {N}eed},
  author    = {Vaswani, Ashish and Shazeer, Noam and {Google Brain and Friends} and others},
  booktitle = nips # { 30},
  year      = 2017, month = dec,
  url       = "https://github.com/tensorflow/tensor2tensor",
}

@Article{p2, Title = "On the {Schr{\\"o}dinger} equation for $\\ell_{1}$", author = {Erd{\\H{o}}s, P{\\'a}l and Knuth, Donald E.},
  journal = {J. Tests}, volume = 12, number = 3, pages = {45--67}, year = {2020}, doi = {https://doi.org/10.1000/XYZ.1}, abstract = {One \\emph{two}.} }
@misc{p3, title={An arXiv Paper}, author={Tian, Yuandong}, eprint={2509.21519}, archivePrefix={arXiv}, primaryClass={cs.LG}, date={2025-09-25}}
@article(p4, title={In Parentheses (really)}, journal={arXiv preprint arXiv:2508.01832v2}, year={2025}, month={8}, day=1)
@book{p5,title={A},year={1999}} @book{p6,title={B},year={n.d.}}
`

test('entries of every kind, with strings, concatenation, nested braces and TeX', async () => {
  const records = recordsOf(await parseAll(parseBibtex, FILE))
  expect(records).toEqual([
    {
      title: 'Attention Is All You Need', authors: [{ name: 'Ashish Vaswani' }, { name: 'Noam Shazeer' }, { name: 'Google Brain and Friends' }],
      published: '2017-12', venue: 'Advances in Neural Information Processing Systems 30', links: [{ kind: 'code', url: 'https://github.com/tensorflow/tensor2tensor' }],
    },
    {
      id: 'doi:10.1000/xyz.1', doi: '10.1000/xyz.1', title: 'On the Schrödinger equation for $\\ell_{1}$', authors: [{ name: 'Pál Erdős' }, { name: 'Donald E. Knuth' }],
      published: '2020', journalRef: 'J. Tests 12(3), 45–67 (2020)', abstract: 'One two.',
    },
    { id: '2509.21519', title: 'An arXiv Paper', authors: [{ name: 'Yuandong Tian' }], categories: ['cs.LG'], published: '2025-09-25' },
    { id: '2508.01832', title: 'In Parentheses (really)', published: '2025-08-01' },
    { title: 'A', published: '1999' },
    { title: 'B' },
  ])
  for (const pieces of [1, 9]) expect(recordsOf(await parseAll(parseBibtex, FILE, { pieces }))).toEqual(records)
})

test('a broken entry costs only itself and keeps its line', async () => {
  const text = `@article{a, title={First}}\n@article{b,\n  title={Never closed,\n  year=2020\n\n@article{c,\n  title={Third}\n}\n@article{d, year=2020}\n@article{e, title={x}, = 3}\n@article{f, title={Cut`
  expect((await parseAll(parseBibtex, text)).map((item) => [item.line, 'reason' in item ? item.reason : item.record.title])).toEqual([
    [1, 'First'],
    [2, 'A brace or quote in this entry is never closed.'],
    [6, 'Third'],
    [9, 'This record has no title.'],
    [10, expect.stringContaining('A field is not understood near "= 3')],
    [11, 'The file ends in the middle of this entry.'],
  ])
})

test('an entry in Latin-1 is rejected, the others are read', async () => {
  const bytes = Buffer.from('@book{a,\n title={M\xfcller}\n}\n@book{b, title={Good}}\n', 'latin1')
  expect(await parseAll(parseBibtex, bytes)).toMatchObject([{ line: 1, reason: expect.stringContaining('iconv') }, { line: 4, record: { title: 'Good' } }])
})

test('what is written is read: any values with balanced braces, in braces or quotes', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9 .,;:é-]{0,12}$/)
  const value = fc.letrec((tie) => ({ value: fc.oneof({ depthSize: 'small' }, word, fc.tuple(tie('value'), word, tie('value')).map(([a, b, c]) => `${a}{${b}}${c}`)) })).value as fc.Arbitrary<string>
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value, fc.boolean()), { selector: ([field]) => field, maxLength: 6 }), (fields) => {
      const text = `@misc{key, ${fields.map(([field, content, quoted]) => (quoted ? `${field} = "${content}"` : `${field}={${content}}`)).join(',\n')}}`
      expect(readBibtexEntry(text, new Map())).toEqual({ type: 'misc', key: 'key', fields: Object.fromEntries(fields.map(([field, content]) => [field, content.trim()])) })
    }),
  )
})
