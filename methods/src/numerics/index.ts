/**
 * Numerics for small networks on one core: float32 tensors in WebAssembly, gradients from a tape, optimisers.
 * core.ts gives the model in ten lines.
 */
export { Core, type Ids, type Tensor, type Unary, createCore } from './core.ts'
export { plainKernels } from './plain.ts'
export { Tape } from './tape.ts'
export { type View, columnBlocks, heads, matrix, multiply, transpose } from './product.ts'
export { LAYER_NORM_EPS, causalAttention, gelu, layerNorm } from './layers.ts'
export { type AdamOptions, type Optimiser, adam, sgd } from './optimisers.ts'
