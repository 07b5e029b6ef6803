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
  /** `number`: a slider or field; `integer`: in whole steps; `choice`: one of `options`; `switch`: on or off; `pattern`: `length` symbols. */
  kind: 'number' | 'integer' | 'choice' | 'switch' | 'pattern'
  title: string
  unit?: string
  help?: string
  min?: number
  max?: number
  step?: number
  /** `log` where the range spans powers of ten. */
  scale: 'linear' | 'log'
  options?: string[]
  /** Of a pattern: what may stand at each of its places, in the order in which a click goes through them. */
  symbols?: PatternSymbol[]
  length?: number
  default: Cell
}

/** `{ symbol: 'r', label: 'said rightly' }` */
export interface PatternSymbol {
  symbol: string
  label: string
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
  symbols?: PatternSymbol[]
  minLength?: number
}

/** The controls of a lab's parameters, in the schema's order. Throws an Error for a field of another kind. */
export function paramControls(schema: ParamsSchema): ParamControl[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Record<string, FieldSchema> }
  return Object.entries(properties).map(([name, field]) => {
    const kind = field.enum ? 'choice' : field.symbols ? 'pattern' : field.type === 'boolean' ? 'switch' : field.type
    if (kind !== 'number' && kind !== 'integer' && kind !== 'choice' && kind !== 'switch' && kind !== 'pattern') {
      throw new Error(`Parameter "${name}" must be a number, a whole number, an enum, a boolean or a pattern.`)
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
      ...(field.symbols ? { symbols: field.symbols, length: field.minLength } : {}),
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
  if (control.kind === 'pattern') return `${control.length} of ${control.symbols?.map(({ symbol, label }) => `${symbol} (${label})`).join(', ')}`
  const whole = control.kind === 'integer' ? 'a whole number' : 'a number'
  if (control.min !== undefined && control.max !== undefined) return `${whole} from ${control.min} to ${control.max}${unit}`
  return control.min === undefined ? `${whole}${unit}` : `${whole} of at least ${control.min}${unit}`
}

/** A text of `length` symbols, each with its meaning: `pattern(16, { r: 'right', '.': 'not said' })`. Give it a default. */
export function pattern(length: number, meanings: Readonly<Record<string, string>>, meta: { title: string; help: string }): z.ZodString {
  const symbols = Object.entries(meanings).map(([symbol, label]) => ({ symbol, label }))
  const isKnown = (text: string): boolean => [...text].every((symbol) => Object.hasOwn(meanings, symbol))
  return z.string().length(length).refine(isKnown).meta({ ...meta, symbols })
}

/**
 * Parameters by a schema: its defaults, then `preset`, then `set` (values or texts as typed), then `forced`. Throws a
 * LabUsageError that says whose parameter is unknown or out of range and what is allowed.
 */
export function readParams<S extends ParamsSchema>(
  owner: string,
  schema: S,
  set: Readonly<Record<string, unknown>>,
  { preset, forced }: { preset?: Readonly<Record<string, unknown>>; forced?: Readonly<Record<string, unknown>> } = {},
): z.output<S> {
  const controls = new Map(paramControls(schema).map((each) => [each.name, each]))
  const given: Record<string, unknown> = { ...preset }
  for (const [name, value] of Object.entries(set)) {
    const known = controls.get(name)
    if (!known) throw new LabUsageError(`${owner} has no parameter "${name}". It has: ${[...controls.keys()].join(', ')}.`)
    given[name] = readValue(known, value)
  }
  const parsed = schema.safeParse({ ...given, ...forced })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const named = controls.get(String(issue.path[0]))
  if (!named) throw new LabUsageError(`${owner}: ${issue.message}.`)
  throw new LabUsageError(`"${named.name}" must be ${describeRange(named)}, not ${String(set[named.name] ?? given[named.name])}.`)
}

/** The parameters of a run: defaults, then the preset's, then `set`, then the control's. Throws as `readParams`. */
export function resolveParams<S extends ParamsSchema>(
  lab: Lab<S, unknown>,
  mode: Mode,
  set: Readonly<Record<string, unknown>> = {},
  control?: ControlDeclaration<z.output<S>>,
): z.output<S> {
  return readParams(`Lab ${lab.slug}`, lab.params, set, { preset: lab.presets[mode].params, forced: control?.params })
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
