import type { Paper } from '@offprint/catalogue'
import { temporaryFolder } from '@offprint/store/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correct, correctName } from './correct.ts'
import { distanceWithin, splitWord, suggest } from './suggest.ts'
import { readVocabulary, Vocabulary } from './vocabulary.ts'

const counts = new Map([['retrieval', 900], ['stochastic', 700], ['interaction', 650], ['learned', 4000], ['leaned', 3], ['trajectory', 1500], ['self', 2000], ['supervised', 3000], ['information', 9000], ['informative', 400]])

describe('suggestions', () => {
  test.each([
    ['rterieval', 'retrieval', 'two letters swapped'],
    ['sochastic', 'stochastic', 'a letter left out'],
    ['intterraction', 'interaction', 'two errors'],
    ['trajectouy', 'trajectory', 'a wrong letter'],
    ['leabned', 'learned', 'of two candidates the more frequent'],
    ['etrieval', 'retrieval', 'the first letter missing'],
  ])('%s → %s (%s)', (typed, meant) => expect(suggest(typed, counts)[0]?.word).toBe(meant))

  test.each(['cat', 'zzzzzzzz', '', 'ünïcode', 'a1b2c3'])('%j suggests nothing', (typed) => expect(suggest(typed, counts)).toEqual([]))
  test('a word run together is parted', () => expect(splitWord('selfsupervised', counts)).toEqual(['self', 'supervised']))

  test('every single error on a long known word finds it', () => {
    fc.assert(
      fc.property(fc.constantFrom('stochastic', 'information', 'trajectory'), fc.nat(20), fc.constantFrom(...'abcxyz'), fc.constantFrom('swap', 'drop', 'put', 'replace'), (word, place, letter, error) => {
        const at = place % (word.length - 1)
        const typed = {
          swap: word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
          drop: word.slice(0, at) + word.slice(at + 1),
          put: word.slice(0, at) + letter + word.slice(at),
          replace: word.slice(0, at) + letter + word.slice(at + 1),
        }[error]
        if (!counts.has(typed)) expect(suggest(typed, counts).map((one) => one.word)).toContain(word)
      }),
    )
  })

  test('distance is symmetric and zero only for equal words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(fc.property(word, word, fc.nat(3), (a, b, most) => {
      expect(distanceWithin(a, b, most)).toBe(distanceWithin(b, a, most))
      expect(distanceWithin(a, b, 0)).toBe(a === b)
    }))
  })
})

describe('the spelling step', () => {
  const filler = Array.from({ length: 2_000 }, (_, at): [string, number] => [`filler${String.fromCharCode(97 + (at % 26))}${at}`, 5])
  const vocabulary = new Vocabulary(1, new Map([...counts, ...filler, ['retreval', 2], ['leraned', 1]]), new Map([['sochastik', 1]]))
  test('replaces what no paper has, offers beside what hardly any has, leaves names alone', () => {
    expect(correct(['rterieval', 'stochastic', 'retreval', 'sochastik', 'leraned'], vocabulary)).toEqual({
      corrected: [{ from: 'rterieval', to: 'retrieval' }, { from: 'leraned', to: 'learned' }],
      offered: [{ from: 'retreval', to: 'retrieval' }],
      unknown: [],
    })
    expect(correct(['xyzzyqwert', 'zz', '2025'], vocabulary)).toEqual({ corrected: [], offered: [], unknown: ['xyzzyqwert'] })
  })
  test('offers a word run together in its parts, and nothing two errors away from a word that papers use', () => {
    const known = new Vocabulary(1, new Map([...counts, ...filler, ['selfsupervised', 2], ['grokking', 3], ['growing', 5000]]))
    expect(correct(['selfsupervised', 'grokking'], known).offered).toEqual([{ from: 'selfsupervised', to: 'self supervised' }])
  })
  test('keeps a word that is known elsewhere and offers the near one', () => {
    expect(correct(['learnt', 'xyzzyq'], vocabulary, (word) => word === 'learnt' || word === 'xyzzyq')).toEqual({ corrected: [], offered: [], unknown: ['learnt', 'xyzzyq'] })
    expect(correct(['10', 'rl', 'k'], vocabulary, () => true)).toEqual({ corrected: [], offered: [], unknown: [] })
    expect(correct(['trajectoty'], vocabulary, () => true)).toEqual({ corrected: [], offered: [{ from: 'trajectoty', to: 'trajectory' }], unknown: [] })
  })
  test('takes a rare name for a misprint of a frequent one', () => {
    const names = new Vocabulary(1, counts, new Map([['tian', 60], ['tain', 1], ['yuandong', 9], ['bengio', 50]]))
    expect(correctName('Yuandong Tain', names)).toBe('yuandong tian')
    expect(correctName('bengoi', names)).toBe('bengio')
    expect(correctName('yuandong tian', names)).toBeUndefined()
  })
  test('does nothing with few words known', () => {
    expect(correct(['rterieval'], new Vocabulary(1, counts))).toEqual({ corrected: [], offered: [], unknown: [] })
  })
})

test('the vocabulary is kept in a file and survives a damaged one', () => {
  const folder = temporaryFolder()
  const vocabulary = new Vocabulary()
  vocabulary.add([{ title: 'Sparse Attention', abstract: 'Attention, attention! The étude.', authors: [{ name: 'Zoë Łukasz' }] } as Paper])
  vocabulary.change = 7
  vocabulary.save(folder)
  const read = readVocabulary(folder)
  expect(read.change).toBe(7)
  expect(read.words).toEqual(new Map([['sparse', 1], ['attention', 1], ['etude', 1]]))
  expect(read.names).toEqual(new Map([['zoe', 1], ['lukasz', 1]]))
  expect(readVocabulary(temporaryFolder()).words.size).toBe(0)
})
