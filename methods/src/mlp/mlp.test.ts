import { expect, it } from 'vitest'
import { Tape, createCore } from '../numerics/index.ts'
import { createRandom } from '../random/index.ts'
import { accuracy, argmaxRows, createMlp, trainMlp } from './index.ts'

it('learns exclusive or, which no linear map can', () => {
  const core = createCore()
  const x = core.from([0, 0, 0, 1, 1, 0, 1, 1], [4, 2])
  const y = [0, 1, 1, 0]
  const net = createMlp(core, [2, 16, 2], createRandom(1))
  for (const _ of trainMlp(net, x, y, { steps: 300, batch: 4, rate: 0.02 }, createRandom(2)));
  expect(core.scope(() => accuracy(net.forward(new Tape(core, []), x).data, y, 2))).toBe(1)
})

it('takes the first of equal maxima, and wants a label a row', () => {
  expect([...argmaxRows([1, 1, 0, 2, 3, 3], 3)]).toEqual([0, 1])
  expect(accuracy([1, 1, 0, 2, 3, 3], [0, 2], 3)).toBe(0.5)
  expect(() => accuracy([1, 2, 3], [0, 1], 3)).toThrow(RangeError)
})

it('needs an input and an output', () => {
  expect(() => createMlp(createCore(), [3], createRandom(1))).toThrow('at least two widths')
})
