/** The rows that a declared mark draws, from a run's tables and series. */
import type { MarkSpec } from './figure.ts'
import type { Row, Series } from './run.ts'

/** What figures draw from: a run's result, or a `RunRecord` while it runs. */
export interface FigureData {
  tables: Readonly<Record<string, readonly Row[]>>
  series: Readonly<Record<string, Series>>
}

function seriesRows(name: string, data: FigureData): Row[] {
  const rows = (series: Series, extra: Row) => series.x.map((x, i) => ({ x, y: series.y[i], ...extra }))
  if (!name.endsWith('/*')) return data.series[name] ? rows(data.series[name], {}) : []
  const prefix = name.slice(0, -1)
  return Object.entries(data.series)
    .filter(([each]) => each.startsWith(prefix))
    .flatMap(([each, series]) => rows(series, { series: each.slice(prefix.length) }))
}

/** The rows a mark draws. A table that has not been reported yet is empty, so that figures can grow while a lab runs. */
export function markRows(spec: MarkSpec, data: FigureData): readonly (Row | number | string)[] {
  if (spec.data === undefined) return []
  if (typeof spec.data !== 'string') return spec.data
  const all = spec.data.startsWith('series:') ? seriesRows(spec.data.slice('series:'.length), data) : (data.tables[spec.data] ?? [])
  const { where } = spec
  return where ? all.filter((row) => Object.entries(where).every(([key, value]) => row[key] === value)) : all
}
