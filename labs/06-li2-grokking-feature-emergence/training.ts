/* One training of the network, watched. */
import { type GroupTask, type Li2Settings, type Li2Step, trainLi2 } from '@offprint/methods/li2'
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
}

/** Trains to the end, or until `stop` says so. */
export async function train(
  task: GroupTask, settings: Li2Settings, random: Random, pace: () => Promise<void>, stop?: (step: Li2Step) => boolean,
): Promise<Trained> {
  const training = trainLi2(createCore(), task, settings, random)
  const steps: Li2Step[] = []
  let next = training.next()
  while (!next.done) {
    steps.push(next.value)
    if (stop?.(next.value)) break
    await pace()
    next = training.next()
  }
  const find = (reached: (s: Li2Step) => boolean): number | undefined => steps.find(reached)?.step
  return {
    steps, last: steps[steps.length - 1], stepTrain: find((s) => s.trainAccuracy >= MEMORISED), stepTest: find((s) => s.testAccuracy >= UNDERSTOOD),
    w: next.done ? next.value.w.toArray() : new Float32Array(0),
  }
}
