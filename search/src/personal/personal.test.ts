import { upsertPapers } from '@offprint/catalogue'
import { openDatabase } from '@offprint/store'
import { temporaryFolder } from '@offprint/store/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSearch } from '../search.ts'
import { madePapers } from '../testing/papers.ts'
import { diversify } from './diversity.ts'
import { evaluatePersonal, type Item } from './evaluate.ts'
import { likelihood, RIDGE, trainPersonal } from './model.ts'
import { bibtexEntries, readTaste } from './seeds.ts'

const unit = (...values: number[]) => Float32Array.from(values, (value) => value / Math.hypot(...values))

describe('the personal model', () => {
  const examples = { liked: [unit(1, 0.1, 0), unit(1, -0.2, 0.1)], disliked: [unit(0, 1, 0)], background: [unit(0.2, 0.3, 1), unit(-1, 0, 0.4)] }

  test('the gradient of its loss is nought where training ends', () => {
    const model = trainPersonal(examples)
    const against = examples.disliked.length + 1
    const loss = (w: number[], b: number) => {
      const term = (x: Float32Array, y: number, cost: number) => cost * Math.log1p(Math.exp(-y * (x.reduce((sum, value, j) => sum + w[j] * value, 0) + b)))
      const cost = examples.liked.length / against
      return (
        examples.liked.reduce((sum, x) => sum + term(x, 1, 1), 0) +
        examples.disliked.reduce((sum, x) => sum + term(x, -1, cost), 0) +
        examples.background.reduce((sum, x) => sum + term(x, -1, cost / examples.background.length), 0) +
        (RIDGE / 2) * w.reduce((sum, value) => sum + value * value, 0)
      )
    }
    const w = [...model.weights]
    const H = 1e-4
    for (let j = 0; j < 3; j++) {
      const shifted = (by: number) => loss(w.map((value, k) => (k === j ? value + by : value)), model.bias)
      expect((shifted(H) - shifted(-H)) / (2 * H)).toBeCloseTo(0, 2)
    }
    expect((loss(w, model.bias + H) - loss(w, model.bias - H)) / (2 * H)).toBeCloseTo(0, 2)
  })

  test('likes what is liked, and a dislike lowers its neighbours', () => {
    const without = trainPersonal({ ...examples, disliked: [] })
    const model = trainPersonal(examples)
    expect(likelihood(model, unit(1, 0, 0))).toBeGreaterThan(likelihood(model, unit(0, 0, 1)))
    expect(likelihood(model, unit(0.1, 1, 0))).toBeLessThan(likelihood(without, unit(0.1, 1, 0)))
  })

  test('needs a liked paper and vectors of one length', () => {
    expect(() => trainPersonal({ liked: [], disliked: [], background: [] })).toThrow('at least one liked paper')
    expect(() => trainPersonal({ liked: [unit(1, 0)], disliked: [unit(1, 0, 0)], background: [] })).toThrow('same embedder')
  })
})

describe('diversity', () => {
  const candidate = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), vector: fc.constantFrom(unit(1, 0), unit(0, 1), unit(1, 1)) })
  test('chooses each at most once, the best first, and all when asked for all', () => {
    fc.assert(fc.property(fc.array(candidate, { maxLength: 12 }), fc.nat(15), (candidates, count) => {
      const chosen = diversify(candidates, count)
      expect(new Set(chosen).size).toBe(Math.min(count, candidates.length))
      if (chosen.length > 0) expect(candidates[chosen[0]].score).toBe(Math.max(...candidates.map((one) => one.score)))
    }))
  })
  test('a second of the same kind waits for another kind', () => {
    const candidates = [{ score: 0.9, vector: unit(1, 0) }, { score: 0.89, vector: unit(1, 0.01) }, { score: 0.8, vector: unit(0, 1) }]
    expect(diversify(candidates, 3)).toEqual([0, 2, 1])
  })
})

test('offline evaluation tells a scorer that works from chance', () => {
  const kinds = [unit(1, 0, 0.2), unit(0, 1, 0.1), unit(0.1, 0, 1)]
  const items: Item[] = Array.from({ length: 300 }, (_, at) => ({
    vector: unit(kinds[at % 3][0] + 0.01 * (at % 7), kinds[at % 3][1], kinds[at % 3][2] + 0.01 * (at % 5)),
    keywords: [`kind ${at % 3}`],
  }))
  const report = evaluatePersonal(items, [unit(1, 1, 1)], { liked: 5, interests: 3, seed: 1 })
  for (const one of report) expect(one.ndcg20).toBeGreaterThan(0.95)
  expect(evaluatePersonal(items, [unit(1, 1, 1)], { liked: 5, interests: 3, seed: 1 })).toEqual(report)
})

test('recommends, explains, and never what was seen; a taste is read from what a person has', async () => {
  const folder = temporaryFolder()
  const database = await openDatabase({ folder })
  await database.write((trx) => upsertPapers(trx, madePapers(400), { source: 'jsonl' }))
  const search = openSearch({ database, folder })
  await search.follow()
  const galaxies = madePapers(400).filter((paper) => paper.title.includes('galaxies'))
  const like = galaxies.slice(0, 5).map((paper) => paper.id!)
  const first = await search.recommend({ like, limit: 10 })
  expect(first).toHaveLength(10)
  // One paper in ten is about galaxies; diversity lets others in between.
  expect(first.filter((one) => one.paper.title.includes('galaxies')).length).toBeGreaterThanOrEqual(3)
  expect(first[0].paper.title).toContain('galaxies')
  expect(first[0].because.words).toContain('galaxies')
  expect(like).toContain(first[0].because.papers[0].id)
  const again = await search.recommend({ like, seen: first.map((one) => one.paper.id), limit: 10 })
  expect(again.map((one) => one.paper.id).filter((id) => first.some((one) => one.paper.id === id))).toEqual([])
  const filtered = await search.recommend({ like, within: 'cat:cs.LG', limit: 10 })
  for (const one of filtered) expect(one.paper.categories).toEqual(['cs.LG'])
  expect(await search.recommend({ like: ['ext:unknown'] })).toEqual([])

  const bibtex = `@article{a,\n  title = {{Robust} gradient of images, part 0},\n  year = 2020\n}\n@misc{b,\n  eprint = "9901.00001",\n  title = {No such paper}\n}`
  expect(bibtexEntries(bibtex)).toHaveLength(2)
  const taste = await readTaste(database.db, { ids: ['ext:made-3', 'nonsense'], authors: ['Ada Tanaka'], categories: ['q-bio.NC'], bibtex })
  expect(taste.papers).toEqual(expect.arrayContaining(['ext:made-3', 'ext:made-0']))
  expect(taste.papers.length).toBe(12)
  expect(taste.unknown).toEqual(['nonsense', 'q-bio.NC', 'No such paper'])
  await database.close()
})
