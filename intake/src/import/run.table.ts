/** Row types of source runs and what they rejected. */
import type { Tables } from '@offprint/store/tables'
import type { Generated } from 'kysely'

export interface SourceRunTable {
  id: Generated<number>
  /** `file:jsonl`, `arxiv`, `huggingface`, … */
  source: string
  /** What was read: a file's name, an endpoint with its set. */
  input: string
  /** By which the same input is recognised. */
  fingerprint: string | null
  /** Where to go on after an interruption; its form is the source's own. */
  cursor: string | null
  started_at: string
  finished_at: string | null
  read: Generated<number>
  added: Generated<number>
  changed: Generated<number>
  unchanged: Generated<number>
  rejected: Generated<number>
  error: string | null
}

export interface RejectedRecordTable {
  run_id: number
  line: number
  reason: string
  raw: string
}

declare module '@offprint/store/tables' {
  interface Tables {
    source_run: SourceRunTable
    rejected_record: RejectedRecordTable
  }
}
export type { Tables }
