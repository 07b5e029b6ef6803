/**
 * `npm run check`: everything about the source that needs no test to be run. One line a check, with its time; what fails
 * is shown in full. Nothing here writes into the sources.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { checkImports, formatViolation } from './import-rule.ts'
import { ROOT, runTool } from './processes.ts'
import { readSource, sourceFiles } from './source-files.ts'
import { checkLengths, checkLines, checkLockFile } from './text-rules.ts'

/** Two cores are what CI has; more would only make each check look slower. */
const AT_ONCE = 2
/** Anything a person may have typed a path into, `.ci/run` and dot files included. */
const TEXT = /\.(?:ts|mts|js|mjs|svelte|css|html|md|json|ya?ml|sh|svg)$|^run$|^\./
const MEASURED = /\.(?:ts|mts|js|mjs|svelte|css)$/
/** jscpd: a copy of this size is a function that wants a name. Tests may repeat themselves, they read better for it. */
const CLONE_TOKENS = 80
const CLONE_LINES = 8

export interface CheckResult {
  name: string
  passed: boolean
  seconds: number
  /** What to read when it failed. */
  details: string
  /** A remark on a check that passed. */
  note?: string
}

type Verdict = { details: string; passed?: boolean; note?: string }

/** In the order in which they are started: the slow ones first. */
const CHECKS: { name: string; run: () => Promise<Verdict> | Verdict }[] = [
  { name: 'types', run: () => tool('typescript-native/bin/tsc', ['-p', 'tsconfig.json', '--noEmit', '--pretty', 'false']) },
  { name: 'site types', run: siteTypes },
  { name: 'lint', run: () => tool('oxlint/bin/oxlint', ['--deny-warnings', '.']) },
  { name: 'duplicates', run: duplicates },
  { name: 'imports', run: () => sentences(checkImports(ROOT).map(formatViolation)) },
  { name: 'file lengths', run: lengths },
  { name: 'unwanted lines', run: unwantedLines },
  { name: 'lock file', run: () => sentences(checkLockFile(readSource(ROOT, 'package-lock.json'))) },
]

const sentences = (found: string[]): Verdict => ({ passed: found.length === 0, details: found.join('\n') })

async function tool(script: string, args: string[], cwd?: string): Promise<Verdict> {
  const { code, output } = await runTool(script, args, { cwd })
  return { passed: code === 0, details: output.trim() }
}

async function siteTypes(): Promise<Verdict> {
  // Writes the types of the routes, without which the checker knows no page's data.
  const prepared = await tool('@sveltejs/kit/svelte-kit.js', ['sync'], 'site')
  if (!prepared.passed) return prepared
  return tool('svelte-check/bin/svelte-check', ['--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human', '--no-color'], 'site')
}

function duplicates(): Promise<Verdict> {
  const folders = ['store', 'catalogue', 'intake', 'search', 'community', 'digest', 'methods', 'labs', 'site', 'cli', 'scripts']
  const options = {
    format: 'typescript,javascript,svelte,css',
    'min-tokens': CLONE_TOKENS,
    'min-lines': CLONE_LINES,
    ignore: '**/*.test.ts,**/node_modules/**,site/build/**,**/.svelte-kit/**',
    reporters: 'console-full',
    'exit-code': 1,
    workers: 1,
  }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return tool('jscpd/run-jscpd.js', [...folders.filter((folder) => existsSync(join(ROOT, folder))), ...flags, '--no-colors', '--no-tips'])
}

function lengths(): Verdict {
  const report = checkLengths(sourceFiles(ROOT, MEASURED).map((path) => ({ path, text: readSource(ROOT, path) })))
  const note = report.listed.length > 0 ? `over 300 lines: ${report.listed.join(', ')}` : undefined
  return { ...sentences(report.failed), note }
}

function unwantedLines(): Verdict {
  const files = sourceFiles(ROOT, TEXT).filter((path) => path !== 'package-lock.json')
  return sentences(files.flatMap((path) => checkLines(path, readSource(ROOT, path))))
}

async function runOne(check: (typeof CHECKS)[number]): Promise<CheckResult> {
  const started = performance.now()
  const { passed = false, details, note } = await check.run()
  return { name: check.name, passed, details, note, seconds: (performance.now() - started) / 1000 }
}

function report({ name, passed, seconds, details, note }: CheckResult): void {
  const remark = passed && note ? `  ${note}` : ''
  console.log(`${name.padEnd(16)} ${(passed ? 'ok' : 'FAILED').padEnd(6)} ${seconds.toFixed(1).padStart(5)} s${remark}`)
  if (!passed) console.log(details.replace(/^/gm, '    '))
}

/** Runs all checks, two at a time, and prints each as it ends. */
export async function runChecks(): Promise<CheckResult[]> {
  const waiting = [...CHECKS]
  const results: CheckResult[] = []
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await runOne(check)
      report(result)
      results.push(result)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

if (process.argv[1] === import.meta.filename) {
  const results = await runChecks()
  const failed = results.filter((result) => !result.passed).length
  console.log(`${results.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}
