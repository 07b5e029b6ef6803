import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  defineLab, evaluateChecks, evaluateClaims, LabUsageError, paramControls, readAssignments, requestFromSearch, resolveParams, runLab, searchFromRequest, terminalFigure,
} from './index.ts'
import type { Figure, Lab, LabDeclaration, RunContext, RunEvent } from './index.ts'
import { NARROW_WIDTH, narrowPlot } from './figure.ts'
import { loadLab } from '../src/registry.ts'
import { figureSvg, pageFigures } from './node/svg.ts'
import { makePace } from './pace.ts'
import { deviations } from './reference.ts'
import { runInWorker, WorkerRunError } from './worker-client.ts'
import type { WorkerLike } from './worker-client.ts'
import { serveLabs } from './worker.ts'
import type { WorkerScope } from './worker.ts'

const params = z.object({
  n: z.int().min(2).max(100).default(10).meta({ title: 'Samples', unit: 'numbers', help: 'How many.' }),
  spread: z.number().min(0).max(5).default(1).meta({ help: 'How wide.' }),
  kind: z.enum(['mean', 'median']).default('mean'),
  shown: z.boolean().default(true),
})
type Params = z.output<typeof params>

async function* run({ params: given, random, control, pace }: RunContext<Params>): AsyncGenerator<RunEvent, void, void> {
  yield { type: 'progress', done: 0, label: 'drawing' }
  await pace()
  const values = random.normals(given.n, control === 'shift' ? 100 : 0, given.spread)
  const average = values.reduce((sum, value) => sum + value, 0) / given.n
  yield { type: 'metrics', metrics: { average } }
  yield { type: 'series', name: 'path/values', x: Array.from(values.keys()), y: values }
  yield { type: 'table', name: 'values', rows: Array.from(values, (value, i) => ({ i, value, group: i % 2 ? 'odd' : 'even' })) }
}

const declaration: LabDeclaration<typeof params, never> = {
  number: 99,
  slug: '99-average',
  paper: 'ext:average',
  title: 'Averages',
  question: 'Is the average near zero?',
  summary: 'It draws numbers.',
  params,
  presets: {
    quick: { params: {}, about: 'ten', seconds: 0.1 },
    full: { params: { n: 100 }, about: 'a hundred', seconds: 0.2 },
    headline: { params: { n: 100, spread: 2 }, about: 'wider', seconds: 0.2 },
  },
  checks: [
    { id: 'near-zero', claim: 'near zero', metric: 'average', op: '<=' as const, bound: { quick: 3, full: 1, headline: 2 }, boundFrom: 'three standard errors' },
    { id: 'only-full', claim: 'above', metric: 'average', op: '>' as const, bound: -1, boundFrom: 'the same', modes: ['full' as const] },
  ],
  controls: [{ id: 'shift', label: 'Shift', about: 'It moves.', breaks: ['near-zero'] }],
  claims: [
    { id: 'zero', claim: 'zero', where: 'here', metric: 'average', verdict: (m: Readonly<Record<string, number>>) => (Math.abs(m.average) < 3 ? ('reproduced' as const) : ('in part' as const)) },
    { id: 'else', claim: 'more', where: 'there', verdict: 'not tested' as const },
  ],
  figures: [
    {
      id: 'values',
      title: 'Values <in order>',
      caption: 'c',
      alt: 'a',
      plot: {
        x: { label: 'i' },
        color: { domain: ['even', 'odd'], range: ['@method', '@baseline'], legend: true },
        marks: [
          { mark: 'line' as const, data: 'series:path/*', options: { x: 'x', y: 'y', stroke: '@soft' } },
          { mark: 'dot' as const, data: 'values', where: { group: 'even' }, options: { x: 'i', y: 'value', fill: 'group' } },
        ],
      },
    },
  ],
  references: [{ text: 'r', url: 'https://example.org' }],
  tolerance: { default: 0.1, average: 0.5 },
  run: () => Promise.resolve({ run }),
}
const lab: Lab = defineLab(declaration)

