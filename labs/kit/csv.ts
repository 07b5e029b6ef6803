/** Tables and arrays that readers bring: CSV (RFC 4180, comma, semicolon or tab) and NumPy's NPY. */
import { DataError } from './own-data.ts'
import type { DataFile } from './own-data.ts'

export interface Table {
  columns: string[]
  /** Cells as typed, row by row. */
  rows: string[][]
}

/** Splits delimited text into cells; quotes may hold delimiters, line ends and doubled quotes. */
function splitCells(text: string, delimiter: string, name: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let opened = 1
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '\n') line++
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (character === '"' && cell === '') {
      quoted = true
      opened = line
    } else if (character === delimiter) {
      row.push(cell)
      cell = ''
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[i + 1] === '\n') continue
      row.push(cell)
      if (row.length > 1 || row[0] !== '') rows.push(row)
      row = []
      cell = ''
    } else cell += character
  }
  if (quoted) throw new DataError(`${name}: the quote opened on line ${opened} is never closed.`)
  row.push(cell)
  if (row.length > 1 || row[0] !== '') rows.push(row)
  return rows
}

/** The delimiter that the header line holds most often. */
function findDelimiter(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

/** Reads a table whose first line names the columns. Throws a DataError naming file and line. */
export function readCsv(file: DataFile): Table {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)
  } catch {
    throw new DataError(`${file.name} is not text in UTF-8.`)
  }
  const [columns, ...rows] = splitCells(text, findDelimiter(text.split('\n', 1)[0]), file.name)
  if (!columns || rows.length === 0) throw new DataError(`${file.name} has no rows below its line of column names.`)
  const names = columns.map((column) => column.trim())
  const short = rows.findIndex((row) => row.length !== names.length)
  if (short >= 0) throw new DataError(`${file.name}: row ${short + 1} has ${rows[short].length} cells, the header names ${names.length}.`)
  return { columns: names, rows }
}

/** A column's cells. Throws a DataError naming the missing column and those there are. */
export function textColumn(table: Table, name: string, file: string): string[] {
  const at = table.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase())
  if (at < 0) throw new DataError(`${file} has no column "${name}". It has: ${table.columns.join(', ')}.`)
  return table.rows.map((row) => row[at])
}

/** A column as numbers. Throws a DataError naming column and row of the first cell that is none. */
export function numberColumn(table: Table, name: string, file: string): Float64Array {
  const cells = textColumn(table, name, file)
  return Float64Array.from(cells, (cell, i) => {
    const value = cell.trim() === '' ? Number.NaN : Number(cell)
    if (!Number.isFinite(value)) throw new DataError(`${file}: column "${name}", row ${i + 1} holds "${cell}", which is not a number.`)
    return value
  })
}

/**
 * All columns `prefix0`, `prefix1`, … (or `prefix_0`, …) as one matrix, row by row, [rows, count].
 * Throws a DataError where there is none or a number is skipped.
 */
export function numberColumns(table: Table, prefix: string, file: string): { data: Float64Array; rows: number; cols: number } {
  const names: string[] = []
  for (;;) {
    const found = table.columns.find((column) => [`${prefix}${names.length}`, `${prefix}_${names.length}`].includes(column.toLowerCase()))
    if (!found) break
    names.push(found)
  }
  if (names.length === 0) throw new DataError(`${file} has no columns ${prefix}0, ${prefix}1, … It has: ${table.columns.join(', ')}.`)
  const data = new Float64Array(table.rows.length * names.length)
  for (const [j, name] of names.entries()) {
    for (const [i, value] of numberColumn(table, name, file).entries()) data[i * names.length + j] = value
  }
  return { data, rows: table.rows.length, cols: names.length }
}
