/**
 * Part C: the best fitting ratio of a power-law task, from the closed formula (many samples) and from the
 * eigenframework at a finite number of samples (card, section g.C).
 */
import { isOverfittingObligatory, rfRidgeTheory } from '@offprint/methods/more-is-better'
import { powerLawWorld } from './gaussian.ts'

/** (alpha, beta, relative noise) of the card's four comparisons; the last shows how slowly beta near 1 converges. */
export const RATIO_CASES = [
  { name: 'noiseless', alpha: 1.5, beta: 1.5, noiseRel: 0 },
  { name: 'noise1', alpha: 1.5, beta: 1.5, noiseRel: 1 },
  { name: 'noise5', alpha: 1.5, beta: 1.5, noiseRel: 5 },
  { name: 'slow', alpha: 1.5, beta: 1.2, noiseRel: 0 },
] as const

const SAMPLES = 256
/** Ridges between which the best one is sought, and the steps of the golden-section search: to a thousandth. */
const RIDGE_RANGE = [1e-7, 1] as const
const SEARCH_STEPS = 34
/** A ridge so small that the error is that of interpolation. */
const RIDGELESS = 1e-9

/** R_train / R_test at the best ridge of a grid, of `modes` eigenvalues, with noise relative to the noise-free ridgeless error. */
export async function finiteRatio(task: (typeof RATIO_CASES)[number], modes: number, pace: () => Promise<void>): Promise<number> {
  const world = powerLawWorld({ modes, alpha: task.alpha, beta: task.beta })
  const input = { ...world, n: SAMPLES, k: Infinity }
  const noiseVar = task.noiseRel * rfRidgeTheory({ ...input, ridge: RIDGELESS, noiseVar: 0 }).testMse
  const at = (logRidge: number) => rfRidgeTheory({ ...input, ridge: Math.exp(logRidge), noiseVar })
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = RIDGE_RANGE.map(Math.log)
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)]
    if (at(a).testMse <= at(b).testMse) high = b
    else low = a
    await pace()
  }
  const { testMse, trainMse } = at((low + high) / 2)
  return trainMse / testMse
}

/** The formula's best ratio over target exponent and noise, for the map: rows { beta, noise, ratio }. */
export function ratioMap(alpha: number): { beta: number; noise: number; ratio: number }[] {
  const betas = Array.from({ length: 19 }, (_, i) => 1.1 + 0.1 * i)
  const noises = Array.from({ length: 21 }, (_, i) => 0.25 * i)
  return betas.flatMap((beta) =>
    noises.map((noise) => ({
      beta: Number(beta.toFixed(1)),
      noise: Number(noise.toFixed(2)),
      ratio: isOverfittingObligatory({ alpha, beta, noiseRel: noise }).rStar ** 2,
    })),
  )
}
