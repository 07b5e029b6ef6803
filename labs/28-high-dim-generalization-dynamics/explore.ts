/** Curves of the linear student in the limit of many inputs, at the reader's settings. */
import { linearDynamicsTheory, optimalStopping } from '@offprint/methods/generalization-dynamics'
import { logSpace } from '@offprint/methods/stats'
import type { Exploration } from '../kit/index.ts'
import type { Knobs } from './explorer.ts'

const TIMES = logSpace(0.1, 3000, 81)
/** As many on each side of 1, which is among them: there the curve has its peak. */
const ALPHAS = logSpace(0.25, 4, 25)
/** Enough to find the best moment of a curve that is not drawn, and few enough to follow a hand. */
const COARSE_TIMES = logSpace(0.1, 3000, 21)

export function explore({ stop, alpha, snr, inr }: Knobs): Exploration {
  const curves = (samples: number, times: Float64Array) => {
    const { test, train } = linearDynamicsTheory({ alpha: samples, snr, inr, times: Float64Array.of(...times, stop) })
    return { test, train, yours: test[times.length], best: optimalStopping(times, test.subarray(0, times.length)) }
  }
  const { test, train, yours, best } = curves(alpha, TIMES)
  const over = Array.from(ALPHAS, (samples) => {
    const there = curves(samples, COARSE_TIMES)
    return { alpha: samples, yours: there.yours, best: Math.min(there.best.error, there.yours) }
  })
  const cost = yours / best.error - 1
  const when = stop > best.t * 1.05 ? 'too long' : stop < best.t / 1.05 ? 'too short' : 'about right'
  return {
    tables: {
      'in time': Array.from(TIMES, (time, i) => ({ time, test: test[i], train: train[i] })),
      'over samples': over,
      stops: [{ what: 'yours', time: stop, alpha, test: yours }, { what: 'best', time: best.t, alpha, test: best.error }],
    },
    series: {},
    says: `Stopped at ${short(stop)} the test error is ${short(yours)}; the best moment is ${short(best.t)}, with ${short(best.error)}. So this is ${when}${cost > 0.005 ? `, and costs ${cost > 1 ? `a factor of ${short(cost + 1)}` : `${Math.round(cost * 100)} %`}` : ''}.`,
  }
}

const short = (value: number): string => String(Number(value.toPrecision(3)))
