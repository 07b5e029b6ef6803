/** What queries read: one version of one generation, refreshed when another process or this one has written. */
import { performance } from 'node:perf_hooks'
import type { Table } from '@lancedb/lancedb'
import { readCurrent, type GenerationSpec } from './generations.ts'
import { readVocabulary, Vocabulary, vocabularyStamp } from '../spelling/vocabulary.ts'
import { rowNames, setNames } from './row-names.ts'
import { highestChange, openTable } from './table.ts'

/** A look at the folder takes about a millisecond; a paper imported by another process is found within this and that. */
const REFRESH_MS = 500

export interface Snapshot {
  /** `g12/340`: generation and version. Row ids are valid within one snapshot only. */
  key: string
  table: Table
  /** Whose vectors it holds; empty for none. */
  embedder: string
}

export class IndexReader {
  readonly #folder: string
  /** The words of the index, for the spelling step; empty until they were counted. */
  vocabulary = new Vocabulary()
  #words = 0
  #snapshot: Snapshot | undefined
  /** Of the generation called so. */
  #names = { generation: '', names: rowNames() }
  #looked = -Infinity
  #looking: Promise<void> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The newest snapshot, or one at most `REFRESH_MS` old; undefined while there is no index. */
  async snapshot(): Promise<Snapshot | undefined> {
    if (performance.now() - this.#looked > REFRESH_MS) await this.refresh()
    return this.#snapshot
  }

  /** The change number up to which the newest snapshot is complete. */
  async change(): Promise<number> {
    const snapshot = await this.snapshot()
    return snapshot ? highestChange(snapshot.table) : 0
  }

  /** Gives up the snapshot: it turned out to be unreadable. */
  forget(): void {
    this.#snapshot = undefined
    this.#looked = -Infinity
  }

  /** Looks for a newer version now. */
  async refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    await this.#looking
  }

  async #look(): Promise<void> {
    this.#looked = performance.now()
    this.#readWords()
    const spec = readCurrent(this.#folder)
    if (!spec) return void (this.#snapshot = undefined)
    try {
      await this.#open(spec)
    } catch {
      // Named but not readable: the next writer builds it again, and until then there is no index.
      this.#snapshot = undefined
    }
  }

  #readWords(): void {
    const stamp = vocabularyStamp(this.#folder)
    if (stamp === this.#words) return
    this.#words = stamp
    this.vocabulary = readVocabulary(this.#folder)
  }

  async #open({ name, embedder }: GenerationSpec): Promise<void> {
    // A handle of its own: queries under way keep theirs, whose row ids must not move under them.
    const table = await openTable(this.#folder, name)
    const key = `${name}/${await table.version()}`
    if (key === this.#snapshot?.key) return
    if (this.#names.generation !== name) this.#names = { generation: name, names: rowNames() }
    setNames(table, this.#names.names)
    this.#snapshot = { key, table, embedder }
  }
}
