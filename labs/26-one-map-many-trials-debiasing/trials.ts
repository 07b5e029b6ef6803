/** One world: a generator of images, one map trained upstream, and a trial a treatment effect on that same map. */
import {
  debiasedAte, drawGenerator, drawImages, drawUnits, fitLcc, fitReversedLcc, fitTweedie, ppiAte, propensityWeights, trainImageModel, weightedEffect,
} from '@offprint/methods/one-map-many-trials'
import type { Debiaser, Generator, GeneratorInit, ImageModel, Lcc, Tweedie } from '@offprint/methods/one-map-many-trials'
import { matrix } from '@offprint/methods/linalg'
import type { Matrix } from '@offprint/methods/linalg'
import type { Random } from '@offprint/methods/random'
import { meanAbsoluteError, meanSquaredError, fitLine, linearSpace } from '@offprint/methods/stats'

/** True effects of the eleven trials. */
export const EFFECTS: readonly number[] = Array.from(linearSpace(-2, 2, 11), (tau) => Math.round(tau * 10) / 10)
export const METHODS = ['true outcomes', 'naive', 'LCC', 'Tweedie', 'PPI'] as const
export type Method = (typeof METHODS)[number]

/** Share of the upstream units that the map never sees and that measure its shrinkage. */
const CALIBRATION_SHARE = 0.2
/** Any penalty from 1 to 100 does alike. */
const RIDGE = 10
/** Units whose images are made between two pauses: about 20 ms. */
const UNITS_A_TURN = 500

export interface TrialSettings {
  upstream: number
  downstream: number
  imageNoise: number
  labels: number
  bandwidth: number
  init: GeneratorInit
  /** Regress the truth on the prediction instead: the control. */
  reversed: boolean
}

export interface World {
  generator: Generator
  model: ImageModel
  lcc: Lcc
  tweedie: Tweedie
  /** LCC, or its reverse under the control. */
  linear: Debiaser
  calibration: { prediction: Float64Array; truth: Float64Array }
}

export interface WorldResult {
  /** Estimate of each trial's effect, in the order of EFFECTS. */
  estimates: Record<Method, number[]>
  slope: Record<Method, number>
  mae: Record<Method, number>
  /** Squared error of single units, mean over all trials. */
  unitError: Record<'naive' | 'LCC' | 'Tweedie', number>
}

async function imagesOf(outcome: Float64Array, generator: Generator, noise: number, random: Random, pace: () => Promise<void>, each: (images: Matrix, first: number) => void): Promise<void> {
  for (let first = 0; first < outcome.length; first += UNITS_A_TURN) {
    await pace()
    each(drawImages(generator, outcome.subarray(first, first + UNITS_A_TURN), noise, random), first)
  }
}

/** Upstream: the map on one part, its shrinkage on the other. Each unit has one of the trials' effects, so that outcomes spread alike. */
export async function trainWorld(settings: TrialSettings, random: Random, pace: () => Promise<void>): Promise<World> {
  const generator = drawGenerator(settings.init, random.stream('generator'))
  const { outcome } = drawUnits(settings.upstream, (draws) => EFFECTS[draws.integer(EFFECTS.length)], random.stream('upstream'))
  const width = generator.biases[generator.biases.length - 1].length
  const images = matrix(settings.upstream, width)
  await imagesOf(outcome, generator, settings.imageNoise, random.stream('upstream images'), pace, (part, first) => images.data.set(part.data, first * width))
  const trained = Math.round((1 - CALIBRATION_SHARE) * settings.upstream)
  await pace()
  const model = trainImageModel(matrix(trained, width, images.data.subarray(0, trained * width)), outcome.subarray(0, trained), { ridge: RIDGE, random: random.stream('model') })
  await pace()
  const prediction = model.predict(matrix(settings.upstream - trained, width, images.data.subarray(trained * width)))
  const truth = outcome.subarray(trained)
  const lcc = fitLcc(prediction, truth)
  return {
    generator,
    model,
    lcc,
    tweedie: fitTweedie(prediction, truth, { bandwidth: settings.bandwidth }),
    linear: settings.reversed ? fitReversedLcc(prediction, truth) : lcc,
    calibration: { prediction, truth },
  }
}

/** Downstream: eleven trials on the frozen map. All estimators share units and weights. */
export async function runTrials({ generator, model, linear, tweedie }: World, settings: TrialSettings, random: Random, pace: () => Promise<void>): Promise<WorldResult> {
  const estimates = Object.fromEntries(METHODS.map((method) => [method, [] as number[]])) as Record<Method, number[]>
  const unitError = { naive: 0, LCC: 0, Tweedie: 0 }
  for (const tau of EFFECTS) {
    const stream = random.stream('trial').stream(tau)
    const { outcome, treatment, propensity } = drawUnits(settings.downstream, () => tau, stream)
    const prediction = new Float64Array(settings.downstream)
    await imagesOf(outcome, generator, settings.imageNoise, stream.stream('images'), pace, (part, first) => prediction.set(model.predict(part), first))
    await pace()
    const weights = propensityWeights(treatment, propensity)
    const labelled = new Set(stream.stream('labels').choice(settings.downstream, settings.labels))
    estimates['true outcomes'].push(weightedEffect(outcome, weights).ate)
    estimates.naive.push(weightedEffect(prediction, weights).ate)
    estimates.LCC.push(debiasedAte(linear, prediction, weights).ate)
    estimates.Tweedie.push(debiasedAte(tweedie, prediction, weights).ate)
    estimates.PPI.push(ppiAte(outcome, prediction, weights, labelled))
    unitError.naive += meanSquaredError(prediction, outcome) / EFFECTS.length
    unitError.LCC += meanSquaredError(linear.correct(prediction), outcome) / EFFECTS.length
    unitError.Tweedie += meanSquaredError(tweedie.correct(prediction), outcome) / EFFECTS.length
  }
  const of = (measure: (values: number[]) => number): Record<Method, number> =>
    Object.fromEntries(METHODS.map((method) => [method, measure(estimates[method])])) as Record<Method, number>
  return { estimates, unitError, slope: of((values) => fitLine(EFFECTS, values).slope), mae: of((values) => meanAbsoluteError(values, EFFECTS)) }
}
