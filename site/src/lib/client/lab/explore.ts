/** Answers an explorer's question in the worker and draws it; loaded when somebody first turns a knob. */
import { findExplorer, type ExplorerSource } from '@offprint/labs/kit'
import { drawFigure } from '@offprint/labs/kit/render.ts'
import { exploreInWorker } from '@offprint/labs/kit/worker-client.ts'
import { loadLab } from '@offprint/labs/src/registry.ts'
import { labWorker } from './lab-worker.ts'

/** Puts the answer's figures into their places in `section`; resolves to the answer in words. */
export async function answerExplorer(section: HTMLElement, slug: string, source: ExplorerSource, knobs: Record<string, string>): Promise<string> {
  const id = section.dataset.explorer ?? ''
  const [lab, answer] = await Promise.all([loadLab(slug), exploreInWorker(labWorker(), { lab: slug, explorer: id, source, knobs })])
  for (const figure of findExplorer(lab, id).figures) {
    const drawing = drawFigure(figure, answer, { document, colours: 'css' })
    for (const group of drawing.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label')
    section.querySelector(`[data-explorer-figure="${figure.id}"] [data-explorer-drawing]`)?.replaceChildren(drawing)
  }
  return answer.says
}
