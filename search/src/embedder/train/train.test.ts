import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openKernel } from '../kernel/kernel.ts'
import { decodeWeights } from '../static/format.ts'
import { openStaticEmbedder, SHIPPED_WEIGHTS } from '../static/static-embedder.ts'
import { bagOf, buildVocabulary } from './features.ts'
import { lsa, symmetricEigen } from './lsa.ts'
import { permutation, randomFrom } from './random.ts'
import { relativesOf } from './relatives.ts'
import { trainEmbedder, TRAINING_DEFAULTS } from './train-embedder.ts'

describe('random numbers', () => {
  test('repeat with their seed, differ between seeds, and are uniform and normal', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, randomFrom(seed).next)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    const random = randomFrom(3)
    const normals = Array.from({ length: 20_000 }, random.normal)
    const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length
    const variance = normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length
    // Standard errors .007 and .01.
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.04)
    expect([...permutation(50, random)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })
})

describe('vocabulary', () => {
  const documents = [['deep', 'net', 'deep', 'net'], ['deep', 'net'], ['net', 'deep', 'rare']]
  const vocabulary = buildVocabulary(documents, { minWordDocuments: 2, minPairDocuments: 2, maxPairs: 10 })

  test('keeps what is in enough documents, the commonest first', () => {
    expect([...vocabulary.words.keys()]).toEqual(['deep', 'net'])
    expect(vocabulary.pairs.size).toBe(2)
    // ln((1 + 3) / (1 + 3)) + 1 for both words; both pairs are in two documents.
    expect([...vocabulary.idf]).toEqual([1, 1, expect.closeTo(Math.log(4 / 3) + 1, 5), expect.closeTo(Math.log(4 / 3) + 1, 5)])
  })

  test('counts words and pairs of a text, and an unknown word parts its neighbours', () => {
    const bag = bagOf(['deep', 'net', 'unknown', 'deep', 'net', 'deep'], vocabulary)
    const counts = Object.fromEntries([...bag.rows].map((row, i) => [row, Math.round(Math.exp(bag.weights[i] - 1))]))
    expect(counts).toEqual({ 0: 3, 1: 2, 2: 2, 3: 1 })
  })
})

describe('relatives', () => {
  test('share two authors; one is not enough, and a name on very many papers is no sign', () => {
    const many = Array.from({ length: 70 }, () => ['Wei Wang', 'Li Li'])
    expect(relativesOf([['A', 'B', 'C'], ['B', 'A'], ['C'], []])).toEqual([[1], [0], [], []])
    expect(relativesOf(many).flat()).toEqual([])
  })
})

describe('latent semantic analysis', () => {
  test('finds the leading singular values and vectors', () => {
    const [documents, terms, rank] = [120, 60, 8]
    const random = randomFrom(5)
    const kernel = openKernel()
    const dense = Float64Array.from({ length: documents * terms }, (_, i) => (random.next() < 0.3 ? 1 + (Math.floor(i / terms) % 5 === i % 5 ? 3 : 0) : 0))
    const starts = new Uint32Array(documents + 1)
    const [rows, values]: [number[], number[]] = [[], []]
    for (let d = 0; d < documents; d++) {
      for (let t = 0; t < terms; t++) {
        if (dense[d * terms + t] === 0) continue
        rows.push(t)
        values.push(dense[d * terms + t])
      }
      starts[d + 1] = rows.length
    }
    const [ids, weights] = [kernel.ids(rows.length), kernel.floats(rows.length)]
    ids.values.set(rows)
    weights.values.set(values)
    const found = lsa(kernel, { starts, ids, weights }, terms, rank, 12, random)

    const gram = new Float64Array(terms * terms)
    for (let d = 0; d < documents; d++) for (let i = 0; i < terms; i++) for (let j = 0; j < terms; j++) gram[i * terms + j] += dense[d * terms + i] * dense[d * terms + j]
    const exact = symmetricEigen(Float64Array.from(gram), terms)
    for (let j = 0; j < rank; j++) expect(found.singular[j] / Math.sqrt(exact.values[j])).toBeCloseTo(1, 3)
    // The first vector is the exact one, up to its sign.
    const dot = Array.from({ length: terms }, (_, t) => found.vectors[t * rank] * exact.vectors[t * terms]).reduce((sum, x) => sum + x, 0)
    expect(Math.abs(dot)).toBeCloseTo(1, 3)
  })
})

