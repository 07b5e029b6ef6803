import { aggregateRisk, fitLinearFromBags, instanceLoss, interpolatedLoss, optimalRho, RHO_GRID } from '@offprint/methods/aggregate-responses'
import { linearRegression, mean } from '@offprint/methods/stats'
import { LabUsageError } from '../kit/index.ts'
import type { Row, RunContext, RunEvent } from '../kit/index.ts'
import { BAG_SIZES } from './lab.ts'
import type { Params } from './lab.ts'
import { globalShrinkage, privacySweep } from './extras.ts'
import { runOnOwnData } from './own-data.ts'
import type { BaggedTable } from './own-data.ts'
import { crossValidated, drawWorld, FOLDS, inBags, riskOverRho } from './world.ts'

/** Below this ρ the bag loss dominates and at 125 bags for 100 features scatters too much to compare with a mean. */
const THEORY_FROM_RHO = 0.01

export async function* run(context: RunContext<Params, BaggedTable>): AsyncGenerator<RunEvent, void, void> {
  if (context.data) {
    yield* runOnOwnData(context, context.data)
    return
  }
  const { params, random, control, pace } = context
  const alone = control === 'bags-of-one'
  if (params.extras) checkFoldRows(params)
  const size = (k: number): number => (alone ? 1 : k)
  const setting = (k: number) => ({ n: params.n, d: params.d, k: size(k), noiseVar: params.noise ** 2, signal: params.signal })
  const predicted = new Map(BAG_SIZES.map((k) => [k, optimalRho(setting(k)).rho]))
  const risks = new Map(BAG_SIZES.map((k) => [k, [] as Float64Array[]]))
  const chosen = new Map(BAG_SIZES.map((k) => [k, [] as number[]]))
  const globalOverWithin: number[] = []
  const done = params.extras ? 0.6 : 1
  yield* identities(context)

  for (let r = 0; r < params.replicates; r++) {
    const stream = random.stream('world').stream(r)
    const world = drawWorld(params, stream)
    for (const k of BAG_SIZES) {
      await pace()
      const { x, bags, means } = inBags(world, size(k))
      const released = control === 'permuted-labels' ? stream.stream('permutation').shuffle(means) : means
      const curve = riskOverRho(x, bags, released, world.truth)
      risks.get(k)!.push(curve)
      if (!params.extras) continue
      const held = await crossValidated(x, bags, released, stream.stream('folds').permutation(bags.sizes.length), pace)
      chosen.get(k)!.push(curve[held.indexOf(Math.min(...held))])
      if (k === 4) globalOverWithin.push(globalShrinkage(x, bags, released, world.truth, predicted.get(k)!))
    }
    yield { type: 'progress', done: (done * (r + 1)) / params.replicates, label: `world ${r + 1} of ${params.replicates}` }
    if ((r + 1) % REPORT_EVERY === 0 || r + 1 === params.replicates) yield* curves(risks, setting)
  }
  yield { type: 'metrics', metrics: curveMetrics(risks, setting, predicted) }
  if (!params.extras) return

  const within = mean(risks.get(4)!.map((curve) => curve[RHO_GRID.indexOf(predicted.get(4)!)]))
  const rows = BAG_SIZES.map((k): Row => ({ k, risk: mean(chosen.get(k)!), rho: 'cross-validated' }))
  yield { type: 'table', name: 'cross-validated', rows }
  yield {
    type: 'metrics',
    metrics: {
      'share-rho-wins': Math.min(...BAG_SIZES.filter((k) => k > 2).map((k) => shareWins(risks.get(k)!, predicted.get(k)!))),
      'share-rho-wins-2': shareWins(risks.get(2)!, predicted.get(2)!),
      'global-over-within': mean(globalOverWithin) / within,
      ...Object.fromEntries(BAG_SIZES.map((k) => [`cross-validated-over-best-${k}`, mean(chosen.get(k)!) / Math.min(...meanCurve(risks.get(k)!))])),
    },
  }
  yield* privacySweep(context, done)
}

/** Every fit of the cross-validation needs more rows than features; a fold of the largest bags leaves the fewest. */
function checkFoldRows({ n, d }: Params): void {
  const left = Math.min(...BAG_SIZES.map((k) => {
    const bags = Math.floor(n / k)
    return (bags - Math.ceil(bags / FOLDS)) * k
  }))
  if (left <= d) throw new LabUsageError(`"n" = ${n} leaves ${left} rows outside a fold of the cross-validation for "d" = ${d} features; take more rows, fewer features, or "extras" off.`)
}

/** Progress figures are redrawn this often. */
const REPORT_EVERY = 5

