/** Conditions as filters of the index. Every value passes through `literal`, so no text can leave its quotes. */
import type { DayRange } from '../query/ast.ts'
import { nameKey, type Condition } from '../query/operators.ts'
import { literal } from '../index/table.ts'

/** Ids of the papers that have a lab; the laboratory's list, not the catalogue's. */
export type Labs = ReadonlySet<string>

const hasAny = (column: string, value: string): string => `array_has_any(${column}, [${literal(value)}])`

function days(column: string, range: DayRange): string {
  const parts = [
    ...(range.from === undefined ? [] : [`${column} >= ${Math.trunc(range.from)}`]),
    ...(range.to === undefined ? [] : [`${column} < ${Math.trunc(range.to)}`]),
  ]
  return parts.length === 0 ? 'true' : parts.join(' AND ')
}

const idList = (ids: Iterable<string>): string => {
  const list = [...ids].map(literal)
  return list.length === 0 ? 'false' : `id IN (${list.join(',')})`
}

/** Venues that changed their names: either name finds the papers of both. */
const RENAMED_VENUES: readonly (readonly string[])[] = [['nips', 'neurips']]

const venueFilter = (venue: string): string => {
  const names = RENAMED_VENUES.find((all) => all.includes(venue)) ?? [venue]
  return `venue IN (${names.map(literal).join(',')})`
}

/** `author: title: …` as SQL over the index's columns. */
export function conditionFilter(condition: Exclude<Condition, { kind: 'author' | 'words' | 'sort' | 'like' }>, labs: Labs): string {
  switch (condition.kind) {
    case 'category':
      return hasAny('categories', condition.category.replace(/\.\*$/, ''))
    case 'organisation':
      return hasAny('organisation', condition.name)
    case 'venue':
      return venueFilter(nameKey(condition.venue))
    case 'days':
      return days(condition.column, condition.range)
    case 'has':
      return condition.what === 'lab' ? idList(labs) : hasAny('has', condition.what)
    case 'by':
      return hasAny('by', condition.who)
    case 'id':
      return idList(condition.ids)
  }
}
