/**
 * Parameters: one zod schema, from which controls, command-line flags, address and validation are made.
 * `.meta({ title, unit, help, step, scale })` on a field gives its words; range and default come from the field itself.
 */
import { z } from 'zod'
import type { ControlDeclaration, Lab, Mode, ParamsSchema } from './lab.ts'
import type { Cell } from './run.ts'

/** A request that names something a lab does not have; the message says what there is. */
export class LabUsageError extends Error {
  override readonly name = 'LabUsageError'
}

/** What a form needs to draw one parameter. Plain data: a server can send it to a page. */
export interface ParamControl {
  name: string
  /** `number`: a slider or field; `integer`: in whole steps; `choice`: one of `options`; `switch`: on or off. */
  kind: 'number' | 'integer' | 'choice' | 'switch'
  title: string
  unit?: string
  help?: string
  min?: number
  max?: number
  step?: number
  /** `log` where the range spans powers of ten. */
  scale: 'linear' | 'log'
  options?: string[]
  default: Cell
}

interface FieldSchema {
  type?: string
  default?: Cell
  title?: string
  unit?: string
  help?: string
  step?: number
  scale?: 'linear' | 'log'
  minimum?: number
  maximum?: number
  enum?: string[]
}

/** The controls of a lab's parameters, in the schema's order. Throws an Error for a field of another kind. */
export function paramControls(schema: ParamsSchema): ParamControl[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Record<string, FieldSchema> }
  return Object.entries(properties).map(([name, field]) => {
    const kind = field.enum ? 'choice' : field.type === 'boolean' ? 'switch' : field.type
    if (kind !== 'number' && kind !== 'integer' && kind !== 'choice' && kind !== 'switch') {
      throw new Error(`Parameter "${name}" must be a number, a whole number, an enum or a boolean.`)
    }
    if (field.default === undefined) throw new Error(`Parameter "${name}" needs a default.`)
    return {
      name,
      kind,
      title: field.title ?? name,
      unit: field.unit,
      help: field.help,
      min: field.minimum,
      max: field.maximum,
      step: field.step ?? (kind === 'integer' ? 1 : undefined),
      scale: field.scale ?? 'linear',
      options: field.enum,
      default: field.default,
    }
  })
}

function readValue(control: ParamControl, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  switch (control.kind) {
    case 'number':
    case 'integer':
      return text === '' ? Number.NaN : Number(text)
    case 'switch':
      if (['true', 'on', 'yes', '1'].includes(text)) return true
      if (['false', 'off', 'no', '0'].includes(text)) return false
      return text
    default:
      return text
  }
}

/** `16 to 256 samples`, `one of all, statistics`, `on or off`. */
export function describeRange(control: ParamControl): string {
  const unit = control.unit ? ` ${control.unit}` : ''
  if (control.kind === 'choice') return `one of ${control.options?.join(', ')}`
  if (control.kind === 'switch') return 'on or off'
  const whole = control.kind === 'integer' ? 'a whole number' : 'a number'
  if (control.min !== undefined && control.max !== undefined) return `${whole} from ${control.min} to ${control.max}${unit}`
  return control.min === undefined ? `${whole}${unit}` : `${whole} of at least ${control.min}${unit}`
}

/**
 * The parameters of a run: defaults, then the preset's, then `set` (values or texts as typed), then the control's.
 * Throws a LabUsageError that says which parameter is unknown or out of range and what is allowed.
 */
export function resolveParams<S extends ParamsSchema>(
  lab: Lab<S, unknown>,
  mode: Mode,
  set: Readonly<Record<string, unknown>> = {},
  control?: ControlDeclaration<z.output<S>>,
): z.output<S> {
  const controls = new Map(paramControls(lab.params).map((each) => [each.name, each]))
  const given: Record<string, unknown> = { ...lab.presets[mode].params }
  for (const [name, value] of Object.entries(set)) {
    const known = controls.get(name)
    if (!known) {
      throw new LabUsageError(`Lab ${lab.slug} has no parameter "${name}". It has: ${[...controls.keys()].join(', ')}.`)
    }
    given[name] = readValue(known, value)
  }
  const parsed = lab.params.safeParse({ ...given, ...control?.params })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const named = controls.get(String(issue.path[0]))
  if (!named) throw new LabUsageError(`Lab ${lab.slug}: ${issue.message}.`)
  throw new LabUsageError(`"${named.name}" must be ${describeRange(named)}, not ${String(set[named.name] ?? given[named.name])}.`)
}

/** Reads `name=value` texts into a record; throws a LabUsageError for one without `=`. */
export function readAssignments(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new LabUsageError(`"${text}" is not of the form name=value.`)
      return [text.slice(0, at).trim(), text.slice(at + 1)]
    }),
  )
}

/** What an address says of a run: `?mode=full&seed=3&n=256&control=shuffled`. */
export interface RunRequest {
  mode: Mode
  seed: number
  set: Record<string, string>
  control?: string
}

/** The seed of recorded runs and of runs that name none. */
export const DEFAULT_SEED = 1

/** Names in an address that are not parameters. */
const RESERVED = ['mode', 'seed', 'control']

/** Reads a run out of an address; what it does not understand is left out, so that old links still open. */
export function requestFromSearch(lab: Lab, search: URLSearchParams): RunRequest {
  const mode = search.get('mode')
  const seed = Number(search.get('seed') ?? DEFAULT_SEED)
  const control = lab.controls.find((each) => each.id === search.get('control'))?.id
  const names = new Set(paramControls(lab.params).map((each) => each.name))
  return {
    mode: mode === 'full' || mode === 'headline' ? mode : 'quick',
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : DEFAULT_SEED,
    set: Object.fromEntries([...search].filter(([name]) => names.has(name) && !RESERVED.includes(name))),
    ...(control ? { control } : {}),
  }
}

/** The shortest address that asks for this run: values equal to the preset's are left out. */
export function searchFromRequest(lab: Lab, request: RunRequest): URLSearchParams {
  const search = new URLSearchParams()
  if (request.mode !== 'quick') search.set('mode', request.mode)
  if (request.seed !== DEFAULT_SEED) search.set('seed', String(request.seed))
  const preset: Record<string, unknown> = resolveParams(lab, request.mode)
  for (const [name, value] of Object.entries(request.set)) if (String(preset[name]) !== value) search.set(name, value)
  if (request.control) search.set('control', request.control)
  return search
}
