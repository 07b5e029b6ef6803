/**
 * Part B: handwritten digits (card, section g.B). Six random digits are known, four are never shown to the network;
 * 14 × 14 pixels, a perceptron 196-256-128-6.
 */
import { accuracy, argmaxRows, trainClassifier } from '@offprint/methods/classifier'
import { auroc, oscr } from '@offprint/methods/costarr'
import { loadDigits, poolDigits } from '@offprint/methods/mnist'
import type { Random } from '@offprint/methods/random'
import { allScores, fitScores, SCORES } from './scoring.ts'
import type { ScoreName } from './scoring.ts'

const KNOWN_DIGITS = 6
const TRAIN_SHARE = 0.7
const NETWORK = { hidden: [256, 128], steps: 600, rate: 1e-3, batch: 128, schedule: 'linear' } as const

export interface DigitsResult {
  auroc: Record<ScoreName, number>
  oscr: Record<ScoreName, number>
  /** Accuracy on known test digits. */
  closedAccuracy: number
  curves: { score: ScoreName; fpr: number; ccr: number }[]
}

/** Scores whose OSCR curve is drawn, and points each is thinned to. */
const DRAWN: readonly ScoreName[] = ['MSP', 'MaxLogit', 'GHOST', 'COSTARR']
const CURVE_POINTS = 60

export async function digitsExperiment(random: Random, rolled: boolean, pace: () => Promise<void>): Promise<DigitsResult> {
  const digits = poolDigits(await loadDigits())
  await pace()
  const known = random.stream('known digits').choice(10, KNOWN_DIGITS)
  const classOf = new Map(Array.from(known, (digit, index) => [digit, index]))
  const order = random.stream('split').permutation(digits.count)
  const rows = { train: [] as number[], known: [] as number[], unknown: [] as number[] }
  const total = digits.labels.filter((label) => classOf.has(label)).length
  for (const i of order) {
    if (!classOf.has(digits.labels[i])) rows.unknown.push(i)
    else if (rows.train.length < TRAIN_SHARE * total) rows.train.push(i)
    else rows.known.push(i)
  }
  const take = (chosen: readonly number[]): Float32Array => {
    const out = new Float32Array(chosen.length * digits.size)
    for (const [at, row] of chosen.entries()) out.set(digits.pixels.subarray(row * digits.size, (row + 1) * digits.size), at * digits.size)
    return out
  }
  const labelsOf = (chosen: readonly number[]) => Uint8Array.from(chosen, (row) => classOf.get(digits.labels[row])!)
  const x = take(rows.train)
  const labels = labelsOf(rows.train)
  const net = await trainClassifier({ x, labels, dims: digits.size, classes: KNOWN_DIGITS }, { ...NETWORK, random: random.stream('network'), pace })
  const see = (pixels: Float32Array) => ({ features: net.features(pixels), logits: net.logits(pixels) })
  const layer = { weights: net.classWeights, classes: KNOWN_DIGITS, dims: NETWORK.hidden[1] }
  const fitted = fitScores(see(x), labels, layer, rolled)
  await pace()
  const [knownSeen, knownLabels] = [see(take(rows.known)), labelsOf(rows.known)]
  const knownScores = allScores(fitted, knownSeen)
  await pace()
  const unknownScores = allScores(fitted, see(take(rows.unknown)))
  const correct = Array.from(argmaxRows(knownSeen.logits, KNOWN_DIGITS), (predicted, i) => predicted === knownLabels[i])
  const result: DigitsResult = {
    auroc: Object.fromEntries(SCORES.map((name) => [name, auroc(knownScores[name], unknownScores[name])])) as Record<ScoreName, number>,
    oscr: {} as Record<ScoreName, number>,
    closedAccuracy: accuracy(knownSeen.logits, knownLabels, KNOWN_DIGITS),
    curves: [],
  }
  for (const name of SCORES) {
    const curve = oscr(knownScores[name], correct, unknownScores[name])
    result.oscr[name] = curve.area
    if (!DRAWN.includes(name)) continue
    for (let point = 0; point <= CURVE_POINTS; point++) {
      const at = Math.round((point / CURVE_POINTS) * (curve.fpr.length - 1))
      result.curves.push({ score: name, fpr: Number(curve.fpr[at].toFixed(4)), ccr: Number(curve.ccr[at].toFixed(4)) })
    }
    await pace()
  }
  return result
}
