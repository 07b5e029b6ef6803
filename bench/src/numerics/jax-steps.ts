/*
 * The four training steps in jax-js on its wasm device, each one jitted function that takes parameters, optimiser state
 * and a batch, and returns them updated, as the library's own advice has it. Every step is awaited.
 */
import { type Array as JaxArray, blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import {
  GATE, MLP, NOPROP, type Parameter, TRANSFORMER, blockWeights, gateBatches, gateParameters, initial, mlpBatches, mlpParameters,
  nopropBatches, nopropParameters, transformerBatches, transformerParameters,
} from './cases.ts'
import type { Step } from './core-steps.ts'

type Named = Record<string, JaxArray>

export async function startJax(): Promise<void> {
  await init('wasm')
  defaultDevice('wasm')
}

const array = (values: Float32Array, shape: number[]): JaxArray => np.array(values as Float32Array<ArrayBuffer>).reshape(shape)

function load(list: Parameter[]): Named {
  return Object.fromEntries(initial(list).map((values, i) => [list[i].name, array(values, list[i].shape)]))
}


/** A second reference to each array: every function of jax-js consumes what it is given. */
const again = (p: Named): Named => Object.fromEntries(Object.entries(p).map(([name, w]) => [name, w.ref]))

/** −mean log softmax(logits)[label], the labels as one-hot rows. */
function crossEntropy(logits: JaxArray, onehot: JaxArray): JaxArray {
  const n = logits.shape[0]
  return nn.logSoftmax(logits).mul(onehot).sum().mul(-1 / n)
}

/** AdamW over named arrays; `time` is the number of the step as an array. Consumes everything it is given. */
function adamW(p: Named, g: Named, m: Named, v: Named, time: JaxArray, list: Parameter[], rate: number, beta2: number, decay: number): [Named, Named, Named] {
  const [w2, m2, v2]: Named[] = [{}, {}, {}]
  const c1 = np.subtract(1, np.power(0.9, time.ref))
  const c2 = np.subtract(1, np.power(beta2, time))
  for (const { name, decay: decays } of list) {
    m2[name] = m[name].mul(0.9).add(g[name].ref.mul(0.1))
    v2[name] = v[name].mul(beta2).add(np.square(g[name]).mul(1 - beta2))
    const update = m2[name].ref.div(c1.ref).div(np.sqrt(v2[name].ref.div(c2.ref)).add(1e-8))
    w2[name] = (decays ? p[name].mul(1 - rate * decay) : p[name]).sub(update.mul(rate))
  }
  c1.dispose()
  c2.dispose()
  return [w2, m2, v2]
}

/** A step with AdamW around a loss of parameters and batch. */
function adamStep<B extends Named>(
  list: Parameter[], loss: (p: Named, batch: B) => JaxArray, batch: (i: number) => B, { rate, decay, beta2 = 0.999 }: { rate: number; decay: number; beta2?: number },
): Step {
  const update = jit((p: Named, m: Named, v: Named, time: JaxArray, data: B) => {
    const [value, gradient] = valueAndGrad(loss)(again(p) as never, data as never) as unknown as [JaxArray, Named]
    const [w2, m2, v2] = adamW(p, gradient, m, v, time, list, rate, beta2, decay)
    return [w2, m2, v2, value] as [Named, Named, Named, JaxArray]
  })
  let p = load(list)
  const zeros = (): Named => Object.fromEntries(list.map(({ name, shape }) => [name, np.zeros(shape)]))
  let [m, v] = [zeros(), zeros()]
  return async (i) => {
    let value: JaxArray
    ;[p, m, v, value] = update(p as never, m as never, v as never, np.array(i + 1), batch(i) as never) as [Named, Named, Named, JaxArray]
    await blockUntilReady([p, m, v])
    return ((await value.data()) as Float32Array)[0]
  }
}

function onehot(y: Int32Array, k: number): JaxArray {
  const rows = new Float32Array(y.length * k)
  y.forEach((label, i) => { rows[i * k + label] = 1 })
  return array(rows, [y.length, k])
}

export function mlpStep(): Step {
  const loss = (p: Named, b: Named): JaxArray => {
    const hidden = nn.relu(np.matmul(b.x, p.w1).add(p.b1))
    return crossEntropy(np.matmul(hidden, p.w2).add(p.b2), b.y)
  }
  const update = jit((p: Named, b: Named) => {
    const [value, gradient] = valueAndGrad(loss)(again(p) as never, b as never) as unknown as [JaxArray, Named]
    const next: Named = {}
    for (const name of Object.keys(p)) next[name] = p[name].sub(gradient[name].mul(MLP.rate))
    return [next, value] as [Named, JaxArray]
  })
  let p = load(mlpParameters)
  return async (i) => {
    const { x, y } = mlpBatches[i % mlpBatches.length]
    let value: JaxArray
    ;[p, value] = update(p as never, { x: array(x, [MLP.batch, MLP.inputs]), y: onehot(y, MLP.classes) } as never) as [Named, JaxArray]
    await blockUntilReady(p)
    return ((await value.data()) as Float32Array)[0]
  }
}

export function gateStep(): Step {
  const loss = (p: Named, b: Named): JaxArray => {
    const h1 = nn.relu(np.matmul(b.features, p.w1).add(p.b1))
    const h2 = nn.relu(np.matmul(h1, p.w2).add(p.b2))
    const w = nn.sigmoid(np.matmul(h2, p.w3).add(p.b3)).mul(GATE.wMax)
    const evidence = np.log(b.prior.add(np.exp(p.logEps)))
    const z = b.audio.mul(np.exp(p.logT.mul(-1))).add(evidence.mul(w.ref))
    const centre = w.ref.sub(np.mean(w))
    const variance = np.square(centre).sum().mul(1 / (GATE.batch - 1))
    return crossEntropy(z, b.y).sub(variance.mul(GATE.varianceReward))
  }
  return adamStep(gateParameters, loss, (i) => {
    const { features, audio, prior, y } = gateBatches[i % gateBatches.length]
    const shape = [GATE.batch, GATE.classes]
    return { features: array(features, [GATE.batch, GATE.features]), audio: array(audio, shape), prior: array(prior, shape), y: onehot(y, GATE.classes) }
  }, GATE)
}

export function nopropStep(): Step {
  const { batch, inputs, hidden, classes, blocks } = NOPROP
  const weights = array(blockWeights.map((w) => w / batch), [blocks, 1, 1])
  const loss = (p: Named, b: Named): JaxArray => {
    const image = np.matmul(b.x, p.a).add(p.bias).reshape([batch, blocks, hidden]).transpose([1, 0, 2])
    const h = nn.relu(image.add(np.matmul(b.z, p.b)))
    const probabilities = nn.softmax(np.matmul(h, p.c).add(p.d), -1)
    const local = np.square(probabilities.sub(b.u.reshape([1, batch, classes]))).mul(b.weights).sum()
    return local.add(crossEntropy(np.matmul(b.top, p.o).add(p.o0), b.y))
  }
  return adamStep(nopropParameters, loss, (i) => {
    const { x, y, u, z, top } = nopropBatches[i % nopropBatches.length]
    return {
      x: array(x, [batch, inputs]), z: array(z, [blocks, batch, classes]), u: array(u, [batch, classes]), top: array(top, [batch, classes]),
      y: onehot(y, classes), weights: weights.ref,
    }
  }, NOPROP)
}

export function transformerStep(): Step {
  const { batch, length, vocabulary, width, heads, layers } = TRANSFORMER
  const rows = batch * length
  const mask = array(Float32Array.from({length: 81}, (_, i) => (i % 9 > Math.floor(i / 9) ? -1e9 : 0)), [1, 9, 9])
  const layerNorm = (x: JaxArray, gain: JaxArray, bias: JaxArray): JaxArray => {
    const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }))
    const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
    return centred.div(np.sqrt(variance.add(1e-5))).mul(gain).add(bias)
  }
  const loss = (p: Named, b: Named): JaxArray => {
    let r = np.matmul(b.tokens, p.token).reshape([batch, length, width]).add(p.position).reshape([rows, width])
    for (let l = 0; l < layers; l++) {
      const qkv = np.matmul(layerNorm(r.ref, p[`g1.${l}`], p[`h1.${l}`]), p[`qkv.${l}`]).add(p[`bqkv.${l}`])
      const [q, k, v] = np.split(qkv.reshape([batch, length, 3 * width]), 3, -1).map((x) => x.reshape([batch, length, heads, width / heads]).transpose([0, 2, 1, 3]).reshape([batch*heads, length, width/heads]))
      const scores = np.matmul(q, k.transpose([0, 2, 1])).mul(1 / Math.sqrt(width / heads)).add(b.mask.ref)
      const mixed = np.matmul(nn.softmax(scores, -1), v).reshape([batch, heads, length, width / heads]).transpose([0, 2, 1, 3]).reshape([rows, width])
      r = r.add(np.matmul(mixed, p[`out.${l}`]).add(p[`bout.${l}`]))
      const up = nn.gelu(np.matmul(layerNorm(r.ref, p[`g2.${l}`], p[`h2.${l}`]), p[`up.${l}`]).add(p[`bup.${l}`]))
      r = r.add(np.matmul(up, p[`down.${l}`]).add(p[`bdown.${l}`]))
    }
    b.mask.dispose()
    const last = r.reshape([batch, length, width]).slice([], length - 1)
    return crossEntropy(np.matmul(layerNorm(last, p.g, p.h), p.unembed), b.y)
  }
  return adamStep(transformerParameters, loss, (i) => {
    const { tokens, y } = transformerBatches[i % transformerBatches.length]
    return { tokens: onehot(tokens, vocabulary), y: onehot(y, vocabulary), mask: mask.ref }
  }, { ...TRANSFORMER, beta2: 0.99 })
}
