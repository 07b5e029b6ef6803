/** A reader's table of numbers with some columns that a lab knows by name; all others are features. */
import { numberColumn, readCsv } from './csv.ts'
import { readNpy } from './npy.ts'
import { DataError } from './own-data.ts'
import type { DataFile } from './own-data.ts'

export interface NumericTable {
  /** The columns asked for, by name, each [rows]. */
  named: Record<string, Float64Array>
  /** Names of the feature columns, in the file's order; `x1`, `x2`, … where the file has no names. */
  features: string[]
  /** Features row by row, [rows, features]. */
  x: Float64Array
  rows: number
}

/**
 * One CSV with a header, or one two-dimensional NPY whose first columns are `columns` in this order.
 * Throws a DataError naming the missing column, the expected shape, or the cell that is not a number.
 */
export function readNumericTable(files: readonly DataFile[], columns: readonly string[]): NumericTable {
  if (files.length !== 1) throw new DataError(`Bring one file, a CSV with the columns ${columns.join(', ')} or an NPY; there are ${files.length}.`)
  const [file] = files
  return file.name.toLowerCase().endsWith('.npy') ? fromNpy(file, columns) : fromCsv(file, columns)
}

function fromCsv(file: DataFile, columns: readonly string[]): NumericTable {
  const table = readCsv(file)
  const named = Object.fromEntries(columns.map((name) => [name, numberColumn(table, name, file.name)]))
  const features = table.columns.filter((column) => !columns.some((name) => name.toLowerCase() === column.toLowerCase()))
  const rows = table.rows.length
  const x = new Float64Array(rows * features.length)
  for (const [j, name] of features.entries()) {
    for (const [i, value] of numberColumn(table, name, file.name).entries()) x[i * features.length + j] = value
  }
  return { named, features, x, rows }
}

function fromNpy(file: DataFile, columns: readonly string[]): NumericTable {
  const { shape, data } = readNpy(file)
  if (shape.length !== 2 || shape[1] < columns.length) {
    throw new DataError(`${file.name} has shape (${shape.join(', ')}); expected rows × at least ${columns.length} columns: ${columns.join(', ')}, then features.`)
  }
  const [rows, width] = shape
  const bad = data.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new DataError(`${file.name}: row ${Math.floor(bad / width) + 1}, column ${(bad % width) + 1} is not a finite number.`)
  const named = Object.fromEntries(columns.map((name, j) => [name, Float64Array.from({ length: rows }, (_, i) => data[i * width + j])]))
  const count = width - columns.length
  const x = new Float64Array(rows * count)
  for (let i = 0; i < rows; i++) x.set(data.subarray(i * width + columns.length, (i + 1) * width), i * count)
  return { named, features: Array.from({ length: count }, (_, j) => `x${j + 1}`), x, rows }
}
