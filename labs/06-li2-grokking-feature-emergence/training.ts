/* One training of the network, watched. */
import { type GroupTask, Li2, type Li2Settings, type Li2Step } from '@offprint/methods/li2'
import { createCore } from '@offprint/methods/numerics'
import type { Random } from '@offprint/methods/random'

const MEMORISED = 0.99
export const UNDERSTOOD = 0.9

/** What the checks need to know of one training. */
export interface Trained {
  steps: Li2Step[]
  last: Li2Step
  /** First step with 99 % training accuracy, and with 90 % test accuracy. */
  stepTrain: number | undefined
  stepTest: number | undefined
  /** The features [2M, K]; empty after an early stop. */
  w: Float32Array
  /** The features at the steps that were to be kept. */
  kept: (Li2Step & { w: Float32Array })[]
}

interface Watch {
  /** Ends the training early. */
  stop?: (step: Li2Step) => boolean
  /** Steps at which the features are kept, as they are measured. */
  keep?: ReadonlySet<number>
}

/** Trains to the end, or until `stop` says so. */
export async function train(task: GroupTask, settings: Li2Settings, random: Random, pace: () => Promise<void>, { stop, keep }: Watch = {}): Promise<Trained> {
  const net = new Li2(createCore(), task, settings, random)
  const steps: Li2Step[] = []
  const kept: Trained['kept'] = []
  let isStopped = false
  for (let step = 0; step <= settings.steps && !isStopped; step++) {
    const w = keep?.has(step) ? net.w.toArray() : undefined
    const measured = net.step(step)
    steps.push(measured)
    if (w) kept.push({ ...measured, w })
    isStopped = stop?.(measured) ?? false
    await pace()
  }
  const find = (reached: (s: Li2Step) => boolean): number | undefined => steps.find(reached)?.step
  return {
    steps, last: steps[steps.length - 1], stepTrain: find((s) => s.trainAccuracy >= MEMORISED), stepTest: find((s) => s.testAccuracy >= UNDERSTOOD),
    w: isStopped ? new Float32Array(0) : net.w.toArray(), kept,
  }
}
