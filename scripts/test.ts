/**
 * `npm test`: the checks, a build of the site where it is out of date, and every test. The very last line counts them
 * all: `N passed, N failed`. Exit status 1 where anything failed.
 */
import { ensureBuild } from '@offprint/site/serve'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runChecks } from './check.ts'
import { ensureChromium, WHAT_TO_INSTALL } from './chromium.ts'
import { ROOT, runTool } from './processes.ts'

interface Tally {
  passed: number
  failed: number
}

/** The parts of vitest's JSON report that are counted. */
interface TestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { name: string; status: 'passed' | 'failed'; message?: string; assertionResults: { status: string }[] }[]
}

function step(name: string, passed: boolean, details: string): Tally {
  console.log(`${name.padEnd(16)} ${passed ? 'ok' : 'FAILED'}`)
  if (!passed) console.log(details.replace(/^/gm, '    '))
  return { passed: Number(passed), failed: Number(!passed) }
}

async function browser(): Promise<Tally> {
  const path = await ensureChromium()
  if (path) process.env.CHROMIUM_PATH = path
  return step('chromium', path !== undefined, WHAT_TO_INSTALL)
}

async function build(): Promise<Tally> {
  try {
    await ensureBuild(join(ROOT, 'site'))
    return step('site build', true, '')
  } catch (error) {
    return step('site build', false, (error as Error).message)
  }
}

async function tests(filters: string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-report-'))
  const file = join(folder, 'report.json')
  try {
    const { code } = await runTool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters], { show: true })
    return count(JSON.parse(readFileSync(file, 'utf8')) as TestReport, code)
  } catch (error) {
    return step('tests', false, `vitest left no report: ${(error as Error).message}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function count(report: TestReport, code: number): Tally {
  // A file that could not be read or set up has no failed test of its own, but it failed.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
  for (const file of broken) console.log(`${relative(ROOT, file.name)} could not run: ${file.message ?? 'see above'}`)
  if (report.numPendingTests > 0) console.log(`${report.numPendingTests} tests left out; each says why in its title`)
  const failed = report.numFailedTests + broken.length
  // Errors outside any test (an unhandled rejection) end vitest with a status only.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}

const checks = await runChecks()
const parts: Tally[] = [
  { passed: checks.filter((check) => check.passed).length, failed: checks.filter((check) => !check.passed).length },
  await browser(),
  await build(),
  await tests(process.argv.slice(2)),
]
const total = parts.reduce((sum, part) => ({ passed: sum.passed + part.passed, failed: sum.failed + part.failed }))
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
