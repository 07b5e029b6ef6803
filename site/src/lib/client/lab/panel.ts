/** What a run shows on the page while it goes and when it is done. */
import type { CheckResult, RunResult, VerdictResult } from '@offprint/labs/kit'
import { VERDICT_CLASSES, verdictLine } from '../../view/lab-verdict.ts'
import { marginShown, number } from '../../view/numbers.ts'
import { addressOf, commandOf, readForm, type FormRequest } from './form.ts'
import { saveDrawing, saveText, tablesAsCsv } from './save.ts'

export class LabPanel {
  readonly #root: HTMLElement
  readonly #form: HTMLFormElement
  #began = 0
  /** Figures that the run now going on has drawn. */
  readonly #drawn = new Set<string>()
  #result: RunResult | undefined

  constructor(root: HTMLElement, form: HTMLFormElement) {
    this.#root = root
    this.#form = form
    this.#listen()
  }

  #one<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = this.#root): T | null {
    return within.querySelector<T>(selector)
  }

  #show(selector: string, shown: boolean): void {
    for (const element of this.#root.querySelectorAll<HTMLElement>(selector)) element.hidden = !shown
  }

  #text(selector: string, text: string): void {
    const element = this.#one(selector)
    if (element) element.textContent = text
  }

  /** The command that does the same. */
  describe(request: FormRequest): void {
    const lab = /\d+/.exec(this.#root.dataset.lab ?? '')?.[0] ?? ''
    this.#text('[data-command]', commandOf(String(Number(lab)), request))
  }

  async files(): Promise<{ name: string; bytes: Uint8Array }[]> {
    const chosen = this.#one<HTMLInputElement>('[data-own-data]')?.files ?? []
    return Promise.all([...chosen].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))
  }

  begin(request: FormRequest): void {
    this.#began = performance.now()
    this.#result = undefined
    this.#drawn.clear()
    this.describe(request)
    this.#show('[data-complaint], [data-after]', false)
    this.#show('[data-progress], [data-cancel]', true)
    this.progress(0, 'Getting ready')
    const run = this.#one('[data-run]')
    if (run) run.textContent = 'Run again'
  }

  progress(done: number, label: string): void {
    const bar = this.#one<HTMLProgressElement>('progress')
    if (bar) bar.value = done
    const seconds = (performance.now() - this.#began) / 1000
    this.#text('[data-progress-text]', `${Math.round(done * 100)} %, ${seconds.toFixed(0)} s: ${label}`)
  }

  /** Puts a drawing of a figure in its place beside the recorded one. */
  draw(figure: string, svg: string, name: string): void {
    const place = this.#one(`[data-figure="${figure}"] [data-plot="run"]`)
    if (!place) return
    place.hidden = false
    this.#drawn.add(figure)
    const drawing = this.#one('[data-drawing]', place)
    if (drawing) drawing.innerHTML = svg
    const label = this.#one('[data-plot-name]', place)
    if (label) label.textContent = name
  }

  checks(checks: readonly CheckResult[]): void {
    this.#show('[data-run-column]', true)
    for (const check of checks) {
      const row = this.#one(`[data-check="${check.id}"]`)
      const value = row && this.#one('[data-value]', row)
      if (!row || !value) continue
      value.textContent = number(check.value)
      value.className = check.value === null ? 'numbers' : `numbers ${check.pass ? 'ok' : 'not-ok'}`
      const bar = this.#one<HTMLMeterElement>('[data-margin]', row)
      if (bar) bar.value = marginShown(check)
      const bound = this.#one('[data-bound]', row)
      if (bound) bound.textContent = number(check.bound)
    }
  }

  #claims(verdicts: readonly VerdictResult[]): void {
    for (const { id, verdict, value } of verdicts) {
      const row = this.#one(`[data-claim="${id}"]`)
      const said = row && this.#one('[data-verdict]', row)
      if (!row || !said) continue
      said.textContent = verdict
      said.className = `verdict ${VERDICT_CLASSES[verdict]}`
      const shown = this.#one('[data-value]', row)
      if (shown) shown.textContent = number(value)
    }
  }

  end(result: RunResult): void {
    this.#result = result
    this.checks(result.checks)
    // A run with the method switched off says nothing about the paper.
    if (!result.control && !result.ownData) this.#claims(result.verdicts)
    // What an earlier run drew and this one does not is not this one's.
    for (const figure of this.#root.querySelectorAll<HTMLElement>('[data-figure]')) {
      const place = this.#one('[data-plot="run"]', figure)
      if (place && !this.#drawn.has(figure.dataset.figure ?? '')) place.hidden = true
    }
    this.#stop()
    this.#show('[data-after]', true)
    const line = this.#one('[data-run-line]')
    if (!line) return
    line.hidden = false
    const verdict = document.createElement('span')
    verdict.className = result.holds ? 'ok' : 'not-ok'
    verdict.textContent = result.ownData ? 'your data: no check is made' : verdictLine(result.checks, result.holds)
    const about = document.createElement('span')
    about.className = 'soft'
    about.textContent = ` This run: ${result.mode}, seed ${result.seed}${result.controlId ? ', method off' : ''}, ${result.seconds.toFixed(1)} s in this browser (WebAssembly, one thread)${result.control && !result.holds ? '; as it must without the method' : ''}`
    line.replaceChildren(verdict, about)
  }

  cancelled(): void {
    this.#stop()
    this.#text('[data-progress-text]', 'Cancelled.')
    this.#show('[data-progress]', true)
  }

  failed(error: unknown): void {
    this.#stop()
    this.#show('[data-complaint]', true)
    this.#text('[data-complaint]', error instanceof Error ? error.message : String(error))
  }

  #stop(): void {
    this.#show('[data-progress], [data-cancel]', false)
  }

  #listen(): void {
    this.#root.addEventListener('click', (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>('button')
      if (!button) return
      const name = `${this.#root.dataset.lab}-seed-${this.#result?.seed ?? 1}`
      if (button.dataset.save === 'json' && this.#result) saveText(`${name}.json`, 'application/json', JSON.stringify(this.#result, null, 1))
      if (button.dataset.save === 'csv' && this.#result) saveText(`${name}.csv`, 'text/csv', tablesAsCsv(this.#result))
      if (button.dataset.download) {
        const figure = button.closest<HTMLElement>('[data-figure]')
        const drawing = figure?.querySelector<SVGSVGElement>('[data-drawing] svg')
        if (figure && drawing) void saveDrawing(`${name}-${figure.dataset.figure}`, drawing, button.dataset.download === 'png' ? 'png' : 'svg')
      }
      if ('copyLink' in button.dataset) void this.#copyLink(button)
    })
  }

  async #copyLink(button: HTMLButtonElement): Promise<void> {
    const label = button.textContent
    const address = new URL(addressOf(this.#form, readForm(this.#form)), location.href).href
    try {
      await navigator.clipboard.writeText(address)
      button.textContent = 'Copied'
    } catch {
      button.textContent = 'It is in the address bar'
    }
    setTimeout(() => (button.textContent = label), 2000)
  }
}