describe('declaring', () => {
  it.each([
    ['a control that breaks nothing known', { controls: [{ ...declaration.controls[0], breaks: ['far'] }] }, 'unknown check "far"'],
    ['no control', { controls: [] }, 'a lab without a failing control is not a lab'],
    ['a slug of another number', { slug: '98-average' }, 'slug'],
    ['a question that asks nothing', { question: 'Near zero.' }, 'question mark'],
    ['a verdict on no number', { claims: [{ id: 'x', claim: 'x', where: 'x', verdict: 'reproduced' as const }] }, 'verdict but no metric'],
  ])('refuses %s', (_what, change, message) => {
    expect(() => defineLab({ ...declaration, ...change })).toThrow(message)
  })

  it('makes controls from the schema', () => {
    expect(paramControls(params)).toMatchObject([
      { name: 'n', kind: 'integer', title: 'Samples', unit: 'numbers', min: 2, max: 100, step: 1, default: 10 },
      { name: 'spread', kind: 'number', title: 'spread', min: 0, max: 5 },
      { name: 'kind', kind: 'choice', options: ['mean', 'median'] },
      { name: 'shown', kind: 'switch', default: true },
    ])
  })
})

describe('parameters', () => {
  it('take defaults, then the preset, then what was typed', () => {
    expect(resolveParams(lab, 'full')).toEqual({ n: 100, spread: 1, kind: 'mean', shown: true })
    expect(resolveParams(lab, 'full', { n: '7', spread: '0.5', kind: 'median', shown: 'off' })).toEqual({ n: 7, spread: 0.5, kind: 'median', shown: false })
  })

  it.each([
    [{ n: '1' }, '"n" must be a whole number from 2 to 100 numbers, not 1.'],
    [{ n: '2.5' }, '"n" must be a whole number from 2 to 100 numbers, not 2.5.'],
    [{ n: '' }, '"n" must be a whole number'],
    [{ kind: 'mode' }, '"kind" must be one of mean, median, not mode.'],
    [{ shown: 'maybe' }, '"shown" must be on or off, not maybe.'],
    [{ m: '3' }, 'has no parameter "m". It has: n, spread, kind, shown.'],
  ])('say what is wrong with %j', (set, message) => {
    expect(() => resolveParams(lab, 'quick', set)).toThrow(LabUsageError)
    expect(() => resolveParams(lab, 'quick', set)).toThrow(message)
  })

  it('are read from name=value', () => {
    expect(readAssignments(['a=1', 'b=x=y'])).toEqual({ a: '1', b: 'x=y' })
    expect(() => readAssignments(['=1'])).toThrow('not of the form name=value')
  })

  it('survive the way through an address', () => {
    fc.assert(
      fc.property(
        fc.record({ n: fc.integer({ min: 2, max: 100 }).map(String), kind: fc.constantFrom('mean', 'median') }, { requiredKeys: [] }),
        fc.nat(),
        fc.constantFrom('quick', 'full', 'headline'),
        (set, seed, mode) => {
          const request = { mode, seed, set: set as Record<string, string>, control: 'shift' } as const
          const back = requestFromSearch(lab, new URLSearchParams(searchFromRequest(lab, request).toString()))
          expect([back.mode, back.seed, back.control]).toEqual([mode, seed, 'shift'])
          expect(resolveParams(lab, mode, back.set)).toEqual(resolveParams(lab, mode, request.set))
        },
      ),
    )
    expect(requestFromSearch(lab, new URLSearchParams('mode=slow&seed=-1&m=3&control=none'))).toEqual({ mode: 'quick', seed: 1, set: {} })
  })
})

