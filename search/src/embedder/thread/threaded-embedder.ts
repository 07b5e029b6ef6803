/**
 * The shipped embedder in a thread of its own: while it turns texts into vectors, its caller goes on preparing the
 * rows. Worth its memory (a second copy of the table, about 40 MB) only where many papers are indexed at once.
 */
import { Worker } from 'node:worker_threads'
import type { Embedder } from '../embedder.ts'

export interface ToThread {
  texts: string[]
}
export type FromThread = { id: string; dimensions: number } | { vectors: Float32Array<ArrayBuffer> }

export interface ThreadedEmbedder extends Embedder {
  embed(texts: string[]): Promise<Float32Array[]>
  /** Ends the thread; answers that are still awaited are rejected. */
  close(): Promise<void>
}

interface Waiting {
  resolve: (vectors: Float32Array[]) => void
  reject: (reason: Error) => void
}

/** @throws where the weights cannot be read */
export async function openThreadedEmbedder(): Promise<ThreadedEmbedder> {
  const worker = new Worker(new URL('./embedding-thread.ts', import.meta.url))
  const { id, dimensions } = await new Promise<{ id: string; dimensions: number }>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  // Answers come in the order of the questions.
  const waiting: Waiting[] = []
  const fail = (reason: Error) => {
    for (const { reject } of waiting.splice(0)) reject(reason)
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('The embedding thread has ended.')))
  worker.on('message', ({ vectors }: { vectors: Float32Array<ArrayBuffer> }) => {
    const count = vectors.length / dimensions
    waiting.shift()?.resolve(Array.from({ length: count }, (_, at) => vectors.subarray(at * dimensions, (at + 1) * dimensions)))
  })
  return {
    id,
    dimensions,
    embed: (texts) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        worker.postMessage({ texts } satisfies ToThread)
      }),
    close: async () => void (await worker.terminate()),
  }
}
