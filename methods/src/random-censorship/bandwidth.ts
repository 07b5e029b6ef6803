/** Choosing the kernel's bandwidth without knowing the truth: the one whose fits have the least held-out Beran risk. */
import { matrix, matvec, row } from '../linalg/index.ts'
import type { Matrix } from '../linalg/index.ts'
import { beranSurvival } from './beran.ts'
import { censoredRisk, ipcwWeights, weightedRidge } from './weights.ts'

export interface BandwidthSearch {
  x: Matrix
  /** Features the regressor uses, [n, p]; rows as in `x`. */
  features: Matrix
  time: ArrayLike<number>
  /** δ: 1 where seen to the end. */
  event: ArrayLike<number>
  /** Bandwidths to try, each above zero. */
  grid: readonly number[]
  /** Rows take turns: row i is held out in fold `order[i] % folds`. */
  folds: number
  order: ArrayLike<number>
  ridge: number
  clip?: number
}

/** The grid's bandwidth of least held-out risk, and the risk of each. O(grid · n²). */
export function selectBandwidth(search: BandwidthSearch): { bandwidth: number; risks: Float64Array } {
  const { x, features, time, event, grid, folds, order, ridge, clip } = search
  if (grid.length === 0) throw new RangeError('A choice of bandwidth needs at least one to choose from.')
  if (!(folds >= 2 && folds <= time.length)) throw new RangeError(`Cross-validation needs from 2 to ${time.length} folds, not ${folds}.`)
  const censored = Float64Array.from(event, (flag) => 1 - flag)
  const risks = Float64Array.from(grid, (bandwidth) => {
    const { weights } = ipcwWeights(event, beranSurvival({ x, time, censored, bandwidth }), { clip })
    const prediction = new Float64Array(time.length)
    for (let fold = 0; fold < folds; fold++) {
      const inFold = (i: number): boolean => order[i] % folds === fold
      const kept = Array.from({ length: time.length }, (_, i) => i).filter((i) => !inFold(i))
      const training = matrix(kept.length, features.cols)
      for (const [to, i] of kept.entries()) training.data.set(row(features, i), to * features.cols)
      const b = weightedRidge(training, kept.map((i) => time[i]), kept.map((i) => weights[i]), ridge)
      const all = matvec(features, b)
      for (let i = 0; i < time.length; i++) if (inFold(i)) prediction[i] = all[i]
    }
    return censoredRisk(time, weights, prediction)
  })
  return { bandwidth: grid[risks.indexOf(Math.min(...risks))], risks }
}
