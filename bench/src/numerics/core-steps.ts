/* The four training steps on the project's own core. */
import {
  type Core, type Tensor, Tape, adam, causalAttention, columnBlocks, gelu, layerNorm, sgd,
} from '@offprint/methods/numerics'
import {
  GATE, MLP, NOPROP, type Parameter, TRANSFORMER, blockWeights, gateBatches, gateParameters, initial, mlpBatches, mlpParameters,
  nopropBatches, nopropParameters, transformerBatches, transformerParameters,
} from './cases.ts'

/** Runs step number i and returns its loss. */
export type Step = (i: number) => number | Promise<number>

function load(core: Core, list: Parameter[]): { all: Tensor[]; p: Record<string, Tensor>; decay: (d: number) => number[] } {
  const all = initial(list).map((values, i) => core.from(values, list[i].shape))
  return {
    all,
    p: Object.fromEntries(list.map(({ name }, i) => [name, all[i]])),
    decay: (d) => list.map(({ decay }) => (decay ? d : 0)),
  }
}

export function mlpStep(core: Core): Step {
  const { all, p } = load(core, mlpParameters)
  const optimiser = sgd(all, { rate: MLP.rate })
  return (i) => core.scope(() => {
    const { x, y } = mlpBatches[i % mlpBatches.length]
    const tape = new Tape(core, all)
    const hidden = tape.linear(core.from(x, [MLP.batch, MLP.inputs]), p.w1, p.b1, 'relu')
    const loss = tape.crossEntropy(tape.linear(hidden, p.w2, p.b2), core.ids(y))
    optimiser.step(tape.gradients(loss, all))
    return loss.item()
  })
}

export function gateStep(core: Core): Step {
  const { all, p, decay } = load(core, gateParameters)
  const optimiser = adam(all, { rate: GATE.rate, decay: decay(GATE.decay) })
  return (i) => core.scope(() => {
    const { features, audio, prior, y } = gateBatches[i % gateBatches.length]
    const shape = [GATE.batch, GATE.classes]
    const tape = new Tape(core, all)
    const h1 = tape.linear(core.from(features, [GATE.batch, GATE.features]), p.w1, p.b1, 'relu')
    const h2 = tape.linear(h1, p.w2, p.b2, 'relu')
    const w = tape.affine(tape.linear(h2, p.w3, p.b3, 'sigmoid'), GATE.wMax)
    const evidence = tape.unary('log', tape.shift(core.from(prior, shape), tape.unary('exp', p.logEps)))
    const scaled = tape.scale(core.from(audio, shape), tape.unary('exp', tape.affine(p.logT, -1)))
    const nll = tape.crossEntropy(tape.add(scaled, tape.scaleRows(evidence, w)), core.ids(y))
    const spread = tape.add(tape.mean(tape.unary('square', w)), tape.unary('square', tape.mean(w)), 1, -1)
    const loss = tape.add(nll, spread, 1, -GATE.varianceReward * (GATE.batch / (GATE.batch - 1)))
    optimiser.step(tape.gradients(loss, all))
    return loss.item()
  })
}

export function nopropStep(core: Core): Step {
  const { all, p, decay } = load(core, nopropParameters)
  const optimiser = adam(all, { rate: NOPROP.rate, decay: decay(NOPROP.decay) })
  const { batch, inputs, hidden, classes, blocks } = NOPROP
  const weights = core.uninitialised([blocks, batch, classes])
  for (let t = 0; t < blocks; t++) weights.data.fill(blockWeights[t] / batch, t * batch * classes, (t + 1) * batch * classes)
  const ones = core.full([blocks, batch, 1], 1)
  return (i) => core.scope(() => {
    const { x, y, u, z, top } = nopropBatches[i % nopropBatches.length]
    const tape = new Tape(core, all)
    const fromImage = tape.linear(core.from(x, [batch, inputs]), p.a, p.bias)
    const fromNoise = tape.matmul(core.from(z, [blocks, batch, classes]), p.b, {
      out: columnBlocks(core.uninitialised([batch, blocks * hidden]), blocks),
    })
    const h = tape.unary('relu', tape.add(fromImage, fromNoise))
    const logits = tape.add(tape.matmul(columnBlocks(h, blocks), p.c), tape.matmul(ones, p.d))
    const target = core.uninitialised([blocks, batch, classes])
    for (let t = 0; t < blocks; t++) target.data.set(u, t * u.length)
    const error = tape.unary('square', tape.add(tape.softmax(logits), target, 1, -1))
    const local = tape.dot(error, weights)
    const head = tape.crossEntropy(tape.linear(core.from(top, [batch, classes]), p.o, p.o0), core.ids(y))
    const loss = tape.add(local, head)
    optimiser.step(tape.gradients(loss, all))
    return loss.item()
  })
}

export function transformerStep(core: Core): Step {
  const { all, p, decay } = load(core, transformerParameters)
  const { batch, length, layers, heads } = TRANSFORMER
  const optimiser = adam(all, { rate: TRANSFORMER.rate, beta2: 0.99, decay: decay(TRANSFORMER.decay) })
  const positions = core.ids(Array.from({ length: batch * length }, (_, i) => i % length))
  const last = core.ids(Array.from({ length: batch }, (_, i) => i * length + length - 1))
  return (i) => core.scope(() => {
    const { tokens, y } = transformerBatches[i % transformerBatches.length]
    const tape = new Tape(core, all)
    let r = tape.add(tape.gather(p.token, core.ids(tokens)), tape.gather(p.position, positions))
    for (let l = 0; l < layers; l++) {
      const qkv = tape.linear(layerNorm(tape, r, p[`g1.${l}`], p[`h1.${l}`]), p[`qkv.${l}`], p[`bqkv.${l}`])
      r = tape.add(r, tape.linear(causalAttention(tape, qkv, batch, heads), p[`out.${l}`], p[`bout.${l}`]))
      const up = tape.linear(layerNorm(tape, r, p[`g2.${l}`], p[`h2.${l}`]), p[`up.${l}`], p[`bup.${l}`])
      r = tape.add(r, tape.linear(gelu(tape, up), p[`down.${l}`], p[`bdown.${l}`]))
    }
    const normal = layerNorm(tape, tape.gather(r, last), p.g, p.h)
    const loss = tape.crossEntropy(tape.linear(normal, p.unembed), core.ids(y))
    optimiser.step(tape.gradients(loss, all))
    return loss.item()
  })
}
