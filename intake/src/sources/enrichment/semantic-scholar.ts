/**
 * Semantic Scholar, for what arXiv does not say: the DOI and venue of the published paper. Off unless the keeper gives
 * a key (https://www.semanticscholar.org/product/api); its licence asks for attribution where data is shown.
 */
import { isArxivId, type PaperId, type PaperRecord } from '@offprint/catalogue'
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
