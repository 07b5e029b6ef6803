/** Answers an explorer's question in the worker and shows it; loaded when somebody first turns a knob. */
import type { ExplorerSource } from '@offprint/labs/kit'
import { exploreInWorker } from '@offprint/labs/kit/worker-client.ts'
import { isNarrow, labWorker, workerEnded } from './lab-worker.ts'

/** Puts the answer's figures into their places in `section`; resolves to the answer in words. */
export async function answerExplorer(section: HTMLElement, slug: string, source: ExplorerSource, knobs: Record<string, string>): Promise<string> {
  const worker = await labWorker()
  const answer = await exploreInWorker(worker, { lab: slug, explorer: section.dataset.explorer ?? '', source, knobs, narrow: isNarrow() }, { signal: workerEnded() })
  for (const { figure, svg } of answer.drawings) {
    const place = section.querySelector(`[data-explorer-figure="${figure}"] [data-explorer-drawing]`)
    if (place) place.innerHTML = svg
  }
  return answer.says
}
