/**
 * The same sets through the search as people have it: papers in a catalogue, answered by the index, with query language,
 * spelling and the exact things first. Sets over the corpus share one import by the command line; a set with documents
 * of its own, or over a part of the corpus, gets an index of its own. A query that is a paper is asked as `like:`.
 */
import { externalId, upsertPapers } from '@offprint/catalogue'
import { openSearch } from '@offprint/search'
import { measure, type QueryMeasures, type SetQuery, type TestSet } from '@offprint/search/evaluation'
import { openDatabase } from '@offprint/store'
import { preparedFolder } from '../import.ts'
import { CORPUS_PREFIX, corpusId } from '../measure/corpus.ts'
import { temporaryFolder } from '../measure/offprint.ts'

/** Most results of one answer, and as deep as recall is measured. */
const DEPTH = 100
const PAPERS_A_WRITE = 500

/** @param corpusFolder a data folder that holds the corpus already; imported where absent. */
export async function throughIndex(set: TestSet, corpusFolder?: string): Promise<QueryMeasures[]> {
  const folder = set.whole ? (corpusFolder ?? (await preparedFolder())) : await ownFolder(set)
  const database = await openDatabase({ folder })
  const search = openSearch({ database, folder })
  try {
    await search.follow({ finish: true })
    const measures: QueryMeasures[] = []
    for (const query of set.queries) {
      const { results } = await search.search({ q: asked(query), limit: DEPTH })
      measures.push(measure(query, results.map(({ id }) => corpusId(id))))
    }
    return measures
  } finally {
    await search.close()
    await database.close()
  }
}

const asked = (query: SetQuery): string => (query.self === undefined ? query.text : `like:${CORPUS_PREFIX}${query.self}`)

async function ownFolder(set: TestSet): Promise<string> {
  const folder = temporaryFolder()
  const database = await openDatabase({ folder })
  const records = set.documents.map(({ id, title, abstract, authors }) => ({ id: externalId(`${CORPUS_PREFIX}${id}`), title, abstract, authors: authors.map((name) => ({ name })) }))
  for (let at = 0; at < records.length; at += PAPERS_A_WRITE) {
    await database.write((trx) => upsertPapers(trx, records.slice(at, at + PAPERS_A_WRITE), { source: 'jsonl' }))
  }
  await database.close()
  return folder
}
