/**
 * Papers that are probably on one subject: those that share two authors or more. Names are not people ("Wei Wang" is
 * many), hence two of them, and names on very many papers do not count.
 */

/** A name on more papers than this is taken to be several people's. */
const MOST_PAPERS = 60
const SHARED_AUTHORS = 2

/** For each paper its relatives, in a fixed order. @param authors names of each paper's authors. */
export function relativesOf(authors: readonly (readonly string[])[]): number[][] {
  const papersBy = new Map<string, number[]>()
  authors.forEach((names, paper) => {
    for (const name of names) {
      const papers = papersBy.get(name)
      if (papers) papers.push(paper)
      else papersBy.set(name, [paper])
    }
  })
  return authors.map((names, paper) => {
    const shared = new Map<number, number>()
    for (const name of names) {
      const papers = papersBy.get(name)!
      if (papers.length > MOST_PAPERS) continue
      for (const other of papers) if (other !== paper) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    return [...shared].filter(([, count]) => count >= SHARED_AUTHORS).map(([other]) => other)
  })
}
