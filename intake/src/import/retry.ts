/** Reading rejected records again: after a parser was mended, or a keeper corrected the text. */
import { upsertPapers, type SourceName } from '@offprint/catalogue'
import type { Database } from '@offprint/store'
import { FORMATS, isFormatName, recogniseFormat, type FormatName } from '../formats/registry.ts'
import { isRejected, type ParsedItem, type RecordParser } from '../item.ts'
import { findRun, rejectedOf } from './run.repository.ts'

/** By which format the records of a network source are read. */
const HARVESTED: Record<string, FormatName> = { arxiv: 'oai', hf: 'hf' }
/** Records read again at once. */
const MAX_RETRIED = 1000

export interface Retried {
  accepted: number
  stillRejected: { line: number; reason: string }[]
}

/**
 * Reads a run's rejected records again. `corrections` gives new text by line. What is accepted goes into the catalogue
 * as a statement of the same run and leaves the list; the rest stays with its new reason.
 * @throws Error where there is no such run
 */
export async function retryRejected(database: Database, runId: number, corrections: Readonly<Record<number, string>> = {}): Promise<Retried> {
  const run = await findRun(database.db, runId)
  if (!run) throw new Error(`There is no run ${runId}.`)
  const result: Retried = { accepted: 0, stillRejected: [] }
  for (const { line, reason, raw } of await rejectedOf(database.db, runId, MAX_RETRIED)) {
    const text = corrections[line] ?? raw
    const format = formatOf(run.source, text)
    const item = format ? await readOne(FORMATS[format].parser, text) : undefined
    if (!item || isRejected(item)) {
      const now = item?.reason ?? reason
      result.stillRejected.push({ line, reason: now })
      await database.db.updateTable('rejected_record').set({ reason: now, raw: text }).where('run_id', '=', runId).where('line', '=', line).execute()
      continue
    }
    const source: SourceName = FORMATS[format!].source
    await database.write(async (trx) => {
      const [{ outcome }] = await upsertPapers(trx, [item.record], { source, run: runId })
      await trx.deleteFrom('rejected_record').where('run_id', '=', runId).where('line', '=', line).execute()
      await trx
        .updateTable('source_run')
        .set((e) => ({ rejected: e('rejected', '-', 1), [outcome]: e(outcome, '+', 1) }))
        .where('id', '=', runId)
        .execute()
    })
    result.accepted++
  }
  return result
}

function formatOf(source: string, raw: string): FormatName | undefined {
  const name = source.startsWith('file:') ? source.slice('file:'.length) : HARVESTED[source]
  return name && isFormatName(name) ? name : recogniseFormat(raw)
}

async function readOne(parser: RecordParser, raw: string): Promise<ParsedItem | undefined> {
  async function* bytes() {
    yield Buffer.from(raw)
  }
  for await (const item of parser(bytes(), { now: new Date().toISOString() })) return item
  return undefined
}
