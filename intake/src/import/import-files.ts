/**
 * Importing files: parsed records go into the catalogue in batches, each batch in one transaction together with the
 * run's cursor and what was rejected. So a process killed at any point and started again goes on where it was, and ends
 * with the catalogue of an unbroken run.
 */
import { createHash } from 'node:crypto'
import { upsertPapers, type PaperRecord } from '@offprint/catalogue'
import type { Database } from '@offprint/store'
import { FORMATS, FORMAT_NAMES, formatFor, recogniseFormat, type FormatName } from '../formats/registry.ts'
import { InputError, isRejected, type ParsedItem, type ParseOptions, type RejectedItem } from '../item.ts'
import { openInput, type Input } from './input.ts'
import { advanceRun, finishRun, keepRejected, newestRun, noCounts, startRun, wasReadCompletely, type Counts } from './run.repository.ts'

/** Records a transaction: large enough that its fixed cost vanishes, small enough that a page's write waits only briefly. */
const BATCH_SIZE = 500
/** Rejections listed in the result; all of them are kept in the database. */
const MAX_LISTED_REJECTIONS = 1000

export interface ImportOptions {
  /** `auto` (the default) recognises the format of each input by its beginning. */
  format?: FormatName | 'auto'
  /** The day on which the records enter an edition. */
  listedOn?: string
  /** Their field names and ours, for JSON Lines. */
  map?: Readonly<Record<string, string>>
  /** The instant of the import, ISO 8601; the clock's by default. */
  now?: string
  stdin?: AsyncIterable<Uint8Array>
}

export interface ImportProgress extends Counts {
  input: string
  format: FormatName
  bytesRead: number
  /** Undefined for standard input. */
  bytesTotal?: number
  /** Records skipped because an interrupted import had stored them. */
  resumedAt: number
}

export interface ImportHooks {
  progress?: (progress: ImportProgress) => void
  signal?: AbortSignal
}

export interface ImportResult extends Omit<Counts, 'rejected'> {
  /** The first thousand, with the input where there are several. */
  rejected: { line: number; reason: string; input?: string }[]
  rejectedTotal: number
  /** Fields that were left out because nothing here has their name, and how often. */
  ignoredFields: Record<string, number>
  /** Inputs that could not be read, or not to their end. */
  errors: { input: string; reason: string }[]
  runs: number[]
}

/**
 * Imports files (or `-`) one after the other. What a record lacks or breaks is told in the result and kept in
 * `rejected_record`; an input that cannot be read is told in `errors` and does not stop the next.
 * @throws the signal's reason when aborted (start again to go on), StoreError and the database's own errors
 */
export async function importFiles(database: Database, inputs: readonly string[], options: ImportOptions = {}, hooks: ImportHooks = {}): Promise<ImportResult> {
  const result: ImportResult = { read: 0, added: 0, changed: 0, unchanged: 0, rejected: [], rejectedTotal: 0, ignoredFields: {}, errors: [], runs: [] }
  for (const name of inputs) {
    try {
      const input = await openInput(name, options.stdin)
      const format = chooseFormat(input, options.format ?? 'auto')
      await importInput(database, { input, format, several: inputs.length > 1 }, options, hooks, result)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      result.errors.push({ input: name, reason: error.message })
    }
  }
  return result
}

function chooseFormat(input: Input, asked: FormatName | 'auto'): FormatName {
  if (asked !== 'auto') return formatFor(asked, input.head)
  if (input.head.trim() === '') return 'jsonl'
  const format = recogniseFormat(input.head)
  if (!format) throw new InputError(`What kind of file ${input.name} is cannot be told from its beginning; say so with --format (${FORMAT_NAMES.join(', ')}).`)
  return format
}

interface Job {
  input: Input
  format: FormatName
  several: boolean
}

