/**
 * The hot score: additive, stored and indexed, so that time never has to be applied again. Ten times the votes are
 * worth one window of time.
 */

/** A comment takes more effort than a vote. */
export const COMMENT_WEIGHT = 2
/** A paper listed this much later overtakes one with ten times its votes: a little under a day, so yesterday yields. */
export const HOT_WINDOW_HOURS = 22
const HOUR_MS = 3_600_000

/** @param listedAt the listing day, or the publication date of a paper that is in no edition; absent counts as long ago */
export function hotScore(paper: { upvotes: number; comments: number; listedAt?: string }): number {
  const points = Math.max(1, paper.upvotes + COMMENT_WEIGHT * paper.comments)
  const at = paper.listedAt ? Date.parse(paper.listedAt) : Number.NaN
  return Math.log10(points) + (Number.isNaN(at) ? 0 : at / HOUR_MS / HOT_WINDOW_HOURS)
}
