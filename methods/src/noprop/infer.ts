/* Running a trained chain, and looking at its blocks one by one. */
import { accuracy } from '../mlp/index.ts'
import { type Tensor, Tape } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { type NoPropModel, chain, checkRows, noiseLabels } from './train.ts'

export interface Inference {
  /** Class probabilities of the head, averaged over the votes, [n·classes]. */
  probs: Float32Array
  /** û of each block in the first run, [T][n·classes]. */
  perBlock: Float32Array[]
}

export interface InferenceOptions {
  /** Keeps the √c_t ε term, as published; without it the chain is deterministic given z_0. */
  noise: boolean
  /** Runs that are averaged. */
  votes?: number
  /** Puts other blocks at the positions. */
  order?: readonly number[]
}

/** Runs the chain on x [n, d]. */
export function inferNoProp(model: NoPropModel, x: Tensor, options: InferenceOptions, random: Random): Inference {
  const runs = inferVotes(model, x, options, random)
  let run = runs.next()
  while (!run.done) run = runs.next()
  return run.value
}

/** The same, with a pause after each vote. */
export function* inferVotes(
  model: NoPropModel, x: Tensor, { noise, votes = 1, order }: InferenceOptions, random: Random,
): Generator<void, Inference> {
  const { core, shape: { classes } } = model.network
  const probs = new Float32Array(x.shape[0] * classes)
  let perBlock: Float32Array[] = []
  for (let vote = 0; vote < votes; vote++) {
    core.scope(() => {
      const tape = new Tape(core, [])
      const draw = random.stream(vote)
      const run = chain(tape, model, x, { start: draw.stream('start'), noise: noise ? draw.stream('noise') : undefined, order })
      const p = tape.softmax(model.network.classify(tape, run.last)).data
      for (let i = 0; i < p.length; i++) probs[i] += p[i] / votes
      if (vote === 0) perBlock = run.guesses.map((guess) => guess.toArray())
    })
    yield
  }
  return { probs, perBlock }
}

/** Accuracy of each block's guess when z_{t−1} is noised from the true label, [T]: does it read z? */
export function teacherForced(model: NoPropModel, x: Tensor, y: ArrayLike<number>, random: Random): number[] {
  const { network, schedule } = model
  const { core, shape: { classes } } = network
  checkRows(x, y, classes)
  return network.positions.map((t, at) => core.scope(() => {
    const z = core.uninitialised([y.length, classes])
    noiseLabels(z.data, y, classes, schedule.abar[t], random.stream(t))
    return accuracy(network.guess(new Tape(core, []), at, x, z).data, y, classes)
  }))
}

/** Mean probability that a guess [n·classes] gives to the true label: the accuracy of drawing a class from it. */
export function meanTrueProbability(guess: ArrayLike<number>, y: ArrayLike<number>, classes: number): number {
  let sum = 0
  for (let i = 0; i < y.length; i++) sum += guess[i * classes + y[i]]
  return sum / y.length
}
