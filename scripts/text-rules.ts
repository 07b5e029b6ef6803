/**
 * House rules that can be read off the text of a file: its length, what must never be committed, what pure code must
 * not call, and what the lock file may hold. Each takes the text and returns sentences; no sentence, no objection.
 */
import { isTest } from './source-files.ts'

/** A file that passes this many lines asks what it does; it is listed. */
const LONG_FILE = 300
/** Above this the file has to say why, in its first lines. */
const TOO_LONG_FILE = 400
/** Where the reason must stand. */
const HEADER_LINES = 15
/** "Long because the grammar is one table." */
const REASON = /\blong(?:er)?\b[^.]*\bbecause\b/i

const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length

export interface LengthReport {
  /** Over 300 lines: worth a look. */
  listed: string[]
  /** Over 400 without a reason. */
  failed: string[]
}

export function checkLengths(files: { path: string; text: string }[]): LengthReport {
  const report: LengthReport = { listed: [], failed: [] }
  for (const { path, text } of files) {
    const lines = lineCount(text)
    if (lines <= LONG_FILE) continue
    const explained = REASON.test(text.split('\n').slice(0, HEADER_LINES).join(' '))
    if (lines > TOO_LONG_FILE && !explained) {
      report.failed.push(`${path} has ${lines} lines; split it, or say in its first lines why it is long ("Long because …")`)
    } else report.listed.push(`${path} ${lines}`)
  }
  return report
}

interface Unwanted {
  pattern: RegExp
  says: string
  /** Files the rule is for; all where absent. */
  only?: (path: string) => boolean
}

// A pure run repeats bit for bit: time and chance come in as parameters.
const isPure = (path: string): boolean => /^(?:methods|labs)\//.test(path) && path.endsWith('.ts') && !isTest(path)

const UNWANTED: Unwanted[] = [
  // Absolute paths of a developer's machine. An address (`example.org/home/…`) is not one.
  { pattern: /(?<![\w.:/-])\/(?:work|root|home|Users|tmp)\/[\w.-]/, says: 'names a path of one machine' },
  // Written so that this file passes its own rule.
  { pattern: /\b(?:TO[D]O|FIX[M]E)\b/, says: 'leaves work undone' },
  { pattern: /@ts-(?:ignore|nocheck)\b/, says: 'switches type checks off' },
  // `describe.skip(reason, …)` with a reason found at run time is how a missing PostgreSQL is told.
  { pattern: /\b(?:it|test|describe|suite)\.(?:only\b|(?:skip|todo)\(\s*['"`])/, says: 'leaves tests out without a reason (use skipIf and say why)', only: isTest },
  { pattern: /\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)/, says: 'is not pure: take a seed or the time as a parameter', only: isPure },
]

/** Objections to single lines, as `path:line says what`. */
export function checkLines(path: string, text: string): string[] {
  const rules = UNWANTED.filter((rule) => rule.only?.(path) ?? true)
  return text.split('\n').flatMap((line, index) => rules.filter((rule) => rule.pattern.test(line)).map((rule) => `${path}:${index + 1} ${rule.says}`))
}

interface LockEntry {
  resolved?: string
  integrity?: string
  link?: boolean
  inBundle?: boolean
}

/**
 * The lock file must work with any registry: it names no download host, and every package from one carries the hash
 * that makes the host irrelevant.
 */
export function checkLockFile(text: string): string[] {
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> }
  return Object.entries(packages).flatMap(([path, entry]) => {
    const installed = path.includes('node_modules/') && !entry.link && !entry.inBundle
    return [
      ...(/^\w[\w+.-]*:/.test(entry.resolved ?? '') ? [`${path} is tied to ${entry.resolved}; remove "resolved" (.npmrc sets omit-lockfile-registry-resolved)`] : []),
      ...(installed && !entry.integrity ? [`${path} has no integrity hash; delete its entry and run "npm install"`] : []),
    ]
  })
}
