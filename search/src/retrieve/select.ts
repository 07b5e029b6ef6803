/**
 * Which rows meet the constraints of a plan. Filters stay SQL, which the retrievers apply themselves; constraints on
 * words become sets of rows, looked up in the full-text index (a millisecond each) and combined here.
 */
import type { Table } from '@lancedb/lancedb'
import { textOfBody } from '../index/row.ts'
import type { Constraint } from '../plan/plan.ts'
import { rowsWhere, rowsWithTerms } from './full-text.ts'
import type { RowId } from './rows.ts'

export interface Selection {
  /** The filter for every retriever. */
  where?: string
  /** The rows to choose from, already filtered; absent: all that pass the filter. */
  only?: Set<RowId>
  /** Rows that must not appear. */
  except?: Set<RowId>
}

/** Up to this many selected rows are named to the retriever one by one; of more, its ranking is sifted. */
const LISTED_ROWS = 500

/** A selection as a filter, and where it is too long for one, the test that what was found must still pass. */
export function listedFilter({ where, only, except }: Selection): { where?: string; passes?: (row: RowId) => boolean } {
  const filter = where ? { where } : {}
  if (only && only.size <= LISTED_ROWS) {
    const listed = only.size === 0 ? 'false' : `_rowid IN (${[...only].join(',')})`
    return { where: where ? `(${where}) AND ${listed}` : listed }
  }
  if (only) return { ...filter, passes: (row) => only.has(row) }
  return except ? { ...filter, passes: (row) => !except.has(row) } : filter
}

export async function select(table: Table, constraints: readonly Constraint[]): Promise<Selection> {
  const where = constraints.find((part) => part.kind === 'sql')?.where
  const wanted = constraints.filter((part) => part.kind !== 'sql' && part.kind !== 'not')
  const unwanted = constraints.flatMap((part) => (part.kind === 'not' ? [part.part] : []))
  const [only, except] = await Promise.all([
    wanted.length > 0 ? allOf(table, wanted, where) : undefined,
    unwanted.length > 0 ? anyOf(table, unwanted, where) : undefined,
  ])
  if (only && except) for (const row of except) only.delete(row)
  return { ...(where ? { where } : {}), ...(only ? { only } : except ? { except } : {}) }
}

async function rowsOf(table: Table, constraint: Constraint, where: string | undefined): Promise<Set<RowId>> {
  switch (constraint.kind) {
    case 'sql':
      return rowsWhere(table, where ? `(${where}) AND (${constraint.where})` : constraint.where)
    case 'text':
      return constraint.column === 'abstract'
        ? rowsInAbstract(table, constraint.terms, where)
        : rowsWithTerms(table, constraint.column, constraint.terms, constraint.together, where)
    case 'and':
      return allOf(table, constraint.parts, where)
    case 'or':
      return anyOf(table, constraint.parts, where)
    case 'not': {
      const [all, not] = await Promise.all([rowsWhere(table, where), rowsOf(table, constraint.part, where)])
      for (const row of not) all.delete(row)
      return all
    }
  }
}

async function allOf(table: Table, parts: readonly Constraint[], where: string | undefined): Promise<Set<RowId>> {
  const sets = await Promise.all(parts.map((part) => rowsOf(table, part, where)))
  return sets.reduce((all, set) => all.intersection(set))
}

async function anyOf(table: Table, parts: readonly Constraint[], where: string | undefined): Promise<Set<RowId>> {
  const sets = await Promise.all(parts.map((part) => rowsOf(table, part, where)))
  return sets.reduce((all, set) => all.union(set))
}

/**
 * `abstract:` has no index of its own. Of the rows that have the words at all, those whose title has them too are read
 * and looked at beyond their title; the others have them in the abstract, or across the border, which is looked at too.
 */
async function rowsInAbstract(table: Table, terms: readonly string[], where: string | undefined): Promise<Set<RowId>> {
  const [found, ...perTerm] = await Promise.all([
    rowsWithTerms(table, 'body', terms, true, where),
    ...terms.map((term) => rowsWithTerms(table, 'title', [term], false, where)),
  ])
  const doubtful = perTerm.reduce((all, set) => all.union(set), new Set<RowId>()).intersection(found)
  if (doubtful.size === 0) return found
  const phrase = ` ${terms.join(' ')} `
  for await (const batch of table.takeRowIds([...doubtful]).select(['body', 'title']).withRowId()) {
    for (let at = 0; at < batch.numRows; at++) {
      const abstract = textOfBody(String(batch.getChild('body')?.get(at))).slice(String(batch.getChild('title')?.get(at)).length)
      if (!`${abstract} `.includes(phrase)) found.delete(Number(batch.getChild('_rowid')?.get(at)))
    }
  }
  return found
}
