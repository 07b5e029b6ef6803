/** What the full run adds: bag sizes under label privacy, and plain shrinkage in place of the variance within bags. */
import { bagMoments, fitLinearFromBags, optimalRho, privateBagMeans, privateNoiseVariance } from '@offprint/methods/aggregate-responses'
import type { Bags } from '@offprint/methods/aggregate-responses'
import { matrix, solvePositiveDefinite, squaredDistance } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { mean, ridgeRegression } from '@offprint/methods/stats'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import type { Params } from './lab.ts'
import { drawWorld, inBags } from './world.ts'

/** A second world, small and clean enough for privacy to be the main source of noise. */
const PRIVACY_WORLD = { n: 2000, d: 20, noise: 0.5, signal: 1 }
const PRIVACY_SIZES = [1, 2, 4, 8, 16, 32, 64]
/** One world's private risk scatters by 30 %, so its mean over 100 by 3 %. */
const PRIVACY_REPLICATES = 100

/** |θ - θ*|² of (A + ρ C)⁻¹ b, where C is the covariance of all rows and not the one within bags. */
export function globalShrinkage(x: Matrix, bags: Bags, means: ArrayLike<number>, truth: Float64Array, rho: number): number {
  const { between, within, target } = bagMoments(x, bags, means)
  // Features have mean zero by construction, so the covariance of all rows is between + within.
  const system = between.data.map((value, at) => value + rho * (value + within.data[at]))
  return squaredDistance(solvePositiveDefinite(matrix(x.cols, x.cols, system), target), truth)
}

export async function* privacySweep({ params, random, pace }: Pick<RunContext<Params>, 'params' | 'random' | 'pace'>, from: number): AsyncGenerator<RunEvent, void, void> {
  const { eps, clip } = params
  const { n, d, noise, signal } = PRIVACY_WORLD
  const plan = PRIVACY_SIZES.map((k) => {
    const noiseVar = privateNoiseVariance(noise ** 2, clip, eps, k)
    // With bags of one ρ has no effect at all, so the bag loss stands for every ρ.
    const { rho, risk } = k === 1 ? { rho: 0, risk: optimalRho({ n, d, k, noiseVar, signal }).risk } : optimalRho({ n, d, k, noiseVar, signal })
    return { k, rho, theory: risk, interpolated: [] as number[], bag: [] as number[] }
  })
  const ridges: number[] = []
  // The ridge that is best for coefficients of this length under this much noise: λ = σ² d / |θ*|².
  const ridge = (privateNoiseVariance(noise ** 2, clip, eps, 1) * d) / signal
  for (let r = 0; r < PRIVACY_REPLICATES; r++) {
    const stream = random.stream('private').stream(r)
    const world = drawWorld(PRIVACY_WORLD, stream)
    for (const { k, rho, interpolated, bag } of plan) {
      await pace()
      const { x, bags, responses } = inBags(world, k)
      const released = privateBagMeans(responses, bags, { clip, eps, random: stream.stream(`release ${k}`) })
      interpolated.push(squaredDistance(fitLinearFromBags(x, bags, released, { rho }), world.truth))
      bag.push(rho === 0 ? interpolated[r] : squaredDistance(fitLinearFromBags(x, bags, released, { rho: 0 }), world.truth))
      if (k === 1) ridges.push(squaredDistance(ridgeRegression(x, released, { ridge }), world.truth))
    }
    yield { type: 'progress', done: from + ((1 - from) * (r + 1)) / PRIVACY_REPLICATES, label: `private world ${r + 1} of ${PRIVACY_REPLICATES}` }
  }
  const rows: Row[] = plan.flatMap(({ k, theory, interpolated, bag }) => [
    { k, fit: 'interpolated', risk: mean(interpolated), theory },
    { k, fit: 'bag loss', risk: mean(bag), theory: null },
    { k, fit: 'ridge, bags of one', risk: mean(ridges), theory: null },
  ])
  yield { type: 'table', name: 'privacy', rows }
  const byRisk = plan.toSorted((a, b) => mean(a.interpolated) - mean(b.interpolated))
  yield {
    type: 'metrics',
    metrics: {
      ...Object.fromEntries(plan.map(({ k, interpolated }) => [`private-risk-${k}`, mean(interpolated)])),
      'private-best-bag-size': byRisk[0].k,
      'private-gain': mean(plan[0].interpolated) / mean(byRisk[0].interpolated),
      'private-bag-loss-gain': mean(plan[0].bag) / Math.min(...plan.slice(1).map(({ bag }) => mean(bag))),
      'private-ridge-over-best': mean(ridges) / mean(byRisk[0].interpolated),
      'private-theory-error': mean(plan.map(({ theory, interpolated }) => Math.abs(mean(interpolated) / theory - 1))),
    },
  }
}
