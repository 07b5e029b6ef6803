/** The thread of `threaded-embedder.ts`: texts come in, vectors go out, in order. */
import { parentPort } from 'node:worker_threads'
import { openStaticEmbedder } from '../static/static-embedder.ts'
import type { FromThread, ToThread } from './threaded-embedder.ts'

const port = parentPort!
const embedder = openStaticEmbedder()

port.on('message', ({ texts }: ToThread) => {
  const all = new Float32Array(texts.length * embedder.dimensions)
  for (const [at, vector] of embedder.embed(texts).entries()) all.set(vector, at * embedder.dimensions)
  port.postMessage({ vectors: all } satisfies FromThread, [all.buffer])
})
port.postMessage({ id: embedder.id, dimensions: embedder.dimensions } satisfies FromThread)
