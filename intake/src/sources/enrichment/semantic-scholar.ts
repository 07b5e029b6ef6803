/**
 * Semantic Scholar, for what arXiv does not say: the DOI and venue of the published paper. Off unless the keeper gives
 * a key (https://www.semanticscholar.org/product/api); its licence asks for attribution where data is shown.
 */
import { isArxivId, upsertPapers, type PaperId, type PaperRecord } from '@offprint/catalogue'
import { DEFAULT_POLICY } from '../../gate/policy.ts'
import { fetchRecord, object, text, type Fields } from '../../harvest/fetch.ts'
import type { HarvestContext } from '../../harvest/harvest-run.ts'
import { paperRecord, parseDoi } from '../../record.ts'

export const SEMANTIC_SCHOLAR_ENDPOINT = 'https://api.semanticscholar.org'
const FIELDS = 'title,externalIds,venue,journal'

/** Undefined where the paper is unknown there, or has no identifier to ask by. */
export async function enrichFromSemanticScholar(context: HarvestContext, id: PaperId, key: string, endpoint = SEMANTIC_SCHOLAR_ENDPOINT): Promise<PaperRecord | undefined> {
  const theirs = isArxivId(id) ? `ARXIV:${id}` : id.startsWith('doi:') ? `DOI:${id.slice('doi:'.length)}` : undefined
  if (!theirs) return undefined
  return fetchRecord(context, `${endpoint}/graph/v1/paper/${encodeURIComponent(theirs)}?fields=${FIELDS}`, DEFAULT_POLICY, (answer) => readSemanticScholar(answer, id), { 'x-api-key': key })
}

/** @throws RecordError */
export function readSemanticScholar(answer: Fields, id: PaperId): PaperRecord {
  const journal = object(answer.journal)
  const name = text(journal?.name)
  return paperRecord({
    id,
    title: text(answer.title),
    doi: parseDoi(text(object(answer.externalIds)?.DOI)),
    venue: text(answer.venue),
    journalRef: name && !/arxiv/i.test(name) ? [name, text(journal?.volume), text(journal?.pages)].filter(Boolean).join(', ') : undefined,
  })
}

/** Papers asked about in one go: at one request a second a few minutes. */
const BATCH = 200

/** Asks about the newest papers of editions that have no venue yet. Returns how many were asked about and changed. */
export async function enrichListedPapers(context: HarvestContext, key: string, endpoint?: string): Promise<{ asked: number; changed: number }> {
  const { db } = context.database
  const rows = await db.selectFrom('paper').select('id').where('listed_on', 'is not', null).where('venue', 'is', null).orderBy('listed_on', 'desc').orderBy('id').limit(BATCH).execute()
  let changed = 0
  for (const { id } of rows) {
    const record = await enrichFromSemanticScholar(context, id as PaperId, key, endpoint)
    if (!record) continue
    const [{ outcome }] = await context.database.write((trx) => upsertPapers(trx, [record], { source: 'enrichment' }))
    if (outcome === 'changed') changed++
  }
  return { asked: rows.length, changed }
}
