import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dropRequestWords, fold, isRequest, tokens, words } from './index.ts'

describe('tokens', () => {
  test.each([
    ['The Deep Nets', ['deep', 'net']],
    ['Erdős–Rényi graphs', ['erdo', 'renyi', 'graph']],
    ['ﬁne-tuned ℓ1 in O(n log n)', ['fine', 'tune', 'l1', 'o', 'n', 'log', 'n']],
    ['深度学习 for 猫', ['深度', '度学', '学习', '猫']],
    ['GPT4モデル', ['gpt4', 'モデ', 'デル']],
    ['한국어 처리', ['한국어', '처리']],
    ['ΛΌΓΟΣ λόγος, ΛΌΓΟΣ.λ', ['λογοσ', 'λογοσ', 'λογοσ', 'λ']],
    ['\u0000 ??? the', []]
  ])('%s', (text, terms) => expect(tokens(text)).toEqual(terms))

  test('are the terms of the words, for any string', () => {
    // Mostly what one pass can cut, with letters that fold into others, marks, and now and then a script without spaces.
    const usual = fc.constantFrom(...'aeglnrstABZ019  -_.’—éñßΣğİﬁ½ℓ한', '\u0301', '猫', '\u{1f600}')
    for (const unit of [usual, 'grapheme-ascii', 'binary'] as const) {
      fc.assert(fc.property(fc.string({ unit, maxLength: 200 }), text => {
        expect(tokens(text)).toEqual(words(text).map(word => word.term).filter(term => term !== ''))
      }))
    }
  })

  test('stay the same for more different words than the lexicon holds at once', () => {
    const before = tokens('running networks')
    for (let i = 0; i < 300; i++) expect(tokens(Array.from({ length: 1000 }, (_, j) => `w${i}x${j}`).join(' '))[999]).toBe(`w${i}x999`)
    expect(tokens('running networks')).toEqual(before)
    expect(before).toEqual(['run', 'network'])
  })

  test('of a run without end are those of its beginning', () => {
    expect(tokens(`${'q'.repeat(100_000)} x`)).toEqual(['q'.repeat(64), 'x'])
  })

  test('offsets point at the word in the folded text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), text => {
      const folded = fold(text)
      for (const word of words(text)) expect(folded.slice(word.start, word.end)).toBe(word.text)
    }))
  })
})

describe('request words', () => {
  test.each([
    ['Could you list papers that explore pruning of transformers?', 'pruning transformers', 'list papers explore'],
    ['Which works are about scene text editing', 'scene text editing', 'works'],
    ['list decoding', 'list decoding', ''],
    ['survey propagation for random satisfiability', 'survey propagation random satisfiability', ''],
    ['which papers?', 'papers', ''],
    ['that paper where small weights help find unknown classes', 'small weights help unknown classes', 'paper find']
  ])('%s', (text, kept, dropped) => {
    const parted = dropRequestWords(text)
    expect(parted.kept.map(word => word.text).join(' ')).toBe(kept)
    expect(parted.dropped.map(word => word.text).join(' ')).toBe(dropped)
  })

  test('a title is no request', () => {
    expect(isRequest('Attention Is All You Need')).toBe(false)
    expect(isRequest('Using papers as evidence')).toBe(false)
    expect(isRequest('On the paper folding problem')).toBe(false)
  })
})
