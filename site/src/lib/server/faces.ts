/** Answers an address with a face at its end: `/papers/week/2026-W16.rss`, `/papers/cs/0112017.bib`, `/labs.json`. */
import { CITATION_MEDIA_TYPES, citePaper, type Paper } from '@offprint/catalogue'
import { labsList } from '@offprint/labs'
import { NotFound } from '../errors.ts'
import { listFeed, listJson, listMarkdown, paperJson, paperMarkdown } from '../list/faces.ts'
import { readListQuery } from '../list/list-query.ts'
import type { List } from '../list/load-list.ts'
import { findAskedPaper } from './find-paper.ts'
import { loadAnyList } from './lists.ts'

const MEDIA_TYPES: Record<string, string> = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
}

export interface FaceRequest {
  pathname: string
  params: URLSearchParams
  origin: string
  today: string
  now: Date
}

export interface Face {
  type: string
  body: string
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`

function listFace(list: List, face: string, { origin, now }: FaceRequest): Face {
  const type = MEDIA_TYPES[face]
  switch (face) {
    case 'json':
      return { type, body: pretty(listJson(list, origin)) }
    case 'md':
      return { type, body: listMarkdown(list, origin) }
    case 'rss':
    case 'atom':
      return { type, body: listFeed(list, origin, face, now) }
    default:
      throw new NotFound('A list comes as .json, .rss, .atom and .md.')
  }
}

async function paperFace(paper: Paper, face: string, { origin }: FaceRequest): Promise<Face> {
  switch (face) {
    case 'json':
      return { type: MEDIA_TYPES.json, body: pretty(paperJson(paper, origin)) }
    case 'md':
      return { type: MEDIA_TYPES.md, body: paperMarkdown(paper, origin) }
    case 'bib':
      return { type: CITATION_MEDIA_TYPES.bibtex, body: await citePaper(paper, 'bibtex') }
    case 'ris':
      return { type: CITATION_MEDIA_TYPES.ris, body: await citePaper(paper, 'ris') }
    default:
      throw new NotFound('A paper comes as .json, .md, .bib and .ris.')
  }
}

/** @throws RequestError with a sentence */
export async function faceOf(request: FaceRequest): Promise<Face> {
  const dot = request.pathname.lastIndexOf('.')
  const path = request.pathname.slice(0, dot)
  const face = request.pathname.slice(dot + 1)
  if (path === '/labs' && face === 'json') return { type: MEDIA_TYPES.json, body: pretty(await labsList()) }
  const query = readListQuery(path, request.params)
  if (query) return listFace(await loadAnyList(query, request.today), face, request)
  if (path.startsWith('/papers/')) return paperFace(await findAskedPaper(decodeURIComponent(path.slice('/papers/'.length))), face, request)
  throw new NotFound('There is no such list.')
}
