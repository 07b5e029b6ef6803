/** The reader's own bags: which ρ their held-out bags speak for, and the coefficients it gives. */
import { bagMeans, bagsFromIds, heldOutBagLoss, RHO_GRID, fitLinearFromBags } from '@offprint/methods/aggregate-responses'
import type { Bags } from '@offprint/methods/aggregate-responses'
import { addScaled, column, matrix, NotPositiveDefinite } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import { mean, standardDeviation, withIntercept } from '@offprint/methods/stats'
import { DataError } from '../kit/index.ts'
import type { OwnData, RunContext, RunEvent } from '../kit/index.ts'
import { readNumericTable } from '../kit/numeric-table.ts'
import type { Params } from './lab.ts'

export interface BaggedTable {
  x: Matrix
  names: string[]
  bags: Bags
  means: Float64Array
}

const FOLDS = 5
/** Two bags a fold are the least that say anything about a held-out loss. */
const LEAST_BAGS = 2 * FOLDS

export const ownData: OwnData<BaggedTable> = {
  help: 'One row a person with features, the number of their bag, and the bag\'s mean response (or single responses, of which only the mean of each bag is used). It stays on this machine.',
  columns: [
    { name: 'bag', about: 'which rows belong together: any whole number', required: true },
    { name: 'response', about: "the bag's mean, the same in all its rows; single responses are averaged", required: true },
    { name: 'anything else', about: 'features, numbers', required: true },
  ],
  example: 'bag,response,age,visits\n1,0.40,31,2\n1,0.40,57,0\n2,1.10,44,5\n2,1.10,29,1\n',
  parse(files) {
    const { named, features, x, rows } = readNumericTable(files, ['bag', 'response'])
    const [{ name }] = files
    if (features.length === 0) throw new DataError(`${name} has no features: besides bag and response it needs at least one column of numbers.`)
    const odd = named.bag.findIndex((id) => !Number.isInteger(id))
    if (odd >= 0) throw new DataError(`${name}: column "bag", row ${odd + 1} is ${named.bag[odd]}; it must be a whole number.`)
    const ids = new Map([...new Set(named.bag)].map((id, at) => [id, at]))
    if (ids.size < LEAST_BAGS) throw new DataError(`${name} has ${ids.size} bags; at least ${LEAST_BAGS} are needed to choose between the losses.`)
    if (ids.size === rows) throw new DataError(`${name} has one row in every bag; both losses are then the same, so bring bags of several rows.`)
    if (features.length >= rows - ids.size) throw new DataError(`${name} has ${features.length} features for ${rows} rows in ${ids.size} bags; bring more rows or fewer features.`)
    const matrixOfX = matrix(rows, features.length, x)
    const constant = features.findIndex((_, k) => column(matrixOfX, k).every((value) => value === x[k]))
    if (constant >= 0) throw new DataError(`${name}: column "${features[constant]}" has one value in all rows, so it explains nothing; leave it out.`)
    const bags = bagsFromIds(named.bag.map((id) => ids.get(id)!), ids.size)
    return { x: matrixOfX, names: features, bags, means: bagMeans(named.response, bags) }
  },
}

export async function* runOnOwnData({ random, pace }: RunContext<Params, BaggedTable>, { x, names, bags, means }: BaggedTable): AsyncGenerator<RunEvent, void, void> {
  const features = withIntercept(standardised(x))
  const grid = RHO_GRID
  const order = random.stream('folds').permutation(bags.sizes.length)
  const foldOf = new Int32Array(bags.sizes.length)
  for (let a = 0; a < foldOf.length; a++) foldOf[order[a]] = a % FOLDS
  const loss = new Float64Array(grid.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    await pace()
    addScaled(loss, 1 / FOLDS, independently(() => heldOutBagLoss(features, bags, means, grid, (bag) => foldOf[bag] === fold)))
    yield { type: 'progress', done: (fold + 1) / (FOLDS + 1), label: `fold ${fold + 1} of ${FOLDS}` }
  }
  const best = loss.indexOf(Math.min(...loss))
  const theta = fitLinearFromBags(features, bags, means, { rho: grid[best] })
  const ends = { bag: fitLinearFromBags(features, bags, means, { rho: 0 }), instance: fitLinearFromBags(features, bags, means, { rho: 1 }) }
  yield {
    type: 'metrics',
    metrics: {
      rows: x.rows, features: names.length, bags: bags.sizes.length, rho: grid[best],
      'held-out-loss': loss[best], 'held-out-loss-bag': loss[0], 'held-out-loss-instance': loss[loss.length - 1],
    },
  }
  yield { type: 'series', name: 'held-out loss', x: grid, y: loss }
  yield {
    type: 'table',
    name: 'coefficients',
    rows: ['intercept', ...names].map((feature, j) => ({ feature, chosen: theta[j], bag: ends.bag[j], instance: ends.instance[j] })),
  }
}

/** Says in the reader's terms what a singular system means here. */
function independently<T>(solve: () => T): T {
  try {
    return solve()
  } catch (error) {
    if (!(error instanceof NotPositiveDefinite)) throw error
    throw new DataError('Some features are sums or copies of others, so their coefficients cannot be told apart; leave one of them out.', { cause: error })
  }
}

/** Mean 0 and spread 1, so that ρ weighs all features alike; coefficients are per standard deviation. */
function standardised(x: Matrix): Matrix {
  const out = matrix(x.rows, x.cols)
  for (let k = 0; k < x.cols; k++) {
    const values = column(x, k)
    const centre = mean(values)
    const spread = standardDeviation(values) || 1
    for (let i = 0; i < x.rows; i++) out.data[i * x.cols + k] = (values[i] - centre) / spread
  }
  return out
}
