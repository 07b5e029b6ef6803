import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { describeEmbedder } from '../conformance.ts'
import { openEmbedder } from '../open-embedder.ts'
import { writeTinyModel } from './tiny-model.ts'
import { openTransformersEmbedder } from './transformers-embedder.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'offprint-onnx-')), 'tiny')
writeTinyModel(folder)
afterAll(() => rmSync(folder, { recursive: true }))

/** Entry file of an installation outside the project, for machines that have one. */
const elsewhere = process.env.OFFPRINT_TEST_TRANSFORMERS
const NAME = elsewhere ?? '@huggingface/transformers'
const installed = await import(NAME).then(() => true, () => false)

// The package with its runtime is 470 MB: optional, and not installed by CI.
describe.runIf(installed)('with @huggingface/transformers installed', () => {
  describeEmbedder('an ONNX model from a folder', () => openTransformersEmbedder({ folder, package: NAME }))

  test('names model, precision, pooling and contents in its id', async () => {
    const embedder = await openTransformersEmbedder({ folder, package: NAME })
    expect(embedder.id).toMatch(/^transformers:tiny:fp32:mean:[0-9a-f]{12}$/)
    expect(embedder.dimensions).toBe(16)
    expect([...(await embedder.embed(['  ']))[0]]).toEqual(Array.from({ length: 16 }, () => 0))
  })
})

test('a missing package is named, with what to run', async () => {
  await expect(openTransformersEmbedder({ folder, package: '@huggingface/no-such-package' })).rejects.toThrow(/npm install @huggingface\/transformers/)
})

test('a folder without a model is named, with what is missing there', async () => {
  await expect(openEmbedder(`transformers:${join(folder, 'onnx')}`)).rejects.toThrow(/config\.json/)
})

test('settings open what they name or say what is wrong', async () => {
  expect((await openEmbedder()).id).toBe('offprint-static-1')
  await expect(openEmbedder('word2vec')).rejects.toThrow(/static:FILE or transformers:FOLDER/)
  await expect(openEmbedder('static:no/such.bin')).rejects.toThrow(/no\/such\.bin/)
  await expect(openEmbedder(`transformers:${folder}?pooling=max`)).rejects.toThrow(/pooling "max".*mean, cls/)
})
