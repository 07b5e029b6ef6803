/*
 * A toy of indirect object identification: two names, one of them again, the other is the answer.
 *   [BOS, n1, and, n2, filler, filler, S, gave, to] → the name that is not S
 */
import { argmaxRows } from '../mlp/index.ts'
import { type Core, Tape } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { Transformer, trainTransformer } from '../transformer/index.ts'

const NAMES = 20
const BOS = 20
const AND = 21
const GAVE = 24
const TO = 25
const FIRST_FILLER = 26
const FILLERS = 6
export const VOCABULARY = 32
export const LENGTH = 9
/** Where the repeated name stands, which the corruption changes. */
export const SUBJECT_POSITION = 6

/** `swap`: the other name is repeated, so the answer changes sides. `third`: a name that was not there. */
export type Corruption = 'swap' | 'third'

export interface Prompts {
  count: number
  /** [count · 9] */
  clean: Int32Array
  corrupt: Int32Array
  /** Right and wrong answer of the clean prompt, [count]. */
  correct: Int32Array
  wrong: Int32Array
}

export function drawPrompts(count: number, corruption: Corruption, random: Random): Prompts {
  const prompts: Prompts = {
    count, clean: new Int32Array(count * LENGTH), corrupt: new Int32Array(count * LENGTH), correct: new Int32Array(count), wrong: new Int32Array(count),
  }
  for (let i = 0; i < count; i++) {
    const [first, second, third] = random.choice(NAMES, 3)
    const repeatsFirst = random.bernoulli(0.5)
    const [subject, other] = repeatsFirst ? [first, second] : [second, first]
    const filler = (): number => FIRST_FILLER + random.integer(FILLERS)
    const tokens = [BOS, first, AND, second, filler(), filler(), subject, GAVE, TO]
    prompts.clean.set(tokens, i * LENGTH)
    tokens[SUBJECT_POSITION] = corruption === 'swap' ? other : third
    prompts.corrupt.set(tokens, i * LENGTH)
    prompts.correct[i] = other
    prompts.wrong[i] = subject
  }
  return prompts
}

export interface IoiSettings {
  layers: number
  width: number
  heads: number
  mlp: number
  steps: number
}

const TRAINING = { batch: 64, rate: 2e-3, decay: 0.01, beta2: 0.99, warmUp: 50 }
const ACCURACY_PROMPTS = 200

/** Trains a model on the task; yields after each step. `accuracy` is on fresh prompts. */
export function* trainIoi(core: Core, settings: IoiSettings, random: Random): Generator<void, { model: Transformer; lossCurve: number[]; accuracy: number }> {
  const { layers, width, heads, mlp, steps } = settings
  const model = new Transformer(core, { vocabulary: VOCABULARY, length: LENGTH, width, heads, layers, mlp }, random.stream('model'))
  const draws = random.stream('training prompts')
  const batch = (count: number): { tokens: Int32Array; answers: Int32Array } => {
    const { clean, correct } = drawPrompts(count, 'swap', draws)
    return { tokens: clean, answers: correct }
  }
  const lossCurve: number[] = []
  for (const loss of trainTransformer(model, batch, { ...TRAINING, warmUp: Math.min(TRAINING.warmUp, steps), steps })) {
    lossCurve.push(loss)
    yield
  }
  const { clean, correct } = drawPrompts(ACCURACY_PROMPTS, 'swap', random.stream('accuracy prompts'))
  const accuracy = core.scope(() => {
    const tape = new Tape(core, [])
    const best = argmaxRows(model.forward(tape, model.embed(tape, core.ids(clean))).data, VOCABULARY)
    return best.reduce((right, token, i) => right + Number(token === correct[i]), 0) / ACCURACY_PROMPTS
  })
  return { model, lossCurve, accuracy }
}
