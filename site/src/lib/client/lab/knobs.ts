/** Controls that follow the hand: a slider beside each number, a button for each place of a pattern. */

type Named = HTMLInputElement | HTMLSelectElement

const namedIn = (form: HTMLFormElement): Named[] =>
  [...form.elements].filter((element): element is Named => (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) && element.name !== '')

const valueOf = (element: Named): string => (element.type === 'checkbox' ? String((element as HTMLInputElement).checked) : element.value)

/** The knobs by name without their prefix; `changed`: only those that stand elsewhere than at their defaults. */
export function valuesOf(form: HTMLFormElement, prefix: string, which: 'all' | 'changed' = 'all'): Record<string, string> {
  const chosen = namedIn(form).filter((element) => which === 'all' || valueOf(element) !== element.dataset.default)
  return Object.fromEntries(chosen.map((element) => [element.name.slice(prefix.length), valueOf(element)]))
}

export function resetKnobs(form: HTMLFormElement): void {
  for (const element of namedIn(form)) {
    if (element.type === 'checkbox') (element as HTMLInputElement).checked = element.dataset.default === 'true'
    else element.value = element.dataset.default ?? ''
  }
  showKnobs(form)
}

export function enhanceKnobs(form: HTMLFormElement): void {
  form.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target.dataset.slider) numberBeside(target).value = String(fromSlider(target))
    else showKnobs(form)
  })
  form.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest<HTMLButtonElement>('[data-place]')
    const field = button?.closest<HTMLElement>('[data-pattern]')
    const input = field?.querySelector('input')
    if (!button || !field || !input) return
    const symbols = field.dataset.pattern ?? ''
    const place = Number(button.dataset.place)
    const next = symbols[(symbols.indexOf(input.value[place]) + 1) % symbols.length]
    input.value = input.value.slice(0, place) + next + input.value.slice(place + 1)
    showKnobs(form)
    for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }))
  })
  showKnobs(form)
}

const numberBeside = (slider: HTMLInputElement): HTMLInputElement => slider.parentElement!.querySelector<HTMLInputElement>('input[type=number]')!

const rangeOf = ({ min, max }: HTMLInputElement): [number, number] => [Number(min), Number(max)]

/** Three digits are as many as a hand can set. */
const HAND_DIGITS = 3

function fromSlider(slider: HTMLInputElement): number {
  const number = numberBeside(slider)
  const [min, max] = rangeOf(number)
  const at = Number(slider.value)
  if (slider.dataset.slider === 'log') return Number((min * (max / min) ** at).toPrecision(HAND_DIGITS))
  const step = Number(number.step) || 0
  const value = min + (max - min) * at
  return step > 0 ? Number((min + Math.round((value - min) / step) * step).toPrecision(12)) : Number(value.toPrecision(HAND_DIGITS))
}

/** Sliders and pattern buttons as their named fields say. */
function showKnobs(form: HTMLFormElement): void {
  for (const slider of form.querySelectorAll<HTMLInputElement>('[data-slider]')) {
    const number = numberBeside(slider)
    const [min, max] = rangeOf(number)
    const value = Math.min(max, Math.max(min, Number(number.value)))
    slider.value = String(slider.dataset.slider === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min))
  }
  for (const field of form.querySelectorAll<HTMLElement>('[data-pattern]')) {
    const value = field.querySelector('input')?.value ?? ''
    for (const button of field.querySelectorAll<HTMLButtonElement>('[data-place]')) {
      const symbol = value[Number(button.dataset.place)] ?? ''
      button.dataset.symbol = symbol
      const says = button.querySelector('[data-says]')
      if (says) says.textContent = field.querySelector(`[data-label="${symbol}"]`)?.textContent ?? symbol
    }
  }
}