async function importInput(database: Database, { input, format, several }: Job, options: ImportOptions, hooks: ImportHooks, result: ImportResult): Promise<void> {
  const now = options.now ?? new Date().toISOString()
  const fingerprint = input.fingerprint && `${input.fingerprint}${optionsKey(options)}`
  const run = await beginRun(database, { source: `file:${format}`, input: input.name, fingerprint, now })
  result.runs.push(run.id)
  const unknownField = (name: string) => void (result.ignoredFields[name] = (result.ignoredFields[name] ?? 0) + 1)
  const parse: ParseOptions = { now, listedOn: options.listedOn, map: options.map, unknownField }
  const totals = noCounts()
  let consumed = 0
  const save = async (items: ParsedItem[]) => {
    consumed += items.length
    const counts = await storeBatch(database, items, { run: run.id, cursor: String(consumed), format, repeat: run.repeat, listedOn: options.listedOn })
    addCounts(totals, counts)
    tell(result, items.filter(isRejected), counts, several ? input.name : undefined)
    hooks.progress?.({ ...totals, input: input.name, format, bytesRead: input.bytesRead, bytesTotal: input.size, resumedAt: run.skip })
  }
  try {
    let batch: ParsedItem[] = []
    for await (const item of FORMATS[format].parser(input.chunks, parse)) {
      if (consumed < run.skip) {
        consumed++
        continue
      }
      if (batch.push(item) < BATCH_SIZE) continue
      await save(batch)
      batch = []
      hooks.signal?.throwIfAborted()
    }
    if (batch.length > 0) await save(batch)
  } catch (error) {
    if (error instanceof InputError) await database.write((trx) => finishRun(trx, run.id, { now, error: error.message }))
    throw error
  }
  await database.write((trx) => finishRun(trx, run.id, { now: options.now ?? new Date().toISOString() }))
}

/** Options that change what a file says belong to its identity. */
function optionsKey({ listedOn, map }: ImportOptions): string {
  if (!listedOn && !map) return ''
  return `:${createHash('sha256').update(JSON.stringify([listedOn ?? '', Object.entries(map ?? {}).sort()])).digest('hex').slice(0, 16)}`
}

interface Begun {
  id: number
  /** Items an interrupted run over the same input has stored already. */
  skip: number
  /** The input was read to its end before: nothing in it is news. */
  repeat: boolean
}

async function beginRun(database: Database, run: { source: string; input: string; fingerprint?: string; now: string }): Promise<Begun> {
  const last = run.fingerprint ? await newestRun(database.db, run.source, run.fingerprint) : undefined
  const repeat = run.fingerprint ? await wasReadCompletely(database.db, run.source, run.fingerprint) : false
  if (last && !last.finished_at) return { id: last.id, skip: Number(last.cursor ?? 0), repeat }
  return { id: await database.write((trx) => startRun(trx, run)), skip: 0, repeat }
}

interface BatchContext {
  run: number
  cursor: string
  format: FormatName
  repeat: boolean
  /** What the keeper asked for, whatever a record says. */
  listedOn?: string
}

async function storeBatch(database: Database, items: ParsedItem[], context: BatchContext): Promise<Counts> {
  const records: PaperRecord[] = []
  const rejections: RejectedItem[] = []
  for (const item of items) {
    if (isRejected(item)) rejections.push(item)
    else records.push(context.listedOn ? { ...item.record, listedOn: context.listedOn } : item.record)
  }
  return database.write(async (trx) => {
    const outcomes = await upsertPapers(trx, records, { source: FORMATS[context.format].source, run: context.run, repeat: context.repeat })
    await keepRejected(trx, context.run, rejections)
    const counts = { ...noCounts(), read: items.length, rejected: rejections.length }
    for (const { outcome } of outcomes) counts[outcome]++
    await advanceRun(trx, context.run, context.cursor, counts)
    return counts
  })
}

function addCounts(total: Counts, counts: Counts): void {
  for (const name of Object.keys(counts) as (keyof Counts)[]) total[name] += counts[name]
}

function tell(result: ImportResult, rejections: RejectedItem[], counts: Counts, input: string | undefined): void {
  result.read += counts.read
  result.added += counts.added
  result.changed += counts.changed
  result.unchanged += counts.unchanged
  result.rejectedTotal += counts.rejected
  for (const { line, reason } of rejections) {
    if (result.rejected.length < MAX_LISTED_REJECTIONS) result.rejected.push({ line, reason, ...(input ? { input } : {}) })
  }
}
