/** The form of a lab, its address, and the same run on the command line. */

export interface FormRequest {
  mode: 'quick' | 'full' | 'headline'
  seed: number
  control?: string
  /** Parameters that were changed by hand. */
  set: Record<string, string>
}

const FIXED = ['mode', 'seed', 'control']

const isParameter = (element: Element): element is HTMLInputElement | HTMLSelectElement =>
  (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) && element.name !== '' && !FIXED.includes(element.name) && element.type !== 'file'

function valueOf(element: HTMLInputElement | HTMLSelectElement): { value: string; changed: boolean } {
  if (element instanceof HTMLSelectElement) return { value: element.value, changed: [...element.options].some((option) => option.selected !== option.defaultSelected) }
  if (element.type === 'checkbox') return { value: String(element.checked), changed: element.checked !== element.defaultChecked }
  return { value: element.value, changed: element.value !== element.defaultValue }
}

/** Parameters that the address named when the page was made count as changed as well. */
const named = new URLSearchParams(location.search)

export function readForm(form: HTMLFormElement): FormRequest {
  const data = new FormData(form)
  const mode = String(data.get('mode') ?? 'quick')
  const control = String(data.get('control') ?? '')
  const set: Record<string, string> = {}
  for (const element of form.elements) {
    if (!isParameter(element)) continue
    const { value, changed } = valueOf(element)
    if (changed || named.has(element.name)) set[element.name] = value
  }
  return { mode: mode === 'full' || mode === 'headline' ? mode : 'quick', seed: Number(data.get('seed') ?? 1), ...(control ? { control } : {}), set }
}

/** The address that opens this page with this run asked for. */
export function addressOf(form: HTMLFormElement, { mode, seed, control, set }: FormRequest): string {
  const params = new URLSearchParams(set)
  if (mode !== 'quick') params.set('mode', mode)
  if (seed !== 1) params.set('seed', String(seed))
  if (control) params.set('control', control)
  // What explorers keep there, `ID.KNOB`, is theirs.
  for (const [name, value] of new URLSearchParams(location.search)) if (name.includes('.')) params.set(name, value)
  const search = params.toString()
  return new URL(form.action).pathname + (search ? `?${search}` : '')
}

export const writeAddress = (form: HTMLFormElement, request: FormRequest): void => history.replaceState(null, '', addressOf(form, request))

/** `offprint labs run 20 --quick --seed 3 --set n=256`. */
export function commandOf(number: string, { mode, seed, control, set }: FormRequest): string {
  const sets = Object.entries(set).map(([name, value]) => ` --set ${name}=${/^[\w.+-]*$/.test(value) ? value : `'${value.replaceAll("'", '')}'`}`)
  return `offprint labs run ${number} --${mode} --seed ${seed}${sets.join('')}${control ? ` --control ${control}` : ''}`
}
