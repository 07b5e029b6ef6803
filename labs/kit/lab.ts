/**
 * What a lab declares: a folder `labs/NN-slug/` whose `lab.ts` exports one of these through `defineLab`.
 *
 * The declaration is data as far as it can be: controls, command-line flags, address and validation are made from
 * the parameter schema; checks, verdicts and figures name numbers and tables that the run reports. Whatever is shown
 * of a lab is therefore either written here or came out of a run.
 */
import type { z } from 'zod'
import type { Explorer } from './explorer.ts'
import type { Figure } from './figure.ts'
import type { OwnData } from './own-data.ts'
import type { RunModule } from './run.ts'

/** How much a run does: seconds in a browser; a minute or two; the paper's own settings as far as they fit. */
export const MODES = ['quick', 'full', 'headline'] as const
export type Mode = (typeof MODES)[number]

/** Comparisons a check can make: `value op bound`. */
export const CHECK_OPS = ['<=', '>=', '<', '>'] as const
export type CheckOp = (typeof CHECK_OPS)[number]

/** What a run shows of one of the paper's claims. */
export const VERDICTS = ['reproduced', 'in part', 'not at this scale', 'not tested'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Named numbers a run reports. */
export type Metrics = Readonly<Record<string, number>>

/** A zod object whose fields are numbers, whole numbers, enums, booleans or patterns, each with a default. */
export type ParamsSchema = z.ZodObject

export interface Preset<P> {
  /** Values that differ from the schema's defaults. */
  params: Partial<P>
  /** One line: what this preset runs. */
  about: string
  /** Expected seconds on one core, for the page and `labs show`. */
  seconds: number
}

/** One inequality of the lab's claim. It holds when `metric op bound`. */
export interface CheckDeclaration {
  /** `envelope-monotone`; stable, as scripts name it. */
  id: string
  /** The claim in one sentence. */
  claim: string
  /** The metric of the run that is compared. */
  metric: string
  op: CheckOp
  /** One bound, or one a mode where modes differ in what can be asked of them. */
  bound: number | Readonly<Record<Mode, number>>
  /** Where the bound comes from: the card's margin, a measured spread, a theorem. */
  boundFrom: string
  /** The modes that make this check; all when absent. */
  modes?: readonly Mode[]
}

/** A declared change that takes the method's cause away: the checks it names must then fail. */
export interface ControlDeclaration<P> {
  /** `shuffled-features`; handed to the run as `context.control`. */
  id: string
  /** `Switch the method off: shuffle the gate's features` */
  label: string
  /** Why the claim must break. */
  about: string
  /** Parameters it changes; a control may also be a switch that only the run looks at. */
  params?: Partial<P>
  /** Ids of the checks that must fail, all of them. */
  breaks: readonly string[]
  /** The modes it can be run in; all when absent. */
  modes?: readonly Mode[]
}

/** One claim of the paper, and what a run shows of it. */
export interface PaperClaim {
  id: string
  /** What the paper says, in our words. */
  claim: string
  /** Where it says so: `abstract`, `section 4, figure 2`. */
  where: string
  /** The metric that speaks to it; absent only when the claim is not tested. */
  metric?: string
  /** What that number is: `test error at the best ridge, largest step up in standard errors`. */
  measure?: string
  /** The verdict from the run's metrics; a metric the mode did not report is undefined. */
  verdict: Verdict | ((metrics: Metrics) => Verdict)
}

export interface Reference {
  /** Authors, title, year: as one line. */
  text: string
  url: string
}

export interface LabDeclaration<S extends ParamsSchema = ParamsSchema, D = unknown> {
  /** The paper's number in the founding edition, 1–36; new labs count on. */
  number: number
  /** The folder's name: `20-more-is-better`. */
  slug: string
  /** Public id of the paper: `2311.14646`. */
  paper: string
  /** The paper's title. */
  title: string
  /** The question in one sentence, ending in a question mark. */
  question: string
  /** One sentence: what the lab does to answer it. */
  summary: string
  /** Name, range, default; `.meta({ title, unit, help, step, scale })` gives the control's words. */
  params: S
  presets: Readonly<Record<Mode, Preset<z.output<S>>>>
  checks: readonly CheckDeclaration[]
  /** At least one. The first is what `--control` runs. */
  controls: readonly ControlDeclaration<z.output<S>>[]
  claims: readonly PaperClaim[]
  /** The first is the lab's thumbnail. */
  figures: readonly Figure[]
  /** What a reader may turn over by hand once a run is there. */
  explorers?: readonly Explorer[]
  references: readonly Reference[]
  /** Versions of what the numbers depend on besides Offprint itself: `{ 'jax-js': '0.1.25' }`. */
  versions?: Readonly<Record<string, string>>
  /**
   * How far another machine's or engine's quick run may lie from the recorded one: relative to the larger of 1 and
   * the value, per metric or for all. Repeats on one machine are exact.
   */
  tolerance: number | (Readonly<Record<string, number>> & { readonly default: number })
  /** What table, logits or vectors a reader may bring. */
  data?: OwnData<D>
  /** Loaded when the lab runs: `() => import('./run.ts')`. */
  run: () => Promise<RunModule<z.output<S>, D>>
}

export type Lab<S extends ParamsSchema = ParamsSchema, D = unknown> = LabDeclaration<S, D>

const SLUG = /^(\d{2,})-[a-z0-9]+(?:-[a-z0-9]+)*$/

/**
 * Checks a declaration's inner references and returns it, typed. Throws an Error that names the lab and the field
 * when, for instance, a control breaks a check that does not exist.
 */
export function defineLab<S extends ParamsSchema, D = never>(lab: LabDeclaration<S, D>): Lab<S, D> {
  const wrong = (what: string): never => {
    throw new Error(`Lab ${lab.slug}: ${what}`)
  }
  const slug = SLUG.exec(lab.slug)
  if (!slug || Number(slug[1]) !== lab.number) wrong(`its slug must be its number and words, as in "20-more-is-better".`)
  if (!lab.question.endsWith('?')) wrong('its question must end in a question mark.')
  if (lab.checks.length === 0) wrong('it makes no check.')
  if (lab.controls.length === 0) wrong('it declares no control; a lab without a failing control is not a lab.')
  if (lab.figures.length === 0) wrong('it draws no figure.')
  const ids = lab.checks.map((check) => check.id)
  if (new Set(ids).size !== ids.length) wrong('two checks have the same id.')
  for (const control of lab.controls) {
    if (control.breaks.length === 0) wrong(`its control "${control.id}" breaks no check.`)
    for (const id of control.breaks) if (!ids.includes(id)) wrong(`its control "${control.id}" breaks the unknown check "${id}".`)
  }
  const explorers = (lab.explorers ?? []).map((explorer) => explorer.id)
  if (new Set(explorers).size !== explorers.length) wrong('two explorers have the same id.')
  for (const claim of lab.claims) {
    if (claim.verdict !== 'not tested' && !claim.metric) wrong(`its paper claim "${claim.id}" has a verdict but no metric.`)
  }
  return lab
}
