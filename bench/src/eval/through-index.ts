/**
 * The same sets through the search as people have it: imported by the command line, answered by the index, with query
 * language, spelling and the exact things first. Only sets that are searched over the corpus; one import serves all.
 */
import { measure, type QueryMeasures, type TestSet } from '@offprint/search/evaluation'
import { preparedFolder } from '../import.ts'
import { openOffprint } from '../peers/offprint.ts'

/** Most results of one answer, and as deep as recall is measured. */
const DEPTH = 100
/** Ids that are no arXiv identifiers are kept under this prefix. */
const PREFIX = 'ext:'

/** @param folder a data folder that holds the corpus already; imported where absent. */
export async function throughIndex(set: TestSet, folder?: string): Promise<QueryMeasures[]> {
  const search = await openOffprint(folder ?? (await preparedFolder()))
  try {
    const measures: QueryMeasures[] = []
    for (const query of set.queries) {
      const ids = await search.search(query.text, DEPTH)
      measures.push(measure(query, ids.map(id => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id))))
    }
    return measures
  } finally {
    await search.close()
  }
}
