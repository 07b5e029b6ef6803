/**
 * The page of a lab, once somebody wants to run it. This file is small and reads the form; everything that computes or
 * draws comes with the first run (`run.ts`), so that looking at a lab costs no more than looking at a paper.
 */
import { enhanceExplorer, RUN_ENDED } from './explorer.ts'
import { readForm, writeAddress } from './form.ts'
import { LabPanel } from './panel.ts'

const root = document.querySelector<HTMLElement>('[data-lab]')
const form = root?.querySelector<HTMLFormElement>('[data-lab-form]')
if (root && form) enhance(root, form)

function enhance(root: HTMLElement, form: HTMLFormElement): void {
  const panel = new LabPanel(root, form)
  let running: AbortController | undefined

  const start = async (control?: string) => {
    running?.abort()
    const current = new AbortController()
    running = current
    const select = form.elements.namedItem('control') as HTMLSelectElement
    if (control !== undefined) select.value = control
    const request = readForm(form)
    writeAddress(form, request)
    panel.begin(request)
    try {
      const { runLab } = await import('./run.ts')
      const result = await runLab(root.dataset.lab ?? '', request, await panel.files(), panel, current.signal)
      panel.end(result)
      root.dispatchEvent(new CustomEvent(RUN_ENDED, { detail: result }))
    } catch (error) {
      if (current.signal.aborted) panel.cancelled()
      else panel.failed(error)
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void start()
  })
  form.querySelector('[data-run-control]')?.addEventListener('click', () => {
    const select = form.elements.namedItem('control') as HTMLSelectElement
    // The method as it is chosen, or off by the first control; pressed again, on.
    void start(select.value === '' ? (select.options[1]?.value ?? '') : '')
  })
  form.querySelector('[data-cancel]')?.addEventListener('click', () => running?.abort())
  form.addEventListener('change', () => panel.describe(readForm(form)))
  panel.describe(readForm(form))
  for (const section of root.querySelectorAll<HTMLElement>('[data-explorer]')) enhanceExplorer(root, section)
}
