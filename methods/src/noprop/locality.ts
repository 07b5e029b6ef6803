/* The exact claims: no gradient crosses from one block to another, and a block trained alone is the same block. */
import { type Core, type Tensor, Tape } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'
import { BlockNetwork } from './network.ts'
import { type NoPropModel, type NoPropSettings, localLoss, noiseLabels, trainNoProp } from './train.ts'

/** Entries of each parameter that belong to the block at index `at`, in order. */
function ownEntries(network: BlockNetwork, at: number): { tensor: Tensor; owns: (i: number) => boolean }[] {
  const { positions: { length: n }, shape: { hidden } } = network
  return network.blockParameters.map((tensor) => ({
    tensor,
    // A holds the blocks side by side in its columns, the others one after the other.
    owns: tensor === network.a
      ? (i: number) => Math.floor((i % (n * hidden)) / hidden) === at
      : (i: number) => Math.floor(i / (tensor.size / n)) === at,
  }))
}

/** Largest |∂L_t/∂θ_s| over all blocks s ≠ t, for the block at index `at` on rows x with labels y; 0 is exact. */
export function crossTalk(model: NoPropModel, x: Tensor, y: ArrayLike<number>, at: number, random: Random): number {
  const { network, schedule } = model
  const { core, positions, shape: { classes } } = network
  return core.scope(() => {
    const z = core.uninitialised([positions.length, y.length, classes])
    positions.forEach((t, i) => noiseLabels(z.data.subarray(i * y.length * classes, (i + 1) * y.length * classes), y, classes, schedule.abar[t], random.stream(t)))
    const alone = { ...schedule, snrGain: schedule.snrGain.map((gain, t) => (t === positions[at] ? gain : 0)) }
    const tape = new Tape(core, network.blockParameters)
    const gradients = tape.gradients(localLoss(tape, { ...model, schedule: alone }, x, z, y, 1), network.blockParameters)
    let largest = 0
    ownEntries(network, at).forEach(({ owns }, p) => gradients[p].data.forEach((g, i) => {
      if (!owns(i)) largest = Math.max(largest, Math.abs(g))
    }))
    return largest
  })
}

/** Largest difference between a block's parameters trained with all others and trained alone; 0 is bit-identical. */
export function* aloneDifference(
  core: Core, x: Tensor, y: ArrayLike<number>, settings: NoPropSettings, block: number, random: Random,
): Generator<void, number> {
  const together = yield* trainNoProp(core, x, y, settings, random)
  const alone = yield* trainNoProp(core, x, y, { ...settings, only: [block] }, random)
  let largest = 0
  const mine = ownEntries(together.network, block)
  alone.network.blockParameters.forEach((tensor, p) => {
    const among = mine[p].tensor.data.filter((_, i) => mine[p].owns(i))
    tensor.data.forEach((value, i) => { largest = Math.max(largest, Math.abs(value - among[i])) })
  })
  return largest
}
