/** Runs a lab in a worker and hands on what it tells: progress, checks, figures. */
import type { RunResult } from '@offprint/labs/kit'
import { runInWorker } from '@offprint/labs/kit/worker-client.ts'
import type { FormRequest } from './form.ts'
import { endUnlessIdle, isNarrow, labWorker } from './lab-worker.ts'
import type { LabPanel } from './panel.ts'

export async function runLab(slug: string, request: FormRequest, files: { name: string; bytes: Uint8Array }[], panel: LabPanel, signal: AbortSignal): Promise<RunResult> {
  const worker = await labWorker()
  const name = `this run: ${request.mode}, seed ${request.seed}${request.control ? ', method off' : ''}`
  signal.addEventListener('abort', endUnlessIdle, { once: true })
  try {
    return await runInWorker(
      worker,
      { lab: slug, mode: request.mode, seed: request.seed, set: request.set, narrow: isNarrow(), ...(request.control ? { control: request.control } : {}), ...(files.length > 0 ? { files } : {}) },
      {
        signal,
        onEvent: (event) => {
          if (event.type === 'progress') panel.progress(event.done, event.label)
          else if (event.type === 'checks') panel.checks(event.checks)
          else panel.draw(event.figure, event.svg, name)
        },
      },
    )
  } finally {
    signal.removeEventListener('abort', endUnlessIdle)
  }
}
