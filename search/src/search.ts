/** Search as the rest of the house sees it: one object for a catalogue and its index folder. */
import { join } from 'node:path'
import { currentChange, type PaperId } from '@offprint/catalogue'
import type { Database } from '@offprint/store'
import { answer, type Sources } from './answer/answer.ts'
import type { FoundPapers, SearchRequest } from './answer/types.ts'
import { similarPapers, type SimilarPaper } from './likeness/similar.ts'
import { recommend, type Recommendation, type RecommendRequest } from './personal/recommend.ts'
import { readCurrent } from './index/generations.ts'
import { openStaticEmbedder, type Embedder } from './embedder/index.ts'
import { IndexReader, type Snapshot } from './index/reader.ts'
import { unindexedRows } from './index/schema.ts'
import { IndexWriter, type FollowOptions, type FollowReport } from './index/writer.ts'

/** The index's place in the data folder; it may be deleted at any time and is then built again. */
export const INDEX_FOLDER = 'index'

/** Shown on a paper's page. */
const DEFAULT_SIMILAR = 6

export interface SearchOptions {
  database: Database
  /** The data folder. The index is kept in its folder `index`. */
  folder: string
  /** Ids of the papers that have a lab, for `has:lab`. */
  labs?: Iterable<string>
  /** Default: the one that ships with the project. Null: full text only. */
  embedder?: Embedder | null
}

export interface IndexStatus {
  /** Papers in the index, and how many of them its indices do not cover yet. */
  papers: number
  uncovered: number
  /** Complete up to this change number; `newest` is the catalogue's. */
  change: number
  newest: number
  /** Name of the generation that answers; empty where there is none. */
  generation: string
  embedder: string
}

export interface Search {
  /** Never throws for any text; `results` are the papers of one page. */
  search(request: SearchRequest): Promise<FoundPapers>
  /**
   * The papers most like one, with the words they share; without it and without duplicates. Empty where the paper is
   * unknown or not in the index yet. About 20 ms, so a page may keep the answer until the index changes.
   */
  similar(id: PaperId, limit?: number): Promise<SimilarPaper[]>
  /** Papers a person may like, from explicit ratings alone. */
  recommend(request: RecommendRequest): Promise<Recommendation[]>
  /** Brings the index up to the catalogue's newest change. Call after writes, and every second or so beside other writers. */
  follow(options?: Pick<FollowOptions, 'finish' | 'defer' | 'progress'>): Promise<FollowReport>
  /** Builds the index anew from the catalogue, while the old one answers. */
  rebuild(progress?: FollowOptions['progress']): Promise<FollowReport>
  status(): Promise<IndexStatus>
  /** Waits for work under way. The database stays open: whoever opened it closes it. */
  close(): Promise<void>
}

export function openSearch(options: SearchOptions): Search {
  const folder = join(options.folder, INDEX_FOLDER)
  const { db } = options.database
  const labs = new Set(options.labs)
  const embedder = options.embedder === null ? undefined : (options.embedder ?? openStaticEmbedder())
  const writer = new IndexWriter(db, folder, embedder)
  const reader = new IndexReader(folder)
  // One follow at a time in a process; a second caller waits and then finds little left to do.
  let writing: Promise<unknown> = Promise.resolve()
  const write = (request: FollowOptions): Promise<FollowReport> => {
    const next = writing.then(async () => {
      const report = await writer.follow(request)
      await reader.refresh()
      return report
    })
    writing = next.catch(() => {})
    return next
  }
  const sources = (snapshot: Snapshot | undefined): Sources => ({
    db,
    labs,
    vocabulary: reader.vocabulary,
    ...(snapshot ? { table: snapshot.table } : {}),
    ...(snapshot && embedder && snapshot.embedder === embedder.id ? { embedder } : {}),
  })
  const reading = async <T>(act: (from: Sources) => Promise<T>): Promise<T> => {
    const snapshot = await reader.snapshot()
    try {
      return await act(sources(snapshot))
    } catch (error) {
      if (!snapshot) throw error
      // The generation may have been taken away meanwhile: by its successor, or by a keeper who deleted the folder.
      reader.forget()
      return act(sources(await reader.snapshot()))
    }
  }
  return {
    search: (request) => reading((from) => answer(from, request)),
    similar: (id, limit = DEFAULT_SIMILAR) => reading((from) => similarPapers(from, id, limit)),
    recommend: (request) => reading((from) => recommend(from, request)),
    follow: (request = {}) => write(request),
    rebuild: (progress) => write({ rebuild: true, ...(progress ? { progress } : {}) }),
    status: async () => {
      await reader.refresh()
      const [table, spec, newest] = [(await reader.snapshot())?.table, readCurrent(folder), await currentChange(db)]
      return {
        papers: table ? await table.countRows() : 0,
        uncovered: table ? await unindexedRows(table) : 0,
        change: table ? await reader.change() : 0,
        newest,
        generation: spec?.name ?? '',
        embedder: spec?.embedder ?? '',
      }
    },
    close: async () => void (await writing),
  }
}
