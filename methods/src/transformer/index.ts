/**
 * A small pre-norm causal transformer on the numerics core: learned positions, GELU in its tanh form, a final layer
 * norm, no unembedding bias, logits at the last position only. Every activation that interpretability looks at is
 * returned, can be replaced on the way, and can be asked for its gradient.
 */
import { type Core, type Ids, Tape, type Tensor, adam, causalAttention, gelu, layerNorm } from '../numerics/index.ts'
import type { Random } from '../random/index.ts'

export interface TransformerShape {
  vocabulary: number
  /** Tokens a sequence. */
  length: number
  width: number
  heads: number
  layers: number
  /** Hidden units of the MLP. */
  mlp: number
}

/** What relevance propagation holds constant in the backward pass; the values stay the same. See numerics/layers.ts. */
export interface Constants {
  constantScale?: boolean
  constantQuotient?: boolean
  constantPattern?: boolean
}

/** `r0` is the embedding, `r1` … the residual stream after each layer, `attn0` … and `mlp0` … what each layer adds. */
export type Component = `r${number}` | `attn${number}` | `mlp${number}`

export interface ForwardOptions extends Constants {
  /** Called with each activation [sequences·length, width]; what it returns goes on in its place. */
  hook?: (component: Component, activation: Tensor) => Tensor
}

interface Layer {
  gain1: Tensor
  bias1: Tensor
  qkv: Tensor
  qkvBias: Tensor
  out: Tensor
  outBias: Tensor
  gain2: Tensor
  bias2: Tensor
  up: Tensor
  upBias: Tensor
  down: Tensor
  downBias: Tensor
}

export class Transformer {
  readonly core: Core
  readonly shape: TransformerShape
  readonly token: Tensor
  readonly position: Tensor
  readonly layers: Layer[]
  readonly gain: Tensor
  readonly bias: Tensor
  readonly unembedding: Tensor

  /**
   * Weights N(0, 1/fan-in), projections back into the residual stream further divided by √(2·layers), embeddings
   * N(0, .3²), unembedding N(0, .1²); gains 1, biases 0. Throws a RangeError unless heads divide the width.
   */
  constructor(core: Core, shape: TransformerShape, random: Random) {
    const { vocabulary, length, width, heads, layers, mlp } = shape
    if (width % heads !== 0) throw new RangeError(`${heads} heads do not divide a width of ${width}`)
    this.core = core
    this.shape = shape
    const normal = (name: string, rows: number, cols: number, sd: number): Tensor =>
      core.from(random.stream(name).normals(rows * cols, 0, sd), [rows, cols])
    const fan = 1 / Math.sqrt(width)
    const back = 1 / Math.sqrt(2 * layers)
    this.token = normal('token', vocabulary, width, 0.3)
    this.position = normal('position', length, width, 0.3)
    this.layers = Array.from({ length: layers }, (_, l) => ({
      gain1: core.full([width], 1), bias1: core.zeros([width]),
      qkv: normal(`qkv ${l}`, width, 3 * width, fan), qkvBias: core.zeros([3 * width]),
      out: normal(`out ${l}`, width, width, fan * back), outBias: core.zeros([width]),
      gain2: core.full([width], 1), bias2: core.zeros([width]),
      up: normal(`up ${l}`, width, mlp, fan), upBias: core.zeros([mlp]),
      down: normal(`down ${l}`, mlp, width, back / Math.sqrt(mlp)), downBias: core.zeros([width]),
    }))
    this.gain = core.full([width], 1)
    this.bias = core.zeros([width])
    this.unembedding = normal('unembedding', width, vocabulary, 0.1)
  }

  get parameters(): Tensor[] {
    return [this.token, this.position, ...this.layers.flatMap((layer): Tensor[] => Object.values(layer)), this.gain, this.bias, this.unembedding]
  }

  get biases(): Tensor[] {
    return [...this.layers.flatMap((l) => [l.bias1, l.qkvBias, l.outBias, l.bias2, l.upBias, l.downBias]), this.bias]
  }

  /** All components in the order of the forward pass. */
  get components(): Component[] {
    return ['r0', ...this.layers.flatMap((_, l): Component[] => [`attn${l}`, `mlp${l}`, `r${l + 1}`])]
  }

  /** Token and position embeddings, [sequences·length, width]. */
  embed(tape: Tape, tokens: Ids): Tensor {
    const { length } = this.shape
    const positions = this.core.ids(Array.from({ length: tokens.size }, (_, i) => i % length))
    return tape.add(tape.gather(this.token, tokens), tape.gather(this.position, positions))
  }

  /** Logits at the last position, [sequences, vocabulary], from the embedding r0 [sequences·length, width]. */
  forward(tape: Tape, r0: Tensor, options: ForwardOptions = {}): Tensor {
    const { heads, length } = this.shape
    const { hook = (_: Component, activation: Tensor) => activation } = options
    const sequences = r0.shape[0] / length
    let r = hook('r0', r0)
    this.layers.forEach((layer, l) => {
      const qkv = tape.linear(layerNorm(tape, r, layer.gain1, layer.bias1, options), layer.qkv, layer.qkvBias)
      const mixed = causalAttention(tape, qkv, sequences, heads, options)
      r = tape.add(r, hook(`attn${l}`, tape.linear(mixed, layer.out, layer.outBias)))
      const up = tape.linear(layerNorm(tape, r, layer.gain2, layer.bias2, options), layer.up, layer.upBias)
      r = tape.add(r, hook(`mlp${l}`, tape.linear(gelu(tape, up, options), layer.down, layer.downBias)))
      r = hook(`r${l + 1}`, r)
    })
    const last = this.core.ids(Array.from({ length: sequences }, (_, i) => i * length + length - 1))
    return tape.linear(layerNorm(tape, tape.gather(r, last), this.gain, this.bias, options), this.unembedding)
  }
}

export interface TrainingOptions {
  steps: number
  batch: number
  rate: number
  decay: number
  beta2: number
  /** Steps of linear warm-up; the rate then falls linearly to a tenth. */
  warmUp: number
}

/** Where the learning rate ends, as a share of its peak. */
const FINAL_RATE = 0.1

/**
 * Trains with AdamW on the cross-entropy at the last position, on batches drawn by `draw`: tokens [batch·length] and
 * answers [batch]. Yields the loss of each step.
 */
export function* trainTransformer(
  model: Transformer, draw: (batch: number) => { tokens: ArrayLike<number>; answers: ArrayLike<number> }, options: TrainingOptions,
): Generator<number, void> {
  const { core, parameters } = model
  const { steps, batch, rate, decay, beta2, warmUp } = options
  const optimiser = adam(parameters, { rate, beta2, decay })
  for (let step = 0; step < steps; step++) {
    const { tokens, answers } = draw(batch)
    const falling = 1 - (1 - FINAL_RATE) * Math.max(0, (step - warmUp) / Math.max(1, steps - warmUp))
    yield core.scope(() => {
      const tape = new Tape(core, parameters)
      const loss = tape.crossEntropy(model.forward(tape, model.embed(tape, core.ids(tokens))), core.ids(answers))
      optimiser.step(tape.gradients(loss, parameters), rate * Math.min((step + 1) / warmUp, falling))
      return loss.item()
    })
  }
}
