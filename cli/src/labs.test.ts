import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { offprint } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'offprint-labs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const set = (values: Record<string, number>) => Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`])
/** About a second of work. */
const SMALL_COSTARR = set({ worlds: 3, digitSplits: 0 })
const SMALL_FINCH = set({ worlds: 1, hostileWorlds: 0, steps: 60 })

describe('offprint labs', () => {
  it('lists the 36 labs of the founding edition as JSON', async () => {
    const { status, stdout } = await offprint(['labs', 'list', '--json'])
    const rows = JSON.parse(stdout) as { number: number; lab: string; state: string }[]
    expect(status).toBe(0)
    expect(rows.slice(0, 36).map((row) => row.number)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1))
    expect(rows[19]).toMatchObject({ lab: '20-more-is-better', paper: '2311.14646', state: 'ready', verdicts: { reproduced: expect.any(Number) } })
  })

  it('shows what a lab asks, checks and takes', async () => {
    const { status, stdout } = await offprint(['labs', 'show', '20'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/digits +a whole number from 50 to 1000 images/)
    expect(stdout).toContain('envelope-monotone:')
  })

  it('runs a lab whose claim holds: status 0, JSON whose passes can be recomputed, figures as files', async () => {
    const svg = join(folder, 'figures')
    const { status, stdout, stderr } = await offprint(['labs', 'run', '1', '--json', '--seed', '3', ...SMALL_COSTARR, '--svg', svg])
    const result = JSON.parse(stdout) as { checks: { value: number; op: string; bound: number; pass: boolean }[]; holds: boolean }
    expect([status, result.holds]).toEqual([0, true])
    expect(result).toMatchObject({ lab: '01-costarr-open-set', paper: '2508.01087', mode: 'quick', seed: 3, control: false, params: { worlds: 3 } })
    for (const { value, op, bound, pass } of result.checks) expect(op === '<=' ? value <= bound : value >= bound).toBe(pass)
    const files = readdirSync(svg)
    expect(files).toHaveLength(4)
    expect(stderr.trim().split('\n')).toHaveLength(4)
    expect(readFileSync(join(svg, files[0]), 'utf8')).toMatch(/^<svg [^>]*xmlns/)
  })

  it('gives status 3 under the control', async () => {
    const { status, stdout } = await offprint(['labs', 'run', 'costarr-open-set', '--control', '--json', ...SMALL_COSTARR])
    expect(status).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ control: true, controlId: 'weights-of-ones', holds: false })
  })

  it('runs on data of one’s own without speaking of the claim', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 2},${i % 2 ? -1 : 1},${i % 2 ? 1 : -1},${i % 2 ? '0.3,0.7' : '0.7,0.3'}`)
    const path = join(folder, 'own.csv')
    writeFileSync(path, `label,audio0,audio1,prior0,prior1\n${rows.join('\n')}\n`)
    const { status, stdout } = await offprint(['labs', 'run', '16', '--data', path, '--json', ...SMALL_FINCH])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ownData: true, checks: [], metrics: { gainAccuracy: 0 } })
  })

  it('answers an explorer from the recorded run, as JSON and as figures', async () => {
    const svg = join(folder, 'explored')
    const { status, stdout } = await offprint(['labs', 'explore', '31', '--set', 'definition=wwwwwwwwwwwwwwww', '--json', '--svg', svg])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ lab: '31-ununlearning', explorer: 'own-prompt', says: expect.stringContaining('It does not come back') })
    expect(readdirSync(svg)).toEqual(['31-ununlearning-answers-to-prompt.svg'])
  })

  it.each([
    [['labs', 'explore', '1'], 'Lab 01-costarr-open-set has no explorer.'],
    [['labs', 'run', '99'], 'There is no lab "99"'],
    [['labs', 'run', '20', '--set', 'm=3'], 'has no parameter "m"'],
    [['labs', 'run', '20', '--set', 'n=3'], '"n" must be a whole number from 32 to 256 samples, not 3.'],
    [['labs', 'run', '20', '--seed', 'three'], 'A seed is a whole number'],
    [['labs', 'run', '20', '--quick', '--full'], 'Give one of'],
    [['labs', 'run', '20', '--control', 'magic'], 'has no control "magic"'],
    [['labs', 'run', '16', '--data', 'nowhere.csv'], 'nowhere.csv cannot be read.'],
    [['labs', 'new', '2501.00001'], 'give its title with --title'],
  ])('answers %j with status 2 and a sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await offprint(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(sentence)
  })
})
