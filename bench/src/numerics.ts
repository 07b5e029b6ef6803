/*
 * What carries the labs' training: four training steps on the project's own core, in jax-js and on plain typed arrays,
 * in one run. The machine may be busy, so the three take turns, step by step, and what counts is the ratio.
 *   npm run bench -- numerics [--json] [--write]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Core, createCore, plainKernels } from '@offprint/methods/numerics'
import { describeMachine, machineLine } from './measure/machine.ts'
import { ROOT } from './measure/offprint.ts'
import { type Row, type Section, percentile, replaceSection, toMarkdown, toText } from './measure/report.ts'
import * as core from './numerics/core-steps.ts'
import type { Step } from './numerics/core-steps.ts'
import * as jax from './numerics/jax-steps.ts'

/** Milliseconds of numpy for the same step, as the method cards report them (two idle cores, OpenBLAS, one thread). */
const CASES = [
  { name: 'card 2: MLP 196-100-10, batch 32, SGD', numpy: 0.064, core: core.mlpStep, jax: jax.mlpStep },
  { name: 'card 11: two-layer transformer, 64 sequences of 9, AdamW', numpy: 15, core: core.transformerStep, jax: jax.transformerStep },
  { name: 'card 16: fusion gate, batch 128, AdamW', numpy: 0.4, core: core.gateStep, jax: jax.gateStep },
  { name: 'card 22: ten NoProp blocks, batch 128, AdamW', numpy: 3.8, core: core.nopropStep, jax: jax.nopropStep },
] as const

const WARM_UP_STEPS = 20
const TURNS = 30
/** Steps a turn, so that a turn of the fastest is long against the clock. */
const STEPS_A_TURN = 3
/** Twice as fast on all four was the rule for choosing the core. */
const LEAST_RATIO = 2
/** "Every lab's training step within three times its card's numpy time." */
const NUMPY_ALLOWANCE = 3

async function turn(step: Step, from: number): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < STEPS_A_TURN; i++) await step(from + i)
  return (performance.now() - start) / STEPS_A_TURN
}

/** The least disturbed turns count: on a busy machine the median measures the neighbours. */
const QUIET_PERCENTILE = 10

/** Milliseconds a step of each contestant, over turns taken alternately. */
async function race(steps: Record<'core' | 'jax' | 'plain', Step>): Promise<Record<'core' | 'jax' | 'plain', number>> {
  const names = ['core', 'jax', 'plain'] as const
  const times: Record<string, number[]> = { core: [], jax: [], plain: [] }
  for (const name of names) for (let i = 0; i < WARM_UP_STEPS; i++) await steps[name](i)
  for (let t = 0; t < TURNS; t++) {
    for (const name of names) times[name].push(await turn(steps[name], WARM_UP_STEPS + t * STEPS_A_TURN))
  }
  const quiet = (name: string): number => percentile(times[name], QUIET_PERCENTILE)
  return { core: quiet('core'), jax: quiet('jax'), plain: quiet('plain') }
}

export async function numericsBench(): Promise<Row[]> {
  await jax.startJax()
  const rows: Row[] = []
  for (const { name, numpy, ...make } of CASES) {
    const ms = await race({ core: make.core(createCore()), jax: make.jax(), plain: make.core(new Core(plainKernels())) })
    rows.push(
      { what: `${name}: core`, value: ms.core, unit: 'ms', target: { op: '<=', bound: NUMPY_ALLOWANCE * numpy } },
      { what: `${name}: jax-js`, value: ms.jax, unit: 'ms' },
      { what: `${name}: plain typed arrays`, value: ms.plain, unit: 'ms' },
      { what: `${name}: jax-js / core`, value: ms.jax / ms.core, unit: '×', target: { op: '>=', bound: LEAST_RATIO } },
      { what: `${name}: plain / core`, value: ms.plain / ms.core, unit: '×' },
    )
  }
  return rows
}

const NOTES = [
  'The rule was: if the core is at least twice as fast on all four and can be read in an evening, it carries the labs and jax-js stays as an oracle in tests. It is, and it can: about 1,400 lines, of which 650 are kernels. So the core carries the labs.',
  'Lowest decile of 30 alternating turns of three steps, so that load on the machine weighs on all three alike; compare the ratios. The target of each step is three times its method card\'s numpy time, which was measured on two idle cores.',
  'Both start from the same parameters and batches and reach the same losses. jax-js runs each step as one jitted function, awaited; the plain typed arrays are the core\'s own kernels written as loops (methods/src/numerics/plain.ts).',
]

async function main(): Promise<void> {
  const section: Section = { name: 'numerics', title: 'Numerics: four training steps', rows: await numericsBench(), notes: NOTES }
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(section)}\n` : `\n${toText(section)}\n`)
  if (!process.argv.includes('--write')) return
  const results = join(ROOT, 'bench/RESULTS.md')
  const machine = machineLine(describeMachine(new Date()))
  const document = existsSync(results) ? readFileSync(results, 'utf8') : '# Results\n\nEach part is written by `npm run bench -- NAME --write`.\n'
  writeFileSync(results, replaceSection(document, section.name, toMarkdown({ ...section, notes: [`Measured ${machine}.`, ...section.notes] })))
}

if (import.meta.main) await main()
