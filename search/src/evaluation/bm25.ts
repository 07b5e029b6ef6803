/**
 * Exact BM25 in memory (Robertson and Zaragoza 2009, eq. 3.15), the yardstick of the evaluation: what the index's full
 * text and the fusion are measured against. Not used to serve searches.
 */
export interface Bm25 {
  /** Scores of every document, in order of the index; 0 where no term occurs. The array is reused by the next call. */
  scores(terms: readonly string[]): Float64Array
}

export interface Bm25Options {
  k1: number
  b: number
}

export const BM25_DEFAULTS: Bm25Options = { k1: 1.2, b: 0.75 }

/** @param documents their terms, repeats included. */
export function indexBm25(documents: readonly (readonly string[])[], options: Bm25Options = BM25_DEFAULTS): Bm25 {
  const { k1, b } = options
  const postings = new Map<string, { documents: number[]; counts: number[] }>()
  const lengths = Float64Array.from(documents, terms => terms.length)
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1
  documents.forEach((terms, d) => {
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    for (const [term, count] of counts) {
      let list = postings.get(term)
      if (list === undefined) postings.set(term, (list = { documents: [], counts: [] }))
      list.documents.push(d)
      list.counts.push(count)
    }
  })
  const scores = new Float64Array(documents.length)

  return {
    scores(terms) {
      scores.fill(0)
      const repeats = new Map<string, number>()
      for (const term of terms) repeats.set(term, (repeats.get(term) ?? 0) + 1)
      for (const [term, repeat] of repeats) {
        const list = postings.get(term)
        if (list === undefined) continue
        const df = list.documents.length
        const idf = Math.log(1 + (documents.length - df + 0.5) / (df + 0.5)) * repeat
        for (let i = 0; i < df; i++) {
          const tf = list.counts[i]
          const d = list.documents[i]
          scores[d] += (idf * tf * (k1 + 1)) / (tf + k1 * (1 - b + (b * lengths[d]) / averageLength))
        }
      }
      return scores
    }
  }
}

/** The best `depth` documents with a score above `floor`, best first; ties by the lower index. */
export function best(scores: ArrayLike<number>, depth: number, floor = 0): { index: number; score: number }[] {
  // A heap of the depth best so far, its worst at the root.
  const heap: number[] = []
  const worse = (a: number, b: number): boolean => scores[a] < scores[b] || (scores[a] === scores[b] && a > b)
  const down = (): void => {
    let i = 0
    for (;;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && worse(heap[child], heap[least])) least = child
      if (least === i) return
      const kept = heap[i]
      heap[i] = heap[least]
      heap[least] = kept
      i = least
    }
  }
  for (let d = 0; d < scores.length; d++) {
    if (!(scores[d] > floor)) continue
    if (heap.length < depth) {
      heap.push(d)
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1
        if (!worse(heap[i], heap[parent])) break
        const kept = heap[i]
        heap[i] = heap[parent]
        heap[parent] = kept
        i = parent
      }
    } else if (worse(heap[0], d)) {
      heap[0] = d
      down()
    }
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1)).map(index => ({ index, score: scores[index] }))
}
