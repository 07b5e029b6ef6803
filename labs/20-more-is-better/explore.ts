/** The eigenframework at the reader's ridge and at the best one. */
import { logSpace, rfRidgeTheory } from '@offprint/methods/more-is-better'
import type { TheoryInput } from '@offprint/methods/more-is-better'
import type { Exploration } from '../kit/index.ts'
import type { Knobs } from './explorer.ts'
import { powerLawWorld } from './gaussian.ts'

/** Enough that more would not show in a drawing, and few enough to follow a hand. */
const MODES = 500
const FEATURES_PER_SAMPLE = logSpace(1 / 8, 16, 22)
const RIDGES = logSpace(1e-4, 1e3, 29)

export function explore({ ridge, noise, alpha, beta, n }: Knobs): Exploration {
  const world = powerLawWorld({ modes: MODES, alpha, beta })
  const at = (k: number, chosen: number) => rfRidgeTheory({ ...world, n, k, ridge: chosen, noiseVar: noise } satisfies TheoryInput)
  const best = (k: number) => Array.from(RIDGES, (each) => ({ ridge: each, ...at(k, each) })).reduce((least, each) => (each.testMse < least.testMse ? each : least))
  const features = Array.from(FEATURES_PER_SAMPLE, (share) => ({ features: share, yours: at(share * n, ridge).testMse, best: best(share * n).testMse }))
  const ridges = Array.from(RIDGES, (each) => at(Infinity, each)).map(({ trainMse, testMse }) => ({ train: trainMse, test: testMse }))
  const optimum = best(Infinity)
  const yours = at(Infinity, ridge)
  const peak = features.reduce((rise, each, i) => Math.max(rise, each.yours / Math.min(...features.slice(0, i + 1).map(({ yours: error }) => error))), 1)
  const ratio = optimum.trainMse / optimum.testMse
  return {
    tables: {
      'over features': features,
      'over ridges': ridges,
      dots: [{ ridge: 'best ridge', train: optimum.trainMse, test: optimum.testMse }, { ridge: 'your ridge', train: yours.trainMse, test: yours.testMse }],
    },
    series: {},
    says: [
      peak > 1.01 ? `At ridge ${short(ridge)} more features make it worse by up to a factor of ${short(peak)} before they help;` : `At ridge ${short(ridge)} more features never hurt;`,
      `with infinitely many, the best ridge is ${short(optimum.ridge)} and leaves a train error of ${(100 * ratio).toFixed(1)} % of the test error${ratio < 0.01 ? ': it is best to fit the training set exactly' : ''}.`,
      `Yours costs ${(100 * (yours.testMse / optimum.testMse - 1)).toFixed(1)} % more test error than the best.`,
    ].join(' '),
  }
}

const short = (value: number): string => String(Number(value.toPrecision(2)))