describe('running', () => {
  it('gives the shape the command line promises, whose passes can be recomputed', async () => {
    const result = await runLab(lab, { mode: 'full', seed: 3 })
    expect(result).toMatchObject({ lab: '99-average', paper: 'ext:average', mode: 'full', seed: 3, control: false, holds: true })
    expect(result.params).toEqual({ n: 100, spread: 1, kind: 'mean', shown: true })
    expect(result.checks.map(({ id, op, bound }) => [id, op, bound])).toEqual([['near-zero', '<=', 1], ['only-full', '>', -1]])
    expect(result.series['path/values'].y).toHaveLength(100)
    expect(result.versions.offprint).toMatch(/^\d+\./)
    expect(result.verdicts.map((claim) => claim.verdict)).toEqual(['reproduced', 'not tested'])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })

  it('breaks under its control and says which', async () => {
    const result = await runLab(lab, { control: true })
    expect([result.control, result.controlId, result.holds]).toEqual([true, 'shift', false])
    await expect(runLab(lab, { control: 'other' })).rejects.toThrow('has no control "other" in quick mode. It has: shift.')
  })

  it('refuses a seed that is none and data it does not take', async () => {
    await expect(runLab(lab, { seed: 1.5 })).rejects.toThrow('A seed is a whole number of at least 0, not 1.5.')
    await expect(runLab(lab, { data: {} })).rejects.toThrow("does not take data of one's own")
  })

  it('does not pass a check whose number is missing or not finite', () => {
    expect(evaluateChecks(lab, 'quick', {})[0]).toMatchObject({ value: null, pass: false })
    expect(evaluateChecks(lab, 'quick', { average: Number.NaN })[0]).toMatchObject({ value: null, pass: false })
    expect(evaluateChecks(lab, 'quick', { average: 3 })[0]).toMatchObject({ value: 3, pass: true })
  })

  it('takes a number that is none as speaking against a claim, and an absent one as no answer', () => {
    const verdicts = [{ average: 1 }, { average: 4 }, { average: Number.NaN }, {}].map((metrics) => evaluateClaims(lab, metrics as Record<string, number>)[0].verdict)
    expect(verdicts).toEqual(['reproduced', 'in part', 'not at this scale', 'not tested'])
  })

  it('lets the event loop turn and stops when cancelled', async () => {
    const controller = new AbortController()
    const pace = makePace(controller.signal, 0)
    let turned = false
    setImmediate(() => (turned = true))
    await pace()
    expect(turned).toBe(true)
    controller.abort(new Error('enough'))
    await expect(pace()).rejects.toThrow('enough')
  })

  it('compares with a record by the stated tolerance', () => {
    expect(deviations(lab, { average: 1, other: 100 }, { average: 1.4, other: 109 })).toEqual([])
    expect(deviations(lab, { average: 1, other: 100 }, { average: 1.6 }).map((each) => each.metric)).toEqual(['average', 'other'])
  })
})