/** The two identities, on predictions that have nothing to do with the data and on the data's own fit. */
function* identities({ params, random }: Pick<RunContext<Params>, 'params' | 'random'>): Generator<RunEvent> {
  const stream = random.stream('identities')
  const world = drawWorld(params, stream)
  let identity = 0
  let difference = 0
  for (const k of BAG_SIZES) {
    const { x, bags, means } = inBags(world, k)
    const prediction = stream.normals(x.rows)
    const { bag, within } = interpolatedLoss(prediction, bags, means, 1)
    identity = Math.max(identity, Math.abs(instanceLoss(prediction, bags, means) - bag - within))
    const repeated = Float64Array.from(bags.bagId, (a) => means[a])
    const ordinary = linearRegression(x, repeated)
    const theta = fitLinearFromBags(x, bags, means, { rho: 1 })
    difference = Math.max(difference, ...theta.map((value, j) => Math.abs(value - ordinary[j])))
  }
  yield { type: 'metrics', metrics: { 'identity-error': identity, 'least-squares-difference': difference } }
}

type Setting = (k: number) => { n: number; d: number; k: number; noiseVar: number; signal: number }

const meanCurve = (curves: readonly Float64Array[]): Float64Array => Float64Array.from(RHO_GRID, (_, j) => mean(curves.map((curve) => curve[j])))

const shareWins = (curves: readonly Float64Array[], rho: number): number => {
  const at = RHO_GRID.indexOf(rho)
  return mean(curves.map((curve) => (curve[at] < Math.min(curve[0], curve[curve.length - 1]) ? 1 : 0)))
}

/** The formula says nothing about the bag loss alone when there are no more bags than features. */
function theory(setting: ReturnType<Setting>, rho: number): number | null {
  if (rho === 0 && Math.floor(setting.n / setting.k) <= setting.d) return null
  return aggregateRisk({ ...setting, rho }).risk
}

/** ρ = 0 has no place on a logarithmic axis; it is drawn at its left end. */
const DRAWN_ZERO = 5e-4

function* curves(risks: Map<number, Float64Array[]>, setting: Setting): Generator<RunEvent> {
  const rows: Row[] = []
  const sizes: Row[] = []
  for (const [k, all] of risks) {
    const curve = meanCurve(all)
    for (const [j, rho] of RHO_GRID.entries()) rows.push({ k: `bags of ${k}`, rho: rho || DRAWN_ZERO, risk: curve[j], theory: theory(setting(k), rho) })
    sizes.push({ k, loss: 'bag loss', risk: curve[0] }, { k, loss: 'instance loss', risk: curve[curve.length - 1] }, { k, loss: 'best between', risk: Math.min(...curve) })
  }
  yield { type: 'table', name: 'risk', rows }
  yield { type: 'table', name: 'sizes', rows: sizes }
  yield { type: 'table', name: 'parts', rows: biasAndVariance(setting) }
}

/** What the formula says the risk is made of, at the bag size of the middle. */
function biasAndVariance(setting: Setting): Row[] {
  return RHO_GRID.filter((rho) => theory(setting(4), rho) !== null).flatMap((rho) => {
    const { bias, variance } = aggregateRisk({ ...setting(4), rho })
    return [{ rho: rho || DRAWN_ZERO, part: 'bias', value: bias }, { rho: rho || DRAWN_ZERO, part: 'variance', value: variance }]
  })
}

function curveMetrics(risks: Map<number, Float64Array[]>, setting: Setting, predicted: Map<number, number>): Record<string, number> {
  const metrics: Record<string, number> = {}
  const bag = new Map<number, number>()
  for (const [k, all] of risks) {
    const curve = meanCurve(all)
    const instance = curve[curve.length - 1]
    bag.set(k, curve[0])
    const errors = RHO_GRID.flatMap((rho, j) => {
      const expected = theory(setting(k), rho)
      return rho >= THEORY_FROM_RHO && expected !== null ? [Math.abs(curve[j] / expected - 1)] : []
    })
    metrics[`risk-bag-${k}`] = curve[0]
    metrics[`risk-instance-${k}`] = instance
    metrics[`risk-best-${k}`] = Math.min(...curve)
    metrics[`risk-predicted-rho-${k}`] = curve[RHO_GRID.indexOf(predicted.get(k)!)]
    metrics[`gain-${k}`] = Math.min(...curve) / Math.min(curve[0], instance)
    metrics[`bag-over-instance-${k}`] = curve[0] / instance
    metrics[`theory-error-${k}`] = mean(errors)
  }
  return {
    ...metrics,
    'theory-error-worst': Math.max(...BAG_SIZES.map((k) => metrics[`theory-error-${k}`])),
    'bag-8-over-4': bag.get(8)! / bag.get(4)!,
    'bag-16-over-8': bag.get(16)! / bag.get(8)!,
  }
}
