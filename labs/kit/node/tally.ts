/**
 * How often a lab holds: `node labs/kit/node/tally.ts 20 --from 5000 --count 20 [--mode quick] [--control [ID]] [--set n=64]`.
 * Prints a row a check (passes, least, mean and largest value) and how many seeds held, for the lab's notes.
 */
import { parseArgs } from 'node:util'
import { labSlugs, loadLab } from '../../src/registry.ts'
import type { Mode } from '../lab.ts'
import { readAssignments } from '../params.ts'
import type { RunResult } from '../run.ts'
import { runLab } from '../run-lab.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '5000' },
    count: { type: 'string', default: '20' },
    mode: { type: 'string', default: 'quick' },
    control: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    metrics: { type: 'boolean', default: false },
  },
})

const spread = (numbers: number[]) =>
  [Math.min(...numbers), numbers.reduce((sum, x) => sum + x, 0) / numbers.length, Math.max(...numbers)].map((x) => Number(x.toPrecision(4))).join(' … ')

for (const wanted of positionals) {
  const slug = labSlugs.find((each) => each === wanted || Number.parseInt(each, 10) === Number(wanted))
  const lab = await loadLab(slug ?? wanted)
  const results: RunResult[] = []
  for (let i = 0; i < Number(values.count); i++) {
    const seed = Number(values.from) + i
    const control = values.control === 'first' ? true : values.control
    results.push(await runLab(lab, { mode: values.mode as Mode, seed, control, set: readAssignments(values.set) }))
    process.stderr.write(results.at(-1)!.holds ? '+' : '-')
  }
  const held = results.filter((result) => result.holds).length
  process.stdout.write(`\n${lab.slug} ${values.mode}${values.control ? ` control ${values.control}` : ''}: holds for ${held} of ${results.length}; `)
  process.stdout.write(`seconds ${spread(results.map((result) => result.seconds))}\n`)
  for (const [i, check] of results[0].checks.entries()) {
    const passed = results.filter((result) => result.checks[i].pass).length
    process.stdout.write(`  ${check.id}: ${passed}/${results.length}  ${spread(results.map((r) => r.checks[i].value ?? Number.NaN))}  ${check.op} ${check.bound}\n`)
  }
  if (values.metrics) {
    for (const name of Object.keys(results[0].metrics)) process.stdout.write(`  ${name}: ${spread(results.map((r) => r.metrics[name]))}\n`)
  }
}
