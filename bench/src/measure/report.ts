/** What a benchmark reports, and how it is shown: a table on a terminal, Markdown in RESULTS.md, JSON for programs. */

export interface Row {
  what: string
  value: number
  unit: string
  /** The bound the project sets itself, where it sets one. */
  target?: { op: '>=' | '<='; bound: number }
}

export interface Section {
  name: string
  title: string
  rows: Row[]
  /** Details beside the rows, where each thing measured has several figures. */
  table?: { head: string[]; rows: (string | number)[][] }
  /** How it was measured, and what to keep in mind when reading it. */
  notes: string[]
  /** Why nothing was measured. */
  skipped?: string
}

/** `pth` percentile (0–100) by the nearest-rank rule, so that it is a value that occurred. NaN where there are none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** Rows for p50, p95 and p99 of a list of milliseconds. */
export function latencyRows(what: string, milliseconds: readonly number[], p95?: number): Row[] {
  return [50, 95, 99].map((p) => ({
    what: `${what}, p${p}`,
    value: percentile(milliseconds, p),
    unit: 'ms',
    ...(p === 95 && p95 !== undefined ? { target: { op: '<=' as const, bound: p95 } } : {}),
  }))
}

export const meets = ({ value, target }: Row): boolean | undefined =>
  target && (target.op === '<=' ? value <= target.bound : value >= target.bound)

/** Three digits that matter: `0.0123`, `1.23`, `123`, `12,346`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB')
  return String(Number(value.toPrecision(3)))
}

const HEAD = ['what', 'measured', 'target', '']

const cells = (row: Row): string[] => [
  row.what,
  `${formatNumber(row.value)} ${row.unit}`.trim(),
  row.target ? `${row.target.op} ${formatNumber(row.target.bound)}` : '',
  { true: 'met', false: 'missed', undefined: '' }[String(meets(row)) as 'true' | 'false' | 'undefined'],
]

export function toText(section: Section): string {
  if (section.skipped) return `${section.title}\n  left out: ${section.skipped}`
  const table = [HEAD, ...section.rows.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column].length)))
  const line = (row: string[]) => `  ${row[0].padEnd(widths[0])}  ${row[1].padStart(widths[1])}  ${row[2].padStart(widths[2])}  ${row[3]}`.trimEnd()
  return [section.title, ...table.map(line), ...detailLines(section), ...section.notes.map((note) => `  ${note}`)].join('\n')
}

/** The details in columns under their heads, an empty line before them. */
function detailLines({ table }: Section): string[] {
  if (!table) return []
  const all = [table.head, ...table.rows].map((row) => row.map(String))
  const widths = table.head.map((_, column) => Math.max(...all.map((row) => row[column].length)))
  return ['', ...all.map((row) => `  ${row.map((text, column) => text.padStart(widths[column])).join('  ')}`), '']
}

export function toMarkdown(section: Section): string {
  if (section.skipped) return `## ${section.title}\n\nLeft out: ${section.skipped}`
  const row = (parts: string[]) => `| ${parts.join(' | ')} |`
  return [
    `## ${section.title}`,
    '',
    row(HEAD),
    '| --- | ---: | ---: | --- |',
    ...section.rows.map((entry) => row(cells(entry))),
    '',
    ...(section.table ? [row(section.table.head), row(section.table.head.map(() => '---:')), ...section.table.rows.map((each) => row(each.map(String))), ''] : []),
    ...section.notes.map((note) => `- ${note}`),
  ]
    .join('\n')
    .trimEnd()
}

/** Puts a section between its marks in a document; appends it where the document has none yet. */
export function replaceSection(document: string, name: string, markdown: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const block = `${open}\n${markdown}\n${close}`
  const from = document.indexOf(open)
  const to = document.indexOf(close)
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${block}\n`
  return document.slice(0, from) + block + document.slice(to + close.length)
}
