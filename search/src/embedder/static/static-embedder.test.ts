import fc from 'fast-check'
import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeEmbedder } from '../conformance.ts'
import { addRow, decodeWeights, encodeWeights, quantise, type Bits, type Weights } from './format.ts'
import { openStaticEmbedder, SHIPPED_WEIGHTS, staticEmbedder } from './static-embedder.ts'

describeEmbedder('the shipped static embedder', () => openStaticEmbedder())

/** Two words and their pair in two dimensions: hand-checkable. */
function smallWeights(bits: Bits): Weights {
  const words = quantise(Float32Array.of(3, 0, 0, 4), 2, 8)
  const pairs = quantise(Float32Array.of(-2, 2), 2, bits)
  return {
    header: { id: 'small-1', dimensions: 2, wordBits: 8, pairBits: bits, words: 2, pairs: 1, wordBytes: 0, made: {} },
    words: ['deep', 'net'],
    pairs: Uint16Array.of(0, 1),
    scales: Float32Array.of(...words.scales, ...pairs.scales),
    wordRows: words.rows,
    pairRows: pairs.rows
  }
}

describe.each([4, 8] as const)('pairs of %i bits', bits => {
  test('come back from their file as they were', () => {
    const weights = smallWeights(bits)
    const read = decodeWeights(encodeWeights(weights))
    expect(read.words).toEqual(weights.words)
    for (const part of ['pairs', 'scales', 'wordRows', 'pairRows'] as const) expect([...read[part]]).toEqual([...weights[part]])
  })

  test('sum words and pairs with 1 + ln tf', () => {
    const embedder = staticEmbedder(smallWeights(bits))
    // deep·(1 + ln 2) + net·(1 + ln 2) + pair(deep, net)·(1 + ln 2) = (1 + ln 2)·(1, 6), to unit length.
    const [vector] = embedder.embed(['Deep nets, deep nets'])
    expect(vector[0]).toBeCloseTo(1 / Math.sqrt(37), 5)
    expect(vector[1]).toBeCloseTo(6 / Math.sqrt(37), 5)
  })

  test('give an unknown text the zero vector', () => {
    expect([...staticEmbedder(smallWeights(bits)).embed(['zebra'])[0]]).toEqual([0, 0])
  })

  test('keep every value to within half a step', () => {
    const value = fc.float({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 8, maxLength: 8 }), values => {
        const { scales, rows } = quantise(Float32Array.from(values), 4, bits)
        for (const row of [0, 1]) {
          const stored = new Float64Array(4)
          addRow(stored, rows, row, bits, scales[row])
          for (let j = 0; j < 4; j++) expect(Math.abs(stored[j] - values[4 * row + j])).toBeLessThanOrEqual(scales[row] * 0.5001 + Number.EPSILON)
        }
      })
    )
  })
})

describe('a file that is no weights', () => {
  const good = encodeWeights(smallWeights(8))
  test.each([
    ['empty', new Uint8Array()],
    ['other', new TextEncoder().encode('hello, this is a text and no weights')],
    ['cut short', good.subarray(0, good.length - 1)],
    ['with a broken header', Uint8Array.from(good, (byte, i) => (i === 12 ? 0 : byte))]
  ])('%s is refused with advice', (_, bytes) => expect(() => decodeWeights(bytes)).toThrow(/train it again/))

  test('that is missing is named', () => expect(() => openStaticEmbedder('no/such/file.bin')).toThrow(/no\/such\/file\.bin.*train-embedder/))
})

/** What the issue of weights promises: small enough for the repository. */
const MOST_BYTES = 12_000_000
/** Promised, of processor time: a machine that is busy with other tests does not change it. */
const LOAD_MS = 100

describe('the shipped weights', () => {
  test('are at most 12 MB and load quickly', () => {
    expect(statSync(SHIPPED_WEIGHTS).size).toBeLessThanOrEqual(MOST_BYTES)
    openStaticEmbedder()
    const before = process.cpuUsage()
    openStaticEmbedder()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(LOAD_MS)
  })

  test('know that words can mean the same', () => {
    const embedder = openStaticEmbedder()
    const [query, right, wrong] = embedder.embed(['pedestrian detection', 'finding people walking in street images', 'bandit regret bounds'])
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
    expect(dot(query, right)).toBeGreaterThan(dot(query, wrong) + 0.2)
  })
})