describe('figures', () => {
  it('become SVG without style elements, with escaped words, in fixed or page colours', async () => {
    const result = await runLab(lab)
    const print = figureSvg(lab.figures[0], result)
    expect(print).toContain('xmlns="http://www.w3.org/2000/svg"')
    expect(print).toContain('Values &lt;in order&gt;')
    expect(print).toContain('#c2371f')
    expect(print).not.toMatch(/<style|style=|var\(/)
    expect(figureSvg(lab.figures[0], result, { colours: 'css' })).toContain('var(--lab-method, #c2371f)')
    // Five even values of ten as dots, two swatches of the legend.
    expect(print.match(/<circle/g)).toHaveLength(5)
    expect(print.match(/<rect/g)).toHaveLength(2)
  })

  it('are the same each time they are drawn, and name what they clip by themselves', async () => {
    const [figure] = lab.figures
    const clipped: Figure = { ...figure, plot: { marks: [{ mark: 'dot', data: 'values', options: { x: 'i', y: 'value', clip: true } }] } }
    const result = await runLab(lab)
    const [once, again] = [figureSvg(clipped, result), figureSvg(clipped, result)]
    expect(again).toBe(once)
    expect(once).toContain('clip-path="url(#values-clip-1)"')
    expect(pageFigures(clipped, result)).toContain('id="values-narrow-clip-1"')
  })

  it('draw what is there while a lab runs', () => {
    expect(figureSvg(lab.figures[0], { tables: {}, series: {} })).toContain('<svg')
  })

  it('come in a phone’s width, with panels below each other, unless they say how themselves or stand in a grid', async () => {
    const [figure] = lab.figures
    const result = await runLab(lab)
    const widths = (each: Figure) => [...pageFigures(each, result).matchAll(/<svg (data-narrow="" )?[^>]*?\bwidth="(\d+)"/g)].map(([, narrow, width]) => [narrow !== undefined, Number(width)])
    expect(widths(figure)).toEqual([[false, 640], [true, NARROW_WIDTH]])
    expect(widths({ ...figure, narrow: { ...figure.plot, width: 300 } })).toEqual([[false, 640], [true, 300]])
    const panels = (more: object): Figure => ({ ...figure, plot: { fx: { domain: ['even', 'odd'] }, marks: [{ mark: 'dot', data: 'values', options: { x: 'i', y: 'value', fx: 'group', ...more } }] } })
    expect(widths(panels({}))).toEqual([[false, 640], [true, NARROW_WIDTH]])
    expect(narrowPlot(panels({}))).toMatchObject({ fy: { domain: ['even', 'odd'] }, marks: [{ options: { x: 'i', y: 'value', fy: 'group' } }, { mark: 'text' }] })
    expect(widths(panels({ fy: 'i' }))).toEqual([[false, 640]])
  })

  it('refuse to blend colours that a page defines', () => {
    const plot = { color: { type: 'linear', range: ['@paper', '@method'] }, marks: [] }
    expect(() => figureSvg({ ...lab.figures[0], plot }, { tables: {}, series: {} })).toThrow('blends colour roles')
  })

  it('fit into a terminal', async () => {
    const text = terminalFigure(lab.figures[0], await runLab(lab), { width: 20, height: 4 })!
    const lines = text.split('\n')
    expect(lines).toHaveLength(7)
    expect(lines.slice(1, 5).join('')).toMatch(/[\u2801-\u28ff]/)
    expect(terminalFigure(lab.figures[0], { tables: {}, series: {} })).toBeUndefined()
  })
})

describe('a worker', () => {
  const load = (slug: string) => (slug === lab.slug ? Promise.resolve(lab) : loadLab(slug))

  /** Two ends of a real message channel: structured clone and asynchrony as between page and worker. */
  const connect = () => {
    const { port1, port2 } = new MessageChannel()
    serveLabs(port2 as unknown as WorkerScope, { draw: (figure, data) => figureSvg(figure, data), load })
    port1.start()
    port2.start()
    const close = () => {
      port1.close()
      port2.close()
    }
    return { worker: port1 as unknown as WorkerLike, close }
  }

  it('runs a lab with its events and gives the same numbers as without', async () => {
    const { worker, close } = connect()
    const events: string[] = []
    const runs = [4, 5].map((seed) => runInWorker(worker, { lab: lab.slug, seed }, { onEvent: (event) => events.push(event.type) }))
    const results = await Promise.all(runs)
    expect(results.map((result) => result.metrics)).toEqual(await Promise.all([4, 5].map(async (seed) => (await runLab(lab, { seed })).metrics)))
    expect(new Set(events)).toEqual(new Set(['progress', 'checks', 'drawing']))
    close()
  })

  it('is cancelled by a signal, and says what a request did wrong', async () => {
    const { worker, close } = connect()
    const controller = new AbortController()
    const onEvent = () => controller.abort(new Error('no more'))
    await expect(runInWorker(worker, { lab: lab.slug }, { signal: controller.signal, onEvent })).rejects.toThrow('no more')
    await expect(runInWorker(worker, { lab: lab.slug, set: { m: 1 } })).rejects.toThrow(WorkerRunError)
    await expect(runInWorker(worker, { lab: '00-nothing' })).rejects.toMatchObject({ usage: true, message: expect.stringContaining('There is no lab "00-nothing"') })
    close()
  })
})
