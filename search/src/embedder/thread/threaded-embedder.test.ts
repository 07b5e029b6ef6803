import { afterAll, expect, test } from 'vitest'
import { describeEmbedder } from '../conformance.ts'
import { openStaticEmbedder } from '../static/static-embedder.ts'
import { openThreadedEmbedder, type ThreadedEmbedder } from './threaded-embedder.ts'

const opened: ThreadedEmbedder[] = []
const open = async () => {
  const embedder = await openThreadedEmbedder()
  opened.push(embedder)
  return embedder
}
afterAll(() => Promise.all(opened.map((embedder) => embedder.close())))

describeEmbedder('the shipped weights in a thread', open)

test('answers many questions in their order, with the vectors of the plain embedder', async () => {
  const threaded = await open()
  const plain = openStaticEmbedder()
  expect([threaded.id, threaded.dimensions]).toEqual([plain.id, plain.dimensions])
  const questions = Array.from({ length: 20 }, (_, i) => [`paper number ${i} on grokking`, `robots of kind ${i * i}`])
  const answers = await Promise.all(questions.map((texts) => threaded.embed(texts)))
  expect(answers).toEqual(questions.map((texts) => plain.embed(texts)))
})

test('rejects what is still awaited when it is closed', async () => {
  const threaded = await openThreadedEmbedder()
  const pending = threaded.embed(Array.from({ length: 5_000 }, (_, i) => `a long list of texts, number ${i}`))
  await Promise.all([expect(pending).rejects.toThrow(/has ended/), threaded.close()])
})
