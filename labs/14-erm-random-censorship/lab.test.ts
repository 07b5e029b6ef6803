import { sampleCensored } from '@offprint/methods/random-censorship'
import { createRandom } from '@offprint/methods/random'
import { describe, expect, it } from 'vitest'
import { runLab } from '../kit/index.ts'
import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { n: 200, replicates: 1 } })

const csv = (text: string) => [{ name: 'mine.csv', bytes: new TextEncoder().encode(text) }]

describe("a reader's censored durations", () => {
  it('are weighted, and longer than they seem', async () => {
    const { x, time, event } = sampleCensored(300, { design: 'step', strength: 0.35, contrast: 0.9 }, createRandom(1))
    const rows = Array.from(time, (t, i) => [t, event[i], x.data[2 * i], x.data[2 * i + 1]].join(','))
    const data = lab.data!.parse(csv(`time,event,left,right\n${rows.join('\n')}\n`))
    const { metrics, checks, ownData } = await runLab(lab, { data, set: { degree: 2 } })
    expect(ownData).toBe(true)
    expect(checks).toEqual([])
    expect(Math.abs(metrics['mean-weight'] - 1)).toBeLessThan(0.15)
    expect(metrics['mean-prediction-beran']).toBeGreaterThan(metrics['mean-prediction-naive'] + 0.2)
  })

  it.each([
    ['event,x\n1,2\n', 'no column "time". It has: event, x.'],
    [`time,event\n${'1,1\n'.repeat(40)}`, 'no covariates'],
    [`time,event,x\n${'1,1,0\n'.repeat(10)}`, '10 rows; from 30 to'],
    [`time,event,x\n${'1,1,0\n'.repeat(39)}1,2,0\n`, 'row 40 is 2; it must be 1 (seen to the end) or 0'],
    [`time,event,x\n${'1,0,0\n'.repeat(40)}`, 'every row is cut short'],
  ])('are refused with a reason (%#)', (text, reason) => {
    expect(() => lab.data!.parse(csv(text))).toThrow(reason)
  })
})
