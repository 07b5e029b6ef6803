/** The table of the index and its indices, in Arrow's and LanceDB's terms. */
import { Index, type Table } from '@lancedb/lancedb'
import { Field, FixedSizeList, Float32, Int32, Int64, List, makeData, RecordBatch, Schema, Struct, Table as ArrowTable, Utf8, vectorFromArray, type Data, type DataType } from 'apache-arrow'
import type { IndexRow } from './row.ts'

/** Raised when rows or indices change in a way that older index folders do not meet; they are then built again. */
export const INDEX_VERSION = 3

const text = new Utf8()
const texts = new List(new Field('item', text, true))
const column = (name: string, type: DataType, nullable = false) => new Field(name, type, nullable)

const COLUMNS: Field[] = [
  column('id', text),
  column('change', new Int64()),
  column('body', text),
  column('title', text),
  column('authors', text),
  column('categories', texts),
  column('organisation', texts),
  column('venue', text, true),
  column('published', new Int32(), true),
  column('listed', new Int32(), true),
  column('has', texts),
  column('by', texts),
]

/** The table's columns, with vectors of this length; 0 for an index without vectors. */
export const schemaFor = (dimensions: number): Schema => new Schema(dimensions > 0 ? [...COLUMNS, column('vector', vectorType(dimensions))] : COLUMNS)

const vectorType = (dimensions: number) => new FixedSizeList(dimensions, new Field('item', new Float32(), true))

/** Rows as one Arrow batch. */
export function toArrow(rows: readonly IndexRow[], vectors: readonly Float32Array[] = []): ArrowTable {
  const dimensions = vectors[0]?.length ?? 0
  const schema = schemaFor(dimensions)
  const children = schema.fields.map((field): Data => {
    if (field.type instanceof FixedSizeList) return vectorData(vectors, dimensions)
    const values = rows.map((row) => row[field.name as keyof IndexRow])
    if (field.type instanceof List) return listData(values as string[][])
    if (field.type instanceof Utf8 && !field.nullable) return textData(values as string[])
    return vectorFromArray(field.name === 'change' ? values.map((value) => BigInt(value as number)) : values, field.type).data[0]
  })
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children })
  return new ArrowTable(schema, [new RecordBatch(schema, data)])
}

/** Strings as Arrow lays them out: all bytes in one buffer, and where each string begins. Five times faster than the builder. */
function textData(values: readonly string[]): Data<Utf8> {
  const bytes = Buffer.from(values.join(''))
  const valueOffsets = new Int32Array(values.length + 1)
  values.forEach((value, at) => (valueOffsets[at + 1] = valueOffsets[at] + Buffer.byteLength(value)))
  return makeData({ type: text, length: values.length, nullCount: 0, valueOffsets, data: bytes })
}

function vectorData(vectors: readonly Float32Array[], dimensions: number): Data<FixedSizeList<Float32>> {
  const values = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, at) => values.set(vector, at * dimensions))
  const child = makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values })
  return makeData({ type: vectorType(dimensions), length: vectors.length, nullCount: 0, child })
}

function listData(values: readonly string[][]): Data<List<Utf8>> {
  const valueOffsets = new Int32Array(values.length + 1)
  values.forEach((value, at) => (valueOffsets[at + 1] = valueOffsets[at] + value.length))
  return makeData({ type: texts, length: values.length, nullCount: 0, valueOffsets, child: textData(values.flat()) })
}

/** Terms are made by `text/`; the database's tokeniser only cuts at the spaces. */
const fullText = (withPosition: boolean) =>
  Index.fts({ baseTokenizer: 'whitespace', withPosition, lowercase: false, stem: false, removeStopWords: false, asciiFolding: false, maxTokenLength: 256 })

/** Every index by its column, in the order in which they are built: the one that needs most memory for a moment first. */
const INDICES: readonly [keyof IndexRow, () => Index][] = [
  // As full text, since a label list of 300,000 names takes 400 MB and longer to build than all other indices together.
  ['authors', () => fullText(false)],
  ['body', () => fullText(true)],
  ['title', () => fullText(true)],
  ['id', () => Index.btree()],
  ['published', () => Index.btree()],
  ['listed', () => Index.btree()],
  ['venue', () => Index.bitmap()],
  ['categories', () => Index.labelList()],
  ['organisation', () => Index.labelList()],
  ['has', () => Index.labelList()],
  ['by', () => Index.labelList()],
]

/** With fewer vectors every one is compared: that is faster than an index, and exact. */
const VECTORS_TO_INDEX = 5_000
/** Vectors per cell of the index: a query compares the centres of all cells and the vectors of `PROBES` of them. */
const VECTORS_PER_CELL = 1_400
/**
 * RaBitQ at 4 bits a dimension: 92,000 vectors are indexed in 2 processor seconds (product quantisation: 17 to 32) and of
 * the 200 nearest 96 % are found (70 to 83 %), at 3.4 ms of processor time a query.
 */
const VECTOR_BITS = 4

const vectorIndex = (rows: number): Index =>
  Index.ivfRq({ numPartitions: Math.max(1, Math.round(rows / VECTORS_PER_CELL)), numBits: VECTOR_BITS, distanceType: 'dot', maxIterations: 10, sampleRate: 64 })

/** Builds every index over all rows, replacing what was there. Readers keep the version they have. */
export async function buildIndices(table: Table): Promise<void> {
  for (const [name, make] of INDICES) await table.createIndex(name, { config: make(), replace: true })
  const rows = await table.countRows()
  const hasVectors = (await table.schema()).fields.some((field) => field.name === 'vector')
  if (hasVectors && rows >= VECTORS_TO_INDEX) await table.createIndex('vector', { config: vectorIndex(rows), replace: true })
}

/** Rows that no full-text index covers yet; the database searches those one by one. */
export async function unindexedRows(table: Table): Promise<number> {
  const stats = await table.indexStats('body_idx')
  return stats?.numUnindexedRows ?? (await table.countRows())
}
