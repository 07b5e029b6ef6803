/** What edition rules ask the search: which of the new papers a saved query finds. */
import type { PaperId } from '@offprint/catalogue'
import type { RuleOracles } from '@offprint/intake'
import type { Search } from '@offprint/search'

const PAGE = 100
/** Newest first, this many answers reach back over the days a rule looks at, even for a query that a third of arXiv meets. */
const MOST_ANSWERS = 5_000

export const ruleOracles = (search: Search): RuleOracles => ({
  search: async (query, among) => {
    const wanted = new Set<string>(among)
    const found = new Set<PaperId>()
    for (let offset = 0; offset < MOST_ANSWERS; offset += PAGE) {
      const { papers } = await search.search({ q: query, sort: 'new', limit: PAGE, offset })
      for (const paper of papers) if (wanted.has(paper.id)) found.add(paper.id)
      if (papers.length < PAGE) break
    }
    return found
  },
})
