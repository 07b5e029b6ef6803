/** An explorer that follows the reader's hand: sliders, patterns, the address, and one question at a time. */
import type { ExplorerSource, RunResult } from '@offprint/labs/kit'
import { enhanceKnobs, resetKnobs, valuesOf } from './knobs.ts'

/** A run's end, told to the explorers of its page. */
export const RUN_ENDED = 'lab-run-ended'

const NOTHING: ExplorerSource = { tables: {}, metrics: {}, params: {} }

export function enhanceExplorer(root: HTMLElement, section: HTMLElement): void {
  const form = section.querySelector('form')
  if (!form) return
  const slug = root.dataset.lab ?? ''
  const prefix = `${section.dataset.explorer}.`
  const readsRun = section.dataset.readsRun === 'true'
  let source: ExplorerSource | undefined = readsRun ? undefined : NOTHING
  let answering = false
  let asked = false

  const say = (text: string) => {
    const place = section.querySelector('[data-says-answer]')
    if (place) place.textContent = text
  }

  /** Always the newest question: those that come while one is answered are answered by the last of them. */
  const ask = async () => {
    asked = true
    if (answering) return
    answering = true
    while (asked) {
      asked = false
      try {
        source ??= await fetchRecorded(slug)
        const { answerExplorer } = await import('./explore.ts')
        say(await answerExplorer(section, slug, source, valuesOf(form, prefix)))
      } catch (error) {
        // The worker went with a cancelled run: ask the next one.
        if (error instanceof Error && error.name === 'AbortError') asked = true
        else say(error instanceof Error ? error.message : String(error))
      }
    }
    answering = false
  }

  enhanceKnobs(form)
  form.addEventListener('input', () => void ask())
  form.addEventListener('change', () => writeKnobs(form, prefix))
  form.addEventListener('submit', (event) => event.preventDefault())
  section.querySelector('[data-reset]')?.addEventListener('click', () => {
    resetKnobs(form)
    writeKnobs(form, prefix)
    void ask()
  })
  root.addEventListener(RUN_ENDED, (event) => {
    const result = (event as CustomEvent<RunResult>).detail
    if (!readsRun || result.ownData) return
    source = { tables: result.tables, metrics: result.metrics, params: result.params }
    const name = section.querySelector('[data-source-name]')
    if (name) name.textContent = `from this run: ${result.mode}, seed ${result.seed}${result.control ? ', method off' : ''}`
    void ask()
  })
}

async function fetchRecorded(slug: string): Promise<ExplorerSource> {
  const response = await fetch(`/labs/${slug}/recorded`)
  if (!response.ok) throw new Error('The recorded run could not be fetched; try again, or press Run.')
  return (await response.json()) as ExplorerSource
}

/** Keeps the knobs in the address: those that stand elsewhere than at their defaults. */
function writeKnobs(form: HTMLFormElement, prefix: string): void {
  const address = new URL(location.href)
  for (const name of Object.keys(valuesOf(form, prefix))) address.searchParams.delete(prefix + name)
  for (const [name, value] of Object.entries(valuesOf(form, prefix, 'changed'))) address.searchParams.set(prefix + name, value)
  history.replaceState(null, '', address)
}
