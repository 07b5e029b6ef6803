/**
 * Any sentence embedding model in ONNX form from a local folder (the layout of Hugging Face repositories: config.json,
 * tokenizer.json, onnx/model.onnx), run by `@huggingface/transformers`. That package and its runtime weigh hundreds of
 * megabytes, so it is not installed with the project and only loaded where such a model is configured. Nothing is
 * fetched: remote models are switched off.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Embedder } from '../embedder.ts'

export interface TransformersOptions {
  /** Folder of the model. */
  folder: string
  /** How token vectors become one: their mean, or the first token's. Models say which in their card. Default: mean. */
  pooling?: 'mean' | 'cls'
  /** File in `onnx/` by its precision, as the package names them. Default: fp32, `onnx/model.onnx`. */
  dtype?: 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4'
  /** Package to load; for an installation outside the project, its entry file. */
  package?: string
}

/** What is used of `@huggingface/transformers`, version 3 or 4. */
interface Transformers {
  env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string }
  pipeline(task: 'feature-extraction', model: string, options: { dtype: string; local_files_only: boolean }): Promise<Extractor>
}
type Extractor = (text: string, options: { pooling: string; normalize: boolean }) => Promise<{ data: Float32Array; dims: number[] }>

const PACKAGE = '@huggingface/transformers'
/** Characters read of a text: well past the 512 tokens of the usual models, and a tokeniser's cost is bounded. */
const MAX_CHARACTERS = 8_000

/** @throws with advice where the folder holds no model or the package is missing. */
export async function openTransformersEmbedder(options: TransformersOptions): Promise<Embedder> {
  const folder = resolve(options.folder)
  const { pooling = 'mean', dtype = 'fp32' } = options
  for (const file of ['config.json', 'tokenizer.json', 'onnx']) {
    if (!existsSync(join(folder, file))) throw new Error(`${folder} is no ONNX embedding model: "${file}" is missing there.`)
  }
  const { env, pipeline } = await load(options.package ?? PACKAGE)
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.localModelPath = dirname(folder)
  const extract = await pipeline('feature-extraction', basename(folder), { dtype, local_files_only: true })

  // One text at a time: a batch is padded, and quantised models round by what else is in it.
  const embedOne = async (text: string): Promise<Float32Array> => {
    const { data } = await extract(text.slice(0, MAX_CHARACTERS), { pooling, normalize: true })
    // A text of which the tokeniser leaves nothing (control characters) has the mean of no tokens, which is no number.
    return data.every(Number.isFinite) ? Float32Array.from(data) : new Float32Array(data.length)
  }
  const dimensions = (await embedOne('a paper')).length
  return {
    id: `transformers:${basename(folder).replace(/[^\w.-]/g, '-')}:${dtype}:${pooling}:${fingerprint(folder)}`,
    dimensions,
    async embed(texts) {
      const vectors: Float32Array[] = []
      for (const text of texts) vectors.push(text.trim() === '' ? new Float32Array(dimensions) : await embedOne(text))
      return vectors
    }
  }
}

async function load(name: string): Promise<Transformers> {
  try {
    return (await import(name)) as Transformers
  } catch (cause) {
    throw new Error(`An embedding model is configured, but the package ${PACKAGE} that runs it is not installed; run \`npm install ${PACKAGE}\`.`, { cause })
  }
}

/** Tells two models of the same folder name apart by what describes them. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  for (const file of ['config.json', 'tokenizer.json']) hash.update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}
