/** An explorer as the page shows it before a script takes over: its knobs, its figures at these knobs, its answer. */
import { explore, knobsFromSearch, LabUsageError, type Explorer, type ExplorerSource, type FigureData } from '@offprint/labs/kit'
import type { Figure } from '@offprint/labs/kit'
import { paramViews, type ParamView } from './lab-params.ts'

export interface ExplorerView {
  id: string
  title: string
  invitation: string
  knobs: ParamView[]
  figures: { id: string; title: string; caption: string; svg: string }[]
  says: string
  /** It reads a run, and says which; otherwise a formula is all it needs. */
  readsRun: boolean
}

/** A question that the explorer does not understand is answered by the sentence that says why, above its figures at the defaults. */
export async function explorerView(explorer: Explorer, source: ExplorerSource, search: URLSearchParams, draw: (figure: Figure, data: FigureData) => string): Promise<ExplorerView> {
  const said = knobsFromSearch(explorer, search)
  const view = async (given: Record<string, string>, complaint?: string): Promise<ExplorerView> => {
    const answer = await explore(explorer, source, given)
    return {
      id: explorer.id,
      title: explorer.title,
      invitation: explorer.invitation,
      knobs: paramViews(explorer.knobs, given),
      figures: explorer.figures.map((figure) => ({ id: figure.id, title: figure.title, caption: figure.caption, svg: draw(figure, answer) })),
      says: complaint ?? answer.says,
      readsRun: explorer.needs.length > 0,
    }
  }
  try {
    return await view(said)
  } catch (error) {
    if (!(error instanceof LabUsageError)) throw error
    return view({}, error.message)
  }
}
