/*
 * Entry point of the compiled module: everything exported here is callable from core.ts. The module must stay without
 * static data (so no Mathf.log, which has a table): core.ts uses the memory from its start.
 */
export { gemm, gemmBatch } from './gemm'
export {
  affine, axpy, biasUnary, combine, divide, dot, geluQuotient, multiply, sum, unary, unaryGrad,
} from './elementwise'
export {
  columnSum, crossEntropy, crossEntropyGrad, gather, layerNorm, layerNormGrad, rowDots, scaleRows, scatterAdd, softmax,
  softmaxGrad,
} from './rows'
export { adam, sgd } from './optimise'
