/** The lines by which a lab is known on cards and pages. */
import { VERDICTS, type Verdict } from '@offprint/labs/kit'

/** `holds · 3 of 3 checks` */
export function verdictLine(checks: readonly { pass: boolean }[], holds: boolean): string {
  const passed = checks.filter((check) => check.pass).length
  return `${holds ? 'holds' : 'does not hold'} · ${passed} of ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`
}

export interface VerdictTally {
  /** Of each claim of the paper, best first: one mark each. */
  marks: Verdict[]
  /** `3 of the paper’s 5 claims reproduced, 1 in part, 1 not tested` */
  line: string
}

/** What a run shows of the paper's claims, in one line. */
export function verdictTally(verdicts: readonly { verdict: Verdict }[]): VerdictTally {
  const marks = VERDICTS.flatMap((verdict) => verdicts.map((each) => each.verdict).filter((each) => each === verdict))
  const others = VERDICTS.slice(1).map((verdict) => ({ verdict, count: marks.filter((mark) => mark === verdict).length })).filter(({ count }) => count > 0)
  const reproduced = marks.filter((mark) => mark === 'reproduced').length
  return { marks, line: [`${reproduced} of the paper’s ${marks.length} claims reproduced`, ...others.map(({ verdict, count }) => `${count} ${verdict}`)].join(', ') }
}

/** How a verdict is coloured; its words stand beside it. */
export const VERDICT_CLASSES: Readonly<Record<string, string>> = { reproduced: 'ok', 'in part': 'part', 'not at this scale': 'not-ok', 'not tested': 'soft' }
