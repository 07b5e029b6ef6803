/**
 * What turns text into vectors. The index keeps an embedder's `id` beside its vectors, so that a new embedder is seen
 * to be new and the papers are embedded again in the background.
 */
export interface Embedder {
  /** Name and version of the weights: `offprint-static-1`. Two embedders with the same id give the same vectors. */
  readonly id: string
  /** Length of every vector. */
  readonly dimensions: number
  /**
   * One unit-length vector a text, in order; a text without a known word gets the zero vector. Deterministic: the same
   * text gives the same vector, alone or in a batch. Never throws on any string. Callers await the answer: the static
   * embedder gives it at once, a neural one later.
   */
  embed(texts: string[]): Float32Array[] | Promise<Float32Array[]>
}

/** An embedder that answers at once. */
export interface SyncEmbedder extends Embedder {
  embed(texts: string[]): Float32Array[]
  embedOne(text: string): Float32Array
}

export const isSync = (embedder: Embedder): embedder is SyncEmbedder => 'embedOne' in embedder
