/** Which correction a calibration split speaks for: both are fitted on some folds and judged on the held-out ones. */
import { fitLine, mean, meanSquaredError, standardDeviation } from '../stats/index.ts'
import type { Debiaser } from './calibration.ts'
import { checkCalibration } from './calibration.ts'
import { fitLcc } from './lcc.ts'
import { fitTweedie } from './tweedie.ts'

export interface DebiaserScore {
  method: 'naive' | 'LCC' | 'Tweedie'
  /** Held-out slope of corrected predictions on the truth: 1 leaves effects unattenuated. */
  slope: number
  /** Spread of the slope over folds. */
  slopeSpread: number
  /** Held-out mean squared error of single predictions; corrections raise it. */
  mse: number
}

/**
 * @param order row `order[i]` is held out in fold `i % folds`
 * @returns the method whose held-out slope is nearest to 1, and all scores
 */
export function compareDebiasers(prediction: ArrayLike<number>, truth: ArrayLike<number>, order: ArrayLike<number>, folds = 5): { recommended: DebiaserScore['method']; table: DebiaserScore[] } {
  checkCalibration(prediction, truth)
  if (!(folds >= 2 && folds * 2 <= prediction.length)) throw new RangeError(`Cross-validation needs from 2 folds to ${Math.floor(prediction.length / 2)}, not ${folds}.`)
  const fits: Record<DebiaserScore['method'], (p: Float64Array, y: Float64Array) => Debiaser> = {
    naive: () => ({ correct: (p) => Float64Array.from(p), warnings: [] }),
    LCC: fitLcc,
    Tweedie: (p, y) => fitTweedie(p, y),
  }
  const table = Object.entries(fits).map(([method, fit]): DebiaserScore => {
    const slopes: number[] = []
    const errors: number[] = []
    for (let fold = 0; fold < folds; fold++) {
      const rows = (held: boolean): number[] => Array.from(order).filter((_, i) => (i % folds === fold) === held)
      const pick = (values: ArrayLike<number>, held: boolean): Float64Array => Float64Array.from(rows(held), (i) => values[i])
      const debiaser = fit(pick(prediction, false), pick(truth, false))
      const corrected = debiaser.correct(pick(prediction, true))
      slopes.push(fitLine(pick(truth, true), corrected).slope)
      errors.push(meanSquaredError(corrected, pick(truth, true)))
    }
    return { method: method as DebiaserScore['method'], slope: mean(slopes), slopeSpread: standardDeviation(slopes), mse: mean(errors) }
  })
  const recommended = table.reduce((best, each) => (Math.abs(each.slope - 1) < Math.abs(best.slope - 1) ? each : best)).method
  return { recommended, table }
}
