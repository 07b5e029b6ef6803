/** Runs a lab in a worker and draws what it reports, a few times a second at most, so that the page stays at hand. */
import { evaluateChecks, RunRecord, type RunResult } from '@offprint/labs/kit'
import { drawFigure } from '@offprint/labs/kit/render.ts'
import { runInWorker } from '@offprint/labs/kit/worker-client.ts'
import { loadLab } from '@offprint/labs/src/registry.ts'
import type { FormRequest } from './form.ts'
import { labWorker } from './lab-worker.ts'
import type { LabPanel } from './panel.ts'

/** Drawing takes tens of milliseconds; more often than this would be felt. */
const DRAW_EVERY_MS = 700

/** Lets the page answer a click between two drawings. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

export async function runLab(slug: string, request: FormRequest, files: { name: string; bytes: Uint8Array }[], panel: LabPanel, signal: AbortSignal): Promise<RunResult> {
  const lab = await loadLab(slug)
  await breathe()
  const record = new RunRecord()
  const name = `this run: ${request.mode}, seed ${request.seed}${request.control ? ', method off' : ''}`
  let drawn = performance.now()
  let underWay: Promise<void> | undefined

  const draw = async (data: { tables: RunResult['tables']; series: RunResult['series'] }) => {
    for (const figure of lab.figures) {
      if (signal.aborted) break
      const drawing = drawFigure(figure, data, { document, colours: 'css' })
      for (const group of drawing.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label')
      panel.draw(figure.id, drawing, name)
      await breathe()
    }
    drawn = performance.now()
    underWay = undefined
  }

  const result = await runInWorker(
    labWorker(),
    { lab: slug, mode: request.mode, seed: request.seed, set: request.set, ...(request.control ? { control: request.control } : {}), ...(files.length > 0 ? { files } : {}) },
    {
      signal,
      onEvent: (event) => {
        record.add(event)
        if (event.type === 'progress') panel.progress(event.done, event.label)
        if (event.type === 'metrics' && files.length === 0) panel.checks(evaluateChecks(lab, request.mode, record.metrics))
        if ((event.type === 'table' || event.type === 'series') && !underWay && performance.now() - drawn > DRAW_EVERY_MS) underWay = draw(record)
      },
    },
  )
  await underWay
  await draw(result)
  // Cancelled while the last figures were drawn: half of them would be this run's, half an older one's.
  signal.throwIfAborted()
  return result
}
