/**
 * Papers as the training and the evaluation read them: JSON Lines (`.gz` or plain) with id, title, abstract, authors.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface Document {
  id: string
  title: string
  abstract: string
  /** Names as printed; empty where the source gives none. */
  authors: string[]
  /** Whether the source gives keywords (their words are not read). */
  keyworded: boolean
}

/** @throws with file and line where a line is no JSON or lacks `id` or `title`. */
export function readDocuments(path: string): Document[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const documents: Document[] = []
  for (const [i, line] of text.split('\n').entries()) if (line.trim() !== '') documents.push(documentOf(line, `${path}, line ${i + 1}`))
  return documents
}

function documentOf(line: string, place: string): Document {
  let record: { id?: unknown; title?: unknown; abstract?: unknown; authors?: unknown; keywords?: unknown }
  try {
    record = JSON.parse(line)
  } catch {
    throw new Error(`${place}: this is not JSON.`)
  }
  if (typeof record.id !== 'string' || typeof record.title !== 'string') throw new Error(`${place}: a document needs "id" and "title" as texts.`)
  return {
    id: record.id,
    title: record.title,
    abstract: typeof record.abstract === 'string' ? record.abstract : '',
    authors: Array.isArray(record.authors) ? record.authors.flatMap(nameOf) : [],
    keyworded: Array.isArray(record.keywords) && record.keywords.length > 0
  }
}

/** Authors come as plain names or as objects with one. */
function nameOf(author: unknown): string[] {
  const name = typeof author === 'object' && author !== null && 'name' in author ? author.name : author
  return typeof name === 'string' ? [name] : []
}

/** Title and abstract as one text: the form in which papers are indexed and embedded. */
export function textOf(document: { title: string; abstract: string }): string {
  return `${document.title}. ${document.abstract}`
}
