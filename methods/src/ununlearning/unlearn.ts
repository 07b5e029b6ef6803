/** Forgetting: exactly, by training without, and approximately, by negative preference optimisation. */
import type { Random } from '../random/index.ts'
import { emptyEpisodes, fillContext, remaining, sampleEpisodes } from './episodes.ts'
import type { EpisodeOptions, Episodes } from './episodes.ts'
import { pointerTrainer, predictPointer, trainPointer } from './model.ts'
import type { PointerParams, PointerTraining } from './model.ts'
import { codeOf, drawItem, ITEM_NOISE } from './world.ts'
import type { World } from './world.ts'

/** Exact unlearning: a model that never met the concepts, as target or as parent, trained from the same seed. */
export const unlearnExact = (world: World, forget: readonly number[], training: PointerTraining): Promise<PointerParams> =>
  trainPointer(world, { ...training, exclude: [...(training.exclude ?? []), ...forget] })

export interface NpoOptions extends Pick<EpisodeOptions, 'slots' | 'noise' | 'mix'> {
  random: Random
  steps?: number
  /** β of the preference loss. */
  beta?: number
  rate?: number
  pace?: () => Promise<void>
}

/** Episodes of the forgotten kind and ordinary ones, of each a step. */
const HALF_BATCH = 64

function forgetEpisodes(world: World, forget: readonly number[], options: NpoOptions, random: Random): Episodes {
  const { slots = 4, noise = ITEM_NOISE } = options
  const episodes = emptyEpisodes(world, HALF_BATCH, slots)
  const parents = remaining(world, forget)
  for (let row = 0; row < HALF_BATCH; row++) {
    const target = forget[random.integer(forget.length)]
    fillContext(world, episodes, row, parents, [target], random)
    episodes.y[row] = target
    drawItem(episodes.x.subarray(row * world.attributes, (row + 1) * world.attributes), codeOf(world, target), noise, random)
  }
  return episodes
}

function join(first: Episodes, second: Episodes): Episodes {
  const both = <T extends Float32Array | Uint8Array>(a: T, b: T): T => {
    const out = a instanceof Float32Array ? new Float32Array(a.length + b.length) : new Uint8Array(a.length + b.length)
    out.set(a)
    out.set(b, a.length)
    return out as T
  }
  return {
    count: first.count + second.count,
    slots: first.slots,
    x: both(first.x, second.x),
    defs: both(first.defs, second.defs),
    names: both(first.names, second.names),
    y: both(first.y, second.y),
  }
}

/**
 * Negative preference optimisation (Zhang et al. 2024): descends (2/β) log(1 + (P/P_ref)^β) on forgotten episodes,
 * whose gradient is 2 / (1 + (P_ref/P)^β) · ∇log P, and −log P on ordinary ones. P_ref is the model before.
 */
export async function unlearnNpo(params: PointerParams, world: World, forget: readonly number[], options: NpoOptions): Promise<PointerParams> {
  const { random, steps = 100, beta = 0.5, rate = 1e-3, pace = () => Promise.resolve(), slots, noise, mix } = options
  const trainer = pointerTrainer(world, params, rate)
  const [forgetDraws, retainDraws] = [random.stream('forget'), random.stream('retain')]
  for (let step = 0; step < steps; step++) {
    const forgotten = forgetEpisodes(world, forget, options, forgetDraws)
    const { probabilities } = predictPointer(params, world, forgotten)
    const reference = Float64Array.from(forgotten.y, (name, row) => probabilities[row * world.names + name])
    const episodes = join(forgotten, sampleEpisodes(world, HALF_BATCH, retainDraws, { exclude: forget, slots, noise, mix }))
    trainer.step(episodes, rate, (row, p) =>
      row < HALF_BATCH ? -2 / (1 + (reference[row] / p) ** beta) / HALF_BATCH : 1 / HALF_BATCH)
    await pace()
  }
  return trainer.params()
}
