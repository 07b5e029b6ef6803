/** The page of a lab as the server knows it: the declaration in words, the recorded run, the form as the address says. */
import { MODES, requestFromSearch, resolveParams, type Lab, type Mode, type VerdictResult } from '@offprint/labs/kit'
import { withoutGroupLabels } from '@offprint/labs/kit/figure-text.ts'
import type { LabReference } from '@offprint/labs/kit/reference.ts'
import { sizeOf } from '../server/lab-figures.ts'
import { paramViews, type ParamView } from './lab-params.ts'
import { verdictLine, verdictTally, type VerdictTally } from './lab-verdict.ts'
import { markdownToHtml } from './markdown.ts'
import { marginShown, number } from './numbers.ts'

export interface LabPageView {
  slug: string
  number: number
  question: string
  summary: string
  modes: { mode: Mode; label: string; about: string; seconds: number; checked: boolean }[]
  seed: number
  params: ParamView[]
  controls: { id: string; label: string; about: string; checked: boolean }[]
  /** Something other than the preset is asked for. */
  changed: boolean
  checks: CheckView[]
  claims: ClaimView[]
  /** `recorded` is in the page itself; a phone's version and the control are fetched when they come into view. */
  figures: { id: string; title: string; caption: string; recorded?: string; narrow?: Picture & { width: number; height: number }; control?: Picture & { narrow?: string } }[]
  recorded?: { summary: string; verdict: string; holds: boolean; tally: VerdictTally; controlSummary: string; controlLabel: string }
  ownData?: { help: string; columns: { name: string; about: string; required: boolean }[]; example: string }
  references: { text: string; url: string }[]
  notesHtml?: string
}

interface Picture {
  src: string
  alt: string
}

export interface CheckView {
  id: string
  claim: string
  op: string
  bound: string
  boundFrom: string
  recorded?: { value: string; pass: boolean; margin: number }
  control?: { value: string; pass: boolean }
}

export interface ClaimView {
  id: string
  claim: string
  where: string
  measure?: string
  verdict: string
  value?: string
}

const MODE_LABELS: Record<Mode, string> = { quick: 'Quick', full: 'Full', headline: 'As in the paper' }
const OPS: Record<string, string> = { '<=': '≤', '>=': '≥', '<': '<', '>': '>' }

function checkView(check: Lab['checks'][number], reference: LabReference | undefined): CheckView {
  const recorded = reference?.full.checks.find(({ id }) => id === check.id)
  const control = reference?.control.checks.find(({ id }) => id === check.id)
  const bound = recorded?.bound ?? (typeof check.bound === 'number' ? check.bound : check.bound.full)
  return {
    id: check.id,
    claim: check.claim,
    op: OPS[check.op],
    bound: number(bound),
    boundFrom: check.boundFrom,
    ...(recorded ? { recorded: { value: number(recorded.value), pass: recorded.pass, margin: marginShown(recorded) } } : {}),
    ...(control ? { control: { value: number(control.value), pass: control.pass } } : {}),
  }
}

/** What a control does, where the page has said already that it switches the method off. */
function controlWords({ label }: { label: string }): string {
  const words = label.replace(/^switch the method off:\s*/i, '')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function claimView(claim: Lab['claims'][number], verdicts: readonly VerdictResult[]): ClaimView {
  const found = verdicts.find(({ id }) => id === claim.id)
  return { id: claim.id, claim: claim.claim, where: claim.where, measure: claim.measure, verdict: found?.verdict ?? 'not tested', ...(found && found.value !== null ? { value: number(found.value) } : {}) }
}

export function labPageView(lab: Lab, reference: LabReference | undefined, notes: string | undefined, search: URLSearchParams): LabPageView {
  const request = requestFromSearch(lab, search)
  const preset = resolveParams(lab, request.mode) as Record<string, unknown>
  const recordedControl = lab.controls.find(({ id }) => id === reference?.control.controlId) ?? lab.controls[0]
  return {
    slug: lab.slug,
    number: lab.number,
    question: lab.question,
    summary: lab.summary,
    modes: MODES.map((mode) => ({ mode, label: MODE_LABELS[mode], about: lab.presets[mode].about, seconds: lab.presets[mode].seconds, checked: mode === request.mode })),
    seed: request.seed,
    params: paramViews(lab.params, request.set, preset),
    controls: lab.controls.map((control) => ({ id: control.id, label: controlWords(control), about: control.about, checked: control.id === request.control })),
    changed: Object.keys(request.set).length > 0,
    checks: lab.checks.map((check) => checkView(check, reference)),
    claims: lab.claims.map((claim) => claimView(claim, reference?.full.verdicts ?? [])),
    figures: lab.figures.map(({ id, title, caption, alt }) => {
      const [drawn, broken] = [reference?.full, reference?.control].map((run) => run?.figures.find((figure) => figure.id === id))
      const path = `/labs/${lab.slug}/${id}`
      return {
        id,
        title,
        caption,
        ...(drawn ? { recorded: withoutGroupLabels(drawn.svg) } : {}),
        ...(drawn?.narrow ? { narrow: { src: `${path}.narrow.svg`, alt: `${title}. ${alt}`, ...sizeOf(drawn.narrow) } } : {}),
        ...(broken ? { control: { src: `${path}.control.svg`, alt: `${title}, with the method switched off`, ...(broken.narrow ? { narrow: `${path}.control.narrow.svg` } : {}) } } : {}),
      }
    }),
    recorded: reference && {
      summary: `Recorded: ${reference.full.mode} run, seed ${reference.full.seed}, ${Math.round(reference.full.seconds)} s with Offprint ${reference.versions.offprint ?? ''} on Node ${reference.versions.node ?? ''}`.replace(/\s+/g, ' '),
      verdict: verdictLine(reference.full.checks, reference.full.holds),
      holds: reference.full.holds,
      tally: verdictTally(reference.full.verdicts),
      controlSummary: `${verdictLine(reference.control.checks, reference.control.holds)}, as it must`,
      controlLabel: controlWords(recordedControl),
    },
    ownData: lab.data && { help: lab.data.help, columns: [...lab.data.columns], example: lab.data.example },
    references: [...lab.references],
    notesHtml: notes === undefined ? undefined : markdownToHtml(notes.replace(/^# .*\n/, '')),
  }
}