describe('training', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-train-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const corpus = join(folder, 'papers.jsonl.gz')
  const random = randomFrom(9)
  const SUBJECTS = 12
  // Titles and abstracts speak of the same subjects in different words; only training can tell which belong together.
  const papers = Array.from({ length: 320 }, (_, i) => {
    const subject = i % SUBJECTS
    const filler = Array.from({ length: 6 }, () => `noise${random.below(40)}`)
    return { id: `p${i}`, authors: [`lead${subject}`, `second${subject}`], title: `title${subject} noise${random.below(40)}`, abstract: `word${subject} other${subject} ${filler.join(' ')}` }
  })
  writeFileSync(corpus, gzipSync(papers.map(paper => JSON.stringify(paper)).join('\n')))
  const stage = { epochs: 6, batch: 64, temperature: 0.1, rate: 0.02, relatives: 0 }
  const options = { corpus, dimensions: 16, maxPairs: 50, minPairDocuments: 5, words: stage, pairs: { ...stage, epochs: 2, relatives: 0.5 } }

  test('learns which words mean the same, and repeats bit for bit', () => {
    const out = join(folder, 'weights.bin')
    const stages: string[] = []
    const report = trainEmbedder({ ...options, out }, stage => stages.push(stage))
    expect(report.papers).toBe(320)
    expect(stages).toContain('latent semantic analysis')

    const embedder = openStaticEmbedder(out)
    const titles = embedder.embed(Array.from({ length: SUBJECTS }, (_, s) => `title${s}`))
    const words = embedder.embed(Array.from({ length: SUBJECTS }, (_, s) => `word${s}`))
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
    const right = titles.filter((title, s) => words.every((word, t) => t === s || dot(title, words[s]) > dot(title, word)))
    expect(right.length).toBeGreaterThanOrEqual(SUBJECTS - 1)

    const again = join(folder, 'again.bin')
    trainEmbedder({ ...options, out: again })
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true)
    trainEmbedder({ ...options, out: again, wordsFrom: out })
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true)
    trainEmbedder({ ...options, out: again, seed: 2 })
    expect(readFileSync(again).equals(readFileSync(out))).toBe(false)
    expect(() => trainEmbedder({ ...options, out: again, minWordDocuments: 40, wordsFrom: out })).toThrow(/another corpus or with other options/)
  })

  test('with the settings of the shipped weights repeats bit for bit, and these are the settings the shipped weights name', () => {
    const many = join(folder, 'many.jsonl')
    const word = (): string => `term${Math.floor(600 * random.next() ** 2)}`
    const text = (count: number): string => Array.from({ length: count }, word).join(' ')
    const lines = Array.from({ length: TRAINING_DEFAULTS.words.batch }, (_, i) => JSON.stringify({ id: `p${i}`, title: text(6), abstract: text(30), authors: [`lead${i % 40}`, `second${i % 40}`] }))
    writeFileSync(many, lines.join('\n'))
    const outs = [join(folder, 'once.bin'), join(folder, 'twice.bin')]
    const [report] = outs.map(out => trainEmbedder({ corpus: many, out }))
    expect(report.losses.every(loss => loss > 0)).toBe(true)
    expect(report.pairs).toBeGreaterThan(0)
    const [once, twice] = outs.map(out => readFileSync(out))
    expect(once.equals(twice)).toBe(true)

    const shipped = decodeWeights(readFileSync(SHIPPED_WEIGHTS)).header
    const { id, dimensions, wordBits, pairBits, ...settings } = TRAINING_DEFAULTS
    expect(shipped).toMatchObject({ id, dimensions, wordBits, pairBits, made: settings })
  }, 60_000)

  test('says what is missing', () => {
    expect(() => trainEmbedder({ ...options, words: { ...stage, batch: 1024 }, out: join(folder, 'x.bin') })).toThrow(/at least 1024 papers.*320/)
    expect(() => trainEmbedder({ ...options, dimensions: 256, out: join(folder, 'x.bin') })).toThrow(/256 dimensions needs at least 280 words.*more papers/)
    expect(() => trainEmbedder({ ...options, corpus: join(folder, 'none.jsonl'), out: join(folder, 'x.bin') })).toThrow(/none\.jsonl/)
  })
})
