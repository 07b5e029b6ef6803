// The tasks behind `npm run …`. One table, so that what CI runs and what one runs by hand are the same thing.
import { join } from 'node:path'
import { ROOT, runNode } from './node24.mjs'

const bin = (path) => join(ROOT, 'node_modules', path)
const vite = bin('vite/bin/vite.js')

/** Each task is a list of steps; a step is [working folder, script, ...arguments]. */
const TASKS = {
  dev: [['site', vite, 'dev']],
  build: [['.', 'scripts/build.ts']],
  check: [['.', 'scripts/check.ts']],
  test: [['.', 'scripts/test.ts']],
  bench: [['.', 'bench/src/main.ts']],
  record: [['.', 'labs/kit/node/record.ts']],
  screenshot: [['.', 'tests/screenshot.ts']],
  eval: [['.', 'bench/src/eval.ts']],
  simulate: [['.', 'intake/src/simulator/main.ts']],
}

const [task, ...rest] = process.argv.slice(2)
const steps = TASKS[task]
if (!steps) {
  console.error(`Unknown task "${task ?? ''}". There are: ${Object.keys(TASKS).join(', ')}.`)
  process.exit(2)
}
for (const [index, [folder, script, ...args]] of steps.entries()) {
  const last = index === steps.length - 1
  const code = await runNode([script, ...args, ...(last ? rest : [])], { cwd: join(ROOT, folder) })
  if (code !== 0) process.exit(code)
}
