import { createRandom } from '@offprint/methods/random'
import { describe, expect, it } from 'vitest'
import { runLab } from '../kit/index.ts'
import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, {
  small: { steps: 20, worlds: 1, hostileWorlds: 0 },
  controls: { 'shuffled-features': { worlds: 2, hostileWorlds: 0 } },
})

it.each([0, 1])('says nothing of a zone that is not there, with %d of the map badly surveyed', async (bad) => {
  const { metrics } = await runLab(lab, { set: { bad, steps: 20, worlds: 1, hostileWorlds: 0 } })
  expect(Object.values(metrics).filter((value) => !Number.isFinite(value))).toEqual([])
  expect(metrics).not.toHaveProperty(bad === 0 ? 'weightBad' : 'weightGood')
})

const HEADER = 'label,audio0,audio1,prior0,prior1,meta0'
const csv = (rows: readonly string[], header = HEADER) => [{ name: 'mine.csv', bytes: new TextEncoder().encode(`${[header, ...rows].join('\n')}\n`) }]

describe("a reader's logits and priors", () => {
  it('are weighted where the column beside them says that the prior is right', async () => {
    const random = createRandom(2)
    const rows = Array.from({ length: 600 }, () => {
      const [label, place] = [random.integer(2), random.uniform(-1, 1)]
      const right = place > 0 ? 0.9 : 0.5 + 0.4 * Math.sign(random.normal())
      const prior = label === 0 ? [right, 1 - right] : [1 - right, right]
      const sound = [(label === 0 ? 0.7 : 0) + random.normal(), (label === 1 ? 0.7 : 0) + random.normal()]
      return [label, ...sound, ...prior, place].join(',')
    })
    const { metrics, checks } = await runLab(lab, { data: lab.data!.parse(csv(rows)), set: { steps: 300 } })
    expect(checks).toEqual([])
    expect(metrics.gainLogLoss).toBeGreaterThan(0.02)
  })

  const row = '0,1,0,0.5,0.5,0'
  it.each([
    [csv(Array(20).fill(row), HEADER.replace('label', 'class')), 'no column "label". It has: class, audio0'],
    [csv(Array(20).fill(row), HEADER.replace('prior1', 'other')), '2 audio columns and 1 prior columns'],
    [csv([...Array(19).fill(row), '2,1,0,0.5,0.5,0']), 'row 20 has label 2; labels are whole numbers from 0 to 1.'],
    [csv([...Array(19).fill(row), '-1,1,0,0.5,0.5,0']), 'row 20 has label -1'],
    [csv([...Array(19).fill(row), '0.5,1,0,0.5,0.5,0']), 'row 20 has label 0.5'],
    [csv([...Array(19).fill(row), '0,NaN,0,0.5,0.5,0']), 'column "audio0", row 20 holds "NaN", which is not a number.'],
    [csv([...Array(19).fill(row), '0,1,0,0.7,0.5,0']), 'Row 20 of the prior sums to 1.2000'],
    [csv([...Array(19).fill(row), '0,1e300,0,0.5,0.5,0']), 'row 20 has a logit of 1e+300'],
    [[{ name: 'mine.npy', bytes: new Uint8Array(0) }], 'mine.npy is an NPY file; bring one CSV'],
    [csv([row]), '1 rows; at least 20'],
    [csv([]), 'no rows below its line of column names'],
  ])('are refused with a reason (%#)', (files, reason) => {
    expect(() => lab.data!.parse(files)).toThrow(reason)
  })
})
