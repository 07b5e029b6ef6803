/** The explorers of a lab's page, drawn on the server: as the address asks, and kept where it asks for nothing. */
import { pageFigures } from '@offprint/labs'
import { NO_RUN, recordedSource, type Explorer, type ExplorerSource, type Lab } from '@offprint/labs/kit'
import type { LabReference } from '@offprint/labs/kit/reference.ts'
import { explorerView, type ExplorerView } from '../view/lab-explorer.ts'

/** At their defaults, by lab and explorer: a record does not change while a process runs. */
const standing = new Map<string, Promise<ExplorerView>>()

export async function explorersOf(lab: Lab, reference: LabReference | undefined, search: URLSearchParams): Promise<ExplorerView[]> {
  const source = reference ? recordedSource(reference) : NO_RUN
  const there = (lab.explorers ?? []).filter(({ needs }) => needs.every((name) => source.tables[name]))
  return Promise.all(there.map((explorer) => viewOf(lab, explorer, source, search)))
}

function viewOf(lab: Lab, explorer: Explorer, source: ExplorerSource, search: URLSearchParams): Promise<ExplorerView> {
  if ([...search.keys()].some((name) => name.startsWith(`${explorer.id}.`))) return explorerView(explorer, source, search, pageFigures)
  const key = `${lab.slug} ${explorer.id}`
  const known = standing.get(key) ?? explorerView(explorer, source, new URLSearchParams(), pageFigures)
  standing.set(key, known)
  return known
}
