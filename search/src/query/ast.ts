/** What a parsed query is. The grammar stands in README.md beside this file. */
import type { FieldName } from './operators.ts'

/** Days since 1970-01-01, from inclusive, to exclusive; an absent end is open. */
export interface DayRange {
  from?: number
  to?: number
}

export type Node =
  | { kind: 'word'; text: string; required?: true }
  /** Words that must stand together in this order. */
  | { kind: 'phrase'; text: string }
  /** An operator with a value it understands. */
  | { kind: 'field'; field: FieldName; value: string }
  | { kind: 'not'; node: Node }
  /** At least one must hold; two or more. */
  | { kind: 'or'; nodes: Node[] }
  /** A parenthesis: all must hold; one or more. */
  | { kind: 'group'; nodes: Node[] }

/** A part of the text that was not taken as written, and what became of it. */
export interface Note {
  text: string
  reason: string
}

export interface Query {
  nodes: Node[]
  notes: Note[]
}
