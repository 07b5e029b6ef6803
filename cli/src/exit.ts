/** Exit statuses of the command line. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Wrong usage, or input that cannot be read. */
  usage: 2,
  /** A lab's claim does not hold. */
  claim: 3,
} as const

/** Something the caller can correct: a wrong flag, a file that is not there. */
export class UsageError extends Error {
  override name = 'UsageError'
}
