/** The papers a simulated source holds, and what happens to them. */
import type { PaperRecord } from '@offprint/catalogue'

export interface Holding {
  record: PaperRecord
  /** Day of the last modification. */
  datestamp: string
  sets: string[]
  deleted: boolean
}

/** `cs.LG` belongs to the sets `cs` and `cs:cs:LG`. */
function setsOf(record: PaperRecord): string[] {
  return [...new Set((record.categories ?? []).flatMap((category) => {
    const [archive] = category.split('.')
    return [archive, `${archive}:${category.replace('.', ':')}`]
  }))]
}

export class Archive {
  readonly #holdings: Holding[]
  /** Lists already made, until something changes. */
  readonly #lists = new Map<string, Holding[]>()

  /** `datestampOf` gives each record's day of modification. */
  constructor(records: readonly PaperRecord[], datestampOf: (index: number) => string) {
    this.#holdings = records.map((record, index) => ({ record, datestamp: datestampOf(index), sets: setsOf(record), deleted: false }))
  }

  get records(): PaperRecord[] {
    return this.#holdings.filter((holding) => !holding.deleted).map((holding) => holding.record)
  }

  find(id: string): PaperRecord | undefined {
    return this.#holdings.find((holding) => holding.record.id === id && !holding.deleted)?.record
  }

  /** In the order of datestamps, as arXiv lists. */
  list(set: string, from: string): Holding[] {
    const known = this.#lists.get(`${set} ${from}`)
    if (known) return known
    const list = this.#holdings
      .filter((holding) => (set === '' || holding.sets.includes(set)) && holding.datestamp >= from)
      .sort((a, b) => (a.datestamp < b.datestamp ? -1 : a.datestamp > b.datestamp ? 1 : a.record.id! < b.record.id! ? -1 : 1))
    this.#lists.set(`${set} ${from}`, list)
    return list
  }

  listedOn(day: string): PaperRecord[] {
    return this.records.filter((record) => record.listedOn === day)
  }

  /** A new version, or corrected metadata: the record moves to the end of the list. */
  change(id: string, datestamp: string, change: Partial<PaperRecord>): void {
    const holding = this.#holdings.find((entry) => entry.record.id === id)
    if (!holding) return
    holding.record = { ...holding.record, ...change }
    holding.datestamp = datestamp
    this.#lists.clear()
  }

  delete(id: string, datestamp: string): void {
    const holding = this.#holdings.find((entry) => entry.record.id === id)
    if (holding) Object.assign(holding, { deleted: true, datestamp })
    this.#lists.clear()
  }
}
