/** Figures of a run that is still going on: drawn again where what they show has changed, and not too often. */
import type { Figure } from './figure.ts'
import { markRows } from './mark-rows.ts'
import type { FigureData } from './mark-rows.ts'
import type { RunEvent } from './run.ts'

/** Draws a figure as text, in a worker or on a server. */
export type DrawText = (figure: Figure, data: FigureData) => string | Promise<string>

/** More often would be restless, and take the run's time. */
const DRAW_EVERY_MS = 700
/** Drawing takes at most a fifth of the time. */
const WORK_FOR_EACH_DRAWING = 4

/** The tables and curves that a figure's marks name. */
const namesOf = (figure: Figure): string[] => figure.plot.marks.flatMap(({ data }) => (typeof data === 'string' ? [data] : []))

const reads = (name: string, changed: string): boolean => (name.endsWith('/*') ? changed.startsWith(name.slice(0, -1)) : changed === name)

export class LiveFigures {
  readonly #names: ReadonlyMap<Figure, string[]>
  readonly #stale = new Set<Figure>()
  readonly #draw: DrawText
  #next = performance.now() + DRAW_EVERY_MS

  constructor(figures: readonly Figure[], draw: DrawText) {
    this.#names = new Map(figures.map((figure) => [figure, namesOf(figure)]))
    this.#draw = draw
    // What no table of the run changes is drawn once, at the end.
    for (const figure of figures) this.#stale.add(figure)
  }

  /** Nothing to show: a table of another mode. */
  #hasRows(figure: Figure, data: FigureData): boolean {
    const drawn = figure.plot.marks.filter((mark) => typeof mark.data === 'string')
    return drawn.length === 0 || drawn.some((mark) => markRows(mark, data).length > 0)
  }

  /** Remembers what an event changes. */
  note(event: RunEvent): void {
    if (event.type !== 'table' && event.type !== 'series') return
    const changed = event.type === 'series' ? `series:${event.name}` : event.name
    for (const [figure, names] of this.#names) if (names.some((name) => reads(name, changed))) this.#stale.add(figure)
  }

  /** Drawings of what has changed, when it is time for them. Takes a turn of the event loop before each. */
  async *due(data: FigureData, turn: () => Promise<void>): AsyncGenerator<{ figure: string; svg: string }> {
    if (performance.now() < this.#next) return
    const started = performance.now()
    yield* this.all(data, turn)
    const taken = performance.now() - started
    this.#next = performance.now() + Math.max(DRAW_EVERY_MS, WORK_FOR_EACH_DRAWING * taken)
  }

  /** Drawings of everything that has changed since it was last drawn. */
  async *all(data: FigureData, turn: () => Promise<void>): AsyncGenerator<{ figure: string; svg: string }> {
    for (const figure of this.#stale) {
      this.#stale.delete(figure)
      if (!this.#hasRows(figure, data)) continue
      await turn()
      yield { figure: figure.id, svg: await this.#draw(figure, data) }
    }
  }
}
