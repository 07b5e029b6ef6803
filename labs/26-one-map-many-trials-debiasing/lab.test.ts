import { createRandom } from '@offprint/methods/random'
import { describe, expect, it } from 'vitest'
import { runLab } from '../kit/index.ts'
import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { replicates: 1, upstream: 300, downstream: 200, labels: 50 } })

const csv = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) })

/** Y ~ N(0, 1) plus the effect 1 of a fair coin, X = Y + N(0, 1), prediction X/2. */
function tables(rows: number) {
  const random = createRandom(4)
  const calibration = ['prediction,truth']
  const trial = ['treatment,prediction']
  for (let i = 0; i < rows; i++) {
    const y = random.normal()
    calibration.push(`${(y + random.normal()) / 2},${y}`)
    const treated = random.integer(2)
    trial.push(`${treated},${(treated + random.normal() + random.normal()) / 2}`)
  }
  return { calibration: csv('map.csv', calibration.join('\n')), trial: csv('trial.csv', trial.join('\n')) }
}

it('runs with more labels than a trial has units: half of them are used', async () => {
  const { metrics } = await runLab(lab, { set: { replicates: 1, upstream: 300, downstream: 200, labels: 1000 } })
  expect(Number.isFinite(metrics['slope-ppi'])).toBe(true)
})

describe("a reader's predictions", () => {
  it('are corrected, whichever table comes first', async () => {
    const { calibration, trial } = tables(2000)
    for (const files of [[calibration, trial], [trial, calibration]]) {
      const { metrics, tables: shown } = await runLab(lab, { data: lab.data!.parse(files) })
      // Closed form: half the effect, then all of it; standard error about .09 after correction.
      expect(Math.abs(metrics['effect-naive'] - 0.5)).toBeLessThan(0.15)
      expect(Math.abs(metrics['effect-lcc'] - 1)).toBeLessThan(0.3)
      const row = shown.effects.find(({ method }) => method === 'LCC')!
      expect(Number(row.low)).toBeLessThan(metrics['effect-lcc'])
      expect(Number(row.high)).toBeGreaterThan(metrics['effect-lcc'])
    }
  })

  it('may come without a trial', async () => {
    const { metrics } = await runLab(lab, { data: lab.data!.parse([tables(200).calibration]) })
    expect(metrics.shrinkage).toBeGreaterThan(0.3)
    expect(metrics['effect-lcc']).toBeUndefined()
  })

  it.each([
    [[csv('a.csv', 'guess,truth\n1,2\n')], 'no column "prediction". It has: guess, truth.'],
    [[csv('a.csv', 'prediction,treatment\n1,1\n')], 'no column "truth"'],
    [[csv('a.csv', 'prediction,truth\n1,2\n')], '1 rows; a calibration table needs at least 20'],
    [[tables(30).calibration, csv('t.csv', 'prediction,treatment\n1,1\n2,1\n')], 'the same treatment'],
    [[tables(30).calibration, csv('t.csv', 'prediction,treatment,propensity\n1,1,0.5\n2,0,1\n')], 'row 2 is 1; it must lie between 0 and 1'],
  ])('are refused with a reason (%#)', (files, reason) => {
    expect(() => lab.data!.parse(files)).toThrow(reason)
  })
})
