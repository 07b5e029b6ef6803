/**
 * The tests every lab has, made from its declaration by one call: `testLab(lab)` in `labs/NN-slug/lab.test.ts`.
 * Quick mode holds at the recorded seed, repeats bit for bit and agrees with the record; every control breaks the
 * checks it names; the run can be cancelled; memory stays flat; figures draw.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { explore, recordedSource } from '../explorer.ts'
import type { Lab, Mode, ParamsSchema } from '../lab.ts'
import { labNotes, labReference } from './files.ts'
import { figureSvg } from './svg.ts'
import { paramControls } from '../params.ts'
import { deviations } from '../reference.ts'
import type { RunResult } from '../run.ts'
import { evaluateChecks, runLab } from '../run-lab.ts'

export interface TestLabOptions {
  /** Parameters of a very small run, well under a second: for cancelling, memory and repeatability. */
  small: Readonly<Record<string, unknown>>
  /**
   * Parameters that make a control's run cheaper, by the control's id: it must break all the checks it names with them
   * as it does without.
   */
  controls?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Milliseconds the slowest test may take; the default leaves room for a machine that is busy with other work. */
  timeout?: number
}

/** Lets a cancelled run take this long to stop, on a loaded machine. Alone it stops within `pace`'s 50 ms. */
const CANCEL_WITHIN_MS = 200
/** Heap growth over nine runs after the first that still counts as flat: code, caches, not results. */
const FLAT_MEGABYTES = 8

const numbersOf = ({ metrics, series, tables, checks }: RunResult) => ({ metrics, series, tables, checks })

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const heapMegabytes = (): number => {
  // The first collection finds array buffers and WebAssembly memories, the second has them released.
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20 + process.memoryUsage().arrayBuffers / 2 ** 20
}

/** Each knob at both ends of its range, or at each of its choices, the others at their defaults. */
function extremes(schema: ParamsSchema): Record<string, unknown>[] {
  return paramControls(schema).flatMap<Record<string, unknown>>(({ name, kind, min, max, options, symbols, length = 0 }) => {
    if (kind === 'choice') return (options ?? []).map((option) => ({ [name]: option }))
    if (kind === 'pattern') return (symbols ?? []).map(({ symbol }) => ({ [name]: symbol.repeat(length) }))
    return kind === 'switch' ? [{ [name]: true }, { [name]: false }] : [{ [name]: min }, { [name]: max }]
  })
}

/** Declares the tests of one lab. Call it at the top of `lab.test.ts`. */
export function testLab(lab: Lab, options: TestLabOptions): void {
  const timeout = options.timeout ?? 300_000
  describe(`lab ${lab.slug}`, { timeout }, () => {
    let quick: RunResult
    beforeAll(async () => {
      quick = await runLab(lab, { mode: 'quick' })
    }, timeout)

    it('holds in quick mode', () => {
      expect(quick.checks.filter((check) => !check.pass)).toEqual([])
      expect(quick.holds).toBe(true)
    })

    it.each(lab.controls.map((control) => control.id))('breaks its claim under the control %s', async (id) => {
      const control = lab.controls.find((each) => each.id === id)!
      const mode: Mode = !control.modes || control.modes.includes('quick') ? 'quick' : control.modes[0]
      const result = await runLab(lab, { mode, control: id, set: options.controls?.[id] })
      expect(result.holds).toBe(false)
      const made = result.checks.filter((check) => control.breaks.includes(check.id))
      expect(made.length, 'the control names checks of this mode').toBeGreaterThan(0)
      expect(made.filter((check) => check.pass).map((check) => check.id)).toEqual([])
    })

    it('agrees with its recorded run', async () => {
      const reference = await labReference(lab.slug)
      expect(reference, 'labs/kit/node/record.ts makes it').toBeDefined()
      expect(reference!.quick.params).toEqual(quick.params)
      expect(deviations(lab, reference!.quick.metrics, quick.metrics)).toEqual([])
      expect(evaluateChecks(lab, 'full', reference!.full.metrics).filter((check) => !check.pass)).toEqual([])
      expect(reference!.full.figures.map((figure) => figure.id)).toEqual(lab.figures.map((figure) => figure.id))
    })

    it('repeats bit for bit, and another seed gives other numbers', async () => {
      const run = (seed: number) => runLab(lab, { seed, set: options.small })
      const first = numbersOf(await run(5))
      expect(numbersOf(await run(5))).toEqual(first)
      expect(numbersOf(await run(6)).metrics).not.toEqual(first.metrics)
    })

    it('reports every number that a check, a claim or a figure names', async () => {
      const reference = await labReference(lab.slug)
      const known = new Set([...Object.keys(quick.metrics), ...Object.keys(reference?.full.metrics ?? {})])
      for (const check of lab.checks) expect(known, `check ${check.id}`).toContain(check.metric)
      for (const claim of lab.claims) if (claim.metric) expect(known, `claim ${claim.id}`).toContain(claim.metric)
      for (const figure of lab.figures) {
        const svg = figureSvg(figure, quick)
        expect(svg).toMatch(/^<svg[^>]*viewBox/)
        expect(svg, `${figure.id} carries no style and no bad number`).not.toMatch(/<style| style=|NaN|undefined/)
      }
    })

    if (lab.explorers) it('answers its explorers at once, from a run and from the record, whatever the knobs', async () => {
      const reference = await labReference(lab.slug)
      for (const explorer of lab.explorers ?? []) {
        for (const source of [quick, recordedSource(reference!)]) {
          for (const knobs of [{}, ...extremes(explorer.knobs)]) {
            const answer = await explore(explorer, source, knobs)
            expect(answer.says).not.toMatch(/NaN|undefined|Infinity/)
            for (const figure of explorer.figures) expect(figureSvg(figure, answer), `${figure.id} at ${JSON.stringify(knobs)}`).not.toMatch(/<style| style=|NaN|undefined/)
          }
        }
        for (const knob of paramControls(explorer.knobs)) expect(knob.help, `help of ${knob.name}`).toBeTruthy()
      }
    })

    it('stops soon after it has been cancelled', async () => {
      const controller = new AbortController()
      let cancelled = 0
      const started = runLab(lab, {
        mode: 'full',
        signal: controller.signal,
        onEvent: () => {
          if (cancelled) return
          cancelled = performance.now()
          controller.abort()
        },
      })
      await expect(started).rejects.toThrow()
      expect(performance.now() - cancelled).toBeLessThan(CANCEL_WITHIN_MS)
    })

    it('keeps memory flat over ten runs', async () => {
      await runLab(lab, { set: options.small })
      const before = heapMegabytes()
      for (let i = 0; i < 9; i++) await runLab(lab, { set: options.small })
      expect(heapMegabytes() - before).toBeLessThan(FLAT_MEGABYTES)
    })

    it('describes its parameters, sources and differences', async () => {
      for (const control of paramControls(lab.params)) expect(control.help, `help of ${control.name}`).toBeTruthy()
      expect(lab.references.length).toBeGreaterThan(0)
      const notes = (await labNotes(lab.slug)) ?? ''
      for (const heading of ['What differs from the paper', 'What did not reproduce', 'Seeds']) expect(notes).toContain(heading)
    })
  })
}
