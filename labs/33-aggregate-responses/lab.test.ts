import { createRandom } from '@offprint/methods/random'
import { describe, expect, it } from 'vitest'
import { runLab } from '../kit/index.ts'
import { testLab } from '../kit/node/test-lab.ts'
import lab from './lab.ts'

testLab(lab, { small: { n: 300, d: 10, replicates: 2 } })

it('refuses a cross-validation with too few rows outside a fold', async () => {
  const set = { n: 200, d: 144, replicates: 1, extras: true }
  await expect(runLab(lab, { set })).rejects.toThrow('144 rows outside a fold')
})

const csv = (text: string) => [{ name: 'mine.csv', bytes: new TextEncoder().encode(text) }]

describe("a reader's bags", () => {
  it('give the coefficients behind them', async () => {
    const random = createRandom(2)
    const rows = Array.from({ length: 400 }, (_, i) => {
      const [a, b] = [random.normal(), random.normal(50, 10)]
      return [i % 100, 3 * a - 0.2 * b + random.normal(0, 0.1), a, b].join(',')
    })
    const { metrics, tables } = await runLab(lab, { data: lab.data!.parse(csv(`bag,response,a,b\n${rows.join('\n')}\n`)) })
    expect(metrics.bags).toBe(100)
    // Per standard deviation of the feature: 3 and -2, within the noise of 100 bags of four.
    const of = (feature: string): number => Number(tables.coefficients.find((row) => row.feature === feature)!.bag)
    expect(Math.abs(of('a') - 3)).toBeLessThan(0.3)
    expect(Math.abs(of('b') + 2)).toBeLessThan(0.3)
    expect(metrics['held-out-loss']).toBeLessThan(metrics['held-out-loss-instance'])
  })

  it('say when features cannot be told apart', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i % 20, i % 7, i % 11, i % 11].join(','))
    await expect(runLab(lab, { data: lab.data!.parse(csv(`bag,response,a,b\n${rows.join('\n')}\n`)) })).rejects.toThrow('sums or copies')
  })

  it.each([
    ['response,a\n1,2\n', 'no column "bag". It has: response, a.'],
    ['bag,response\n1,2\n', 'no features'],
    ['bag,response,a\n1.5,2,3\n', 'row 1 is 1.5; it must be a whole number'],
    ['bag,response,a\n1,2,3\n1,2,4\n', '1 bags; at least 10'],
    [`bag,response,a\n${Array.from({ length: 40 }, (_, i) => `${i},1,${i % 5}`).join('\n')}\n`, 'one row in every bag'],
    [`bag,response,a\n${Array.from({ length: 40 }, (_, i) => `${i % 12},1,5`).join('\n')}\n`, '"a" has one value in all rows'],
  ])('are refused with a reason (%#)', (text, reason) => {
    expect(() => lab.data!.parse(csv(text))).toThrow(reason)
  })
})
