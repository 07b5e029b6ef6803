/**
 * Explorers: one small question that a reader turns over by hand, answered at once from a run that is done (or from a
 * formula alone). An explorer declares its knobs as a schema and its figures as data, as a lab does; in between stands
 * one pure function. So the same explorer works on the page, in its address, on the command line and on the server.
 */
import type { z } from 'zod'
import type { Figure } from './figure.ts'
import type { Lab, Metrics, ParamsSchema } from './lab.ts'
import type { FigureData } from './mark-rows.ts'
import { LabUsageError, readParams } from './params.ts'
import type { LabReference } from './reference.ts'
import type { Cell } from './run.ts'

/** What an explorer reads of a run. */
export interface ExplorerSource {
  tables: FigureData['tables']
  metrics: Metrics
  params: Readonly<Record<string, Cell>>
}

/** What its figures draw, and the answer in one or two sentences. */
export interface Exploration extends FigureData {
  says: string
}

export interface ExploreModule<K> {
  /** Pure and quick: within a tenth of a second, as it follows the reader's hand. */
  explore(knobs: K, source: ExplorerSource): Exploration
}

export interface Explorer<S extends ParamsSchema = ParamsSchema> {
  /** `one-sample`; its knobs stand in addresses as `one-sample.NAME`. */
  id: string
  title: string
  /** What to try, in one or two sentences. */
  invitation: string
  /** As a lab's parameters. */
  knobs: S
  /** Tables of a run that it reads; recorded runs keep them. None where a formula is all it needs. */
  needs: readonly string[]
  figures: readonly Figure[]
  load: () => Promise<ExploreModule<z.output<S>>>
}

/** Gives a declaration its types. */
export const defineExplorer = <S extends ParamsSchema>(explorer: Explorer<S>): Explorer => explorer

/** The explorer of a lab by its id, the first where none is named. Throws a LabUsageError that says which there are. */
export function findExplorer(lab: Lab, id?: string): Explorer {
  const there = lab.explorers ?? []
  const found = id === undefined ? there[0] : there.find((each) => each.id === id)
  if (found) return found
  if (there.length === 0) throw new LabUsageError(`Lab ${lab.slug} has no explorer.`)
  throw new LabUsageError(`Lab ${lab.slug} has no explorer "${id}". It has: ${there.map((each) => each.id).join(', ')}.`)
}

/**
 * Answers an explorer's question. `given` holds knobs by name, as values or as typed; the others stand at their defaults.
 * Throws a LabUsageError for an unknown knob, a value out of range, or a run that lacks a table.
 */
export async function explore(explorer: Explorer, source: ExplorerSource, given: Readonly<Record<string, unknown>> = {}): Promise<Exploration> {
  const knobs = readParams(`Explorer ${explorer.id}`, explorer.knobs, given)
  const lacking = explorer.needs.find((name) => (source.tables[name]?.length ?? 0) === 0)
  if (lacking) throw new LabUsageError(`Explorer ${explorer.id} reads the table "${lacking}", which this run did not make.`)
  const { explore: answer } = await explorer.load()
  return answer(knobs, source)
}

/** Nothing but formulas: for explorers that need no run. */
export const NO_RUN: ExplorerSource = { tables: {}, metrics: {}, params: {} }

/** What the recorded run keeps for explorers. */
export const recordedSource = ({ full }: LabReference): ExplorerSource => ({ tables: full.tables ?? {}, metrics: full.metrics, params: full.params })

/** Only the tables that explorers of this lab read. */
export function sourceTables(lab: Lab, tables: FigureData['tables']): FigureData['tables'] {
  const needed = new Set((lab.explorers ?? []).flatMap(({ needs }) => needs))
  return Object.fromEntries(Object.entries(tables).filter(([name]) => needed.has(name)))
}

/** The knobs of one explorer in an address: `?one-sample.trust=mine`. Unknown names are left out, so that old links open. */
export function knobsFromSearch(explorer: Explorer, search: URLSearchParams): Record<string, string> {
  const prefix = `${explorer.id}.`
  const names = Object.keys(explorer.knobs.shape)
  return Object.fromEntries([...search].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]).filter(([name]) => names.includes(name)))
}
